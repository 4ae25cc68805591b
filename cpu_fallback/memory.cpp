#include "cpu_fallback/memory.hpp"

#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <new>
#include <sanitizer/asan_interface.h>
#include <sys/mman.h>
#include <unistd.h>

namespace tessera::cpu {
namespace {

constexpr std::size_t kAlignment = 64;
constexpr std::size_t kHugePage = std::size_t{2} << 20;

std::size_t round_up(std::size_t bytes, std::size_t unit) {
  return (bytes + unit - 1) / unit * unit;
}

std::size_t physical_memory() {
  return static_cast<std::size_t>(::sysconf(_SC_PHYS_PAGES)) *
         static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

// What is kept for the next arrays, of all memory.
constexpr std::size_t kKeptShare = 16;

void* new_huge_pages(std::size_t bytes) {
  void* memory = std::aligned_alloc(kHugePage, bytes);
  if (memory != nullptr) ::madvise(memory, bytes, MADV_HUGEPAGE);
  return memory;
}

}  // namespace

Memory::Memory(Kind kind) : kind_(kind) {
  if (kind_ == Kind::private_pages) return;
  // Address space for everything this machine could hold; halved where the system limits it.
  for (mapping_bytes_ = round_up(physical_memory(), kHugePage); mapping_bytes_ >= kHugePage;
       mapping_bytes_ /= 2) {
    void* memory = ::mmap(nullptr, mapping_bytes_, PROT_READ | PROT_WRITE,
                          MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) continue;
    mapping_ = static_cast<std::byte*>(memory);
    free_.emplace(mapping_, mapping_bytes_);
    return;
  }
  throw std::bad_alloc();
}

Memory::~Memory() {
  if (mapping_ != nullptr) ::munmap(mapping_, mapping_bytes_);
  if (kind_ == Kind::private_pages) release_kept();
}

void* Memory::allocate(std::size_t bytes) {
  const std::size_t rounded = round_up(bytes == 0 ? 1 : bytes, kAlignment);
  return kind_ == Kind::private_pages ? allocate_private(rounded) : allocate_shared(rounded);
}

void Memory::release(void* memory) noexcept {
  if (memory == nullptr) return;
  if (kind_ == Kind::private_pages) {
    release_private(static_cast<std::byte*>(memory));
  } else {
    release_shared(static_cast<std::byte*>(memory));
  }
}

// The system clears new pages, which takes as long as writing to them: large blocks are kept, and
// serve arrays that need at least half of them.
void* Memory::allocate_private(std::size_t bytes) {
  if (bytes < 2 * kHugePage) {
    void* memory = std::aligned_alloc(kAlignment, bytes);
    if (memory == nullptr) throw std::bad_alloc();
    return memory;
  }
  bytes = round_up(bytes, kHugePage);
  auto best = free_.end();
  for (auto block = free_.begin(); block != free_.end(); ++block) {
    if (block->second < bytes || block->second > 2 * bytes) continue;
    if (best == free_.end() || block->second < best->second) best = block;
  }
  if (best != free_.end()) {
    ASAN_UNPOISON_MEMORY_REGION(best->first, best->second);
    return used_.insert(free_.extract(best)).position->first;
  }
  void* memory = new_huge_pages(bytes);
  if (memory == nullptr) {
    release_kept();
    memory = new_huge_pages(bytes);
  }
  if (memory == nullptr) throw std::bad_alloc();
  used_.emplace(static_cast<std::byte*>(memory), bytes);
  return memory;
}

void Memory::release_private(std::byte* memory) noexcept {
  const auto owned = used_.find(memory);
  if (owned == used_.end()) return std::free(memory);
  // AddressSanitizer, where there is one, shall see who still reads it.
  ASAN_POISON_MEMORY_REGION(owned->first, owned->second);
  free_.insert(used_.extract(owned));
  std::size_t kept = 0;
  for (const auto& [start, bytes] : free_) kept += bytes;
  if (kept > physical_memory() / kKeptShare) release_kept();
}

void Memory::release_kept() noexcept {
  for (const auto& [start, bytes] : free_) {
    ASAN_UNPOISON_MEMORY_REGION(start, bytes);
    std::free(start);
  }
  free_.clear();
}

void* Memory::allocate_shared(std::size_t bytes) {
  for (auto block = free_.begin(); block != free_.end(); ++block) {
    auto [start, size] = *block;
    if (size < bytes) continue;
    free_.erase(block);
    if (size > bytes) free_.emplace(start + bytes, size - bytes);
    used_.emplace(start, bytes);
    return start;
  }
  throw std::bad_alloc();
}

void Memory::release_shared(std::byte* memory) noexcept {
  const auto owned = used_.find(memory);
  std::size_t bytes = owned->second;
  used_.erase(owned);

  // Whole pages go back to the system; neighbouring free blocks become one.
  const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  const auto begin = round_up(reinterpret_cast<std::uintptr_t>(memory), page);
  const auto end = (reinterpret_cast<std::uintptr_t>(memory) + bytes) / page * page;
  if (end > begin) ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_REMOVE);

  auto next = free_.lower_bound(memory);
  if (next != free_.end() && memory + bytes == next->first) {
    bytes += next->second;
    next = free_.erase(next);
  }
  if (next != free_.begin()) {
    const auto previous = std::prev(next);
    if (previous->first + previous->second == memory) {
      previous->second += bytes;
      return;
    }
  }
  free_.emplace(memory, bytes);
}

}  // namespace tessera::cpu
