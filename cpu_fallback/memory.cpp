#include "cpu_fallback/memory.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <new>
#include <sanitizer/asan_interface.h>
#include <sys/mman.h>
#include <unistd.h>

namespace tessera::cpu {
namespace {

constexpr std::size_t kAlignment = 64;
/// Behind every array, so that AddressSanitizer, where there is one, sees who reads on.
constexpr std::size_t kGap = kAlignment;
constexpr std::size_t kHugePage = std::size_t{2} << 20;
/// What is kept for later arrays, of all memory.
constexpr std::size_t kKeptShare = 16;

std::size_t round_up(std::size_t bytes, std::size_t unit) {
  return (bytes + unit - 1) / unit * unit;
}

std::size_t page_bytes() { return static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)); }

std::size_t physical_memory() {
  return static_cast<std::size_t>(::sysconf(_SC_PHYS_PAGES)) * page_bytes();
}

}  // namespace

std::size_t Memory::default_most_kept() { return physical_memory() / kKeptShare; }

Memory::Memory(Kind kind, std::size_t most_kept) : kind_(kind), most_kept_(most_kept) {
  const int sharing = kind_ == Kind::private_pages ? MAP_PRIVATE : MAP_SHARED;
  // Halved where the system limits address space.
  for (mapping_bytes_ = round_up(physical_memory(), kHugePage); mapping_bytes_ >= kHugePage;
       mapping_bytes_ /= 2) {
    void* memory = ::mmap(nullptr, mapping_bytes_, PROT_READ | PROT_WRITE,
                          sharing | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) continue;
    mapping_ = static_cast<std::byte*>(memory);
    touched_end_ = mapping_;
    ::madvise(mapping_, mapping_bytes_, MADV_HUGEPAGE);
    free_.emplace(mapping_, mapping_bytes_);
    return;
  }
  throw std::bad_alloc();
}

Memory::~Memory() {
  ASAN_UNPOISON_MEMORY_REGION(mapping_, static_cast<std::size_t>(touched_end_ - mapping_));
  ::munmap(mapping_, mapping_bytes_);
}

// The lowest place that is large enough: what was in use before is used again.
void* Memory::allocate(std::size_t bytes) {
  if (bytes > mapping_bytes_) throw std::bad_alloc();
  const std::size_t with_gap = round_up(bytes, kAlignment) + kGap;
  const auto block = std::ranges::find_if(
      free_, [=](const auto& candidate) { return candidate.second >= with_gap; });
  if (block == free_.end()) throw std::bad_alloc();
  const auto [start, size] = *block;
  free_.erase(block);
  if (size > with_gap) free_.emplace(start + with_gap, size - with_gap);
  used_.emplace(start, with_gap);
  touched_end_ = std::max(touched_end_, start + with_gap);
  kept_ -= std::min(kept_, with_gap);
  ASAN_UNPOISON_MEMORY_REGION(start, with_gap - kGap);
  ASAN_POISON_MEMORY_REGION(start + with_gap - kGap, kGap);
  return start;
}

void Memory::release(void* memory) noexcept {
  if (memory == nullptr) return;
  const auto owned = used_.find(static_cast<std::byte*>(memory));
  const auto [start, bytes] = *owned;
  used_.erase(owned);
  ASAN_POISON_MEMORY_REGION(start, bytes);
  insert_free(start, bytes);
  kept_ += bytes;
  if (kept_ > most_kept_) give_back();
}

// Neighbouring free blocks become one.
void Memory::insert_free(std::byte* start, std::size_t bytes) noexcept {
  auto next = free_.lower_bound(start);
  if (next != free_.end() && start + bytes == next->first) {
    bytes += next->second;
    next = free_.erase(next);
  }
  if (next != free_.begin()) {
    const auto previous = std::prev(next);
    if (previous->first + previous->second == start) {
      previous->second += bytes;
      return;
    }
  }
  free_.emplace(start, bytes);
}

void Memory::give_back() noexcept {
  const auto page = static_cast<std::uintptr_t>(page_bytes());
  const int advice = kind_ == Kind::private_pages ? MADV_DONTNEED : MADV_REMOVE;
  for (const auto& [start, bytes] : free_) {
    const auto begin = round_up(reinterpret_cast<std::uintptr_t>(start), page);
    const auto end =
        reinterpret_cast<std::uintptr_t>(std::min(start + bytes, touched_end_)) / page * page;
    if (end > begin) ::madvise(reinterpret_cast<void*>(begin), end - begin, advice);
  }
  kept_ = 0;
}

}  // namespace tessera::cpu
