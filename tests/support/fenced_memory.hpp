#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <new>
#include <sys/mman.h>
#include <unistd.h>
#include <vector>

namespace tessera::fenced {

/// Arrays behind fences: each in pages of its own, its end near the end of the last page, and a
/// page that is never open behind it.
class Memory {
 public:
  Memory() = default;
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;
  ~Memory() {
    for (const Block& block : blocks_) ::munmap(block.pages, block.open_bytes + page());
  }

  [[nodiscard]] void* allocate(std::size_t bytes) {
    const std::size_t open_bytes = (bytes + page()) / page() * page();
    void* pages =
        ::mmap(nullptr, open_bytes + page(), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED) throw std::bad_alloc();
    auto* start = static_cast<std::byte*>(pages);
    std::byte* data = start + (open_bytes - bytes) / kAlignment * kAlignment;
    blocks_.push_back({start, open_bytes, data, bytes});
    used_bytes_ += static_cast<std::int64_t>(bytes);
    peak_bytes_ = std::max(peak_bytes_, used_bytes_);
    return data;
  }

  void release(void* data) noexcept {
    const auto block = std::ranges::find(blocks_, static_cast<std::byte*>(data), &Block::data);
    ::munmap(block->pages, block->open_bytes + page());
    used_bytes_ -= static_cast<std::int64_t>(block->bytes);
    blocks_.erase(block);
  }

  void protect(int access) const {
    for (const Block& block : blocks_) ::mprotect(block.pages, block.open_bytes, access);
  }

  /// Bytes of all arrays that are not yet given back, at most.
  [[nodiscard]] std::int64_t peak_bytes() const { return peak_bytes_; }

  /// Whether bytes [data, data + bytes) belong to one array that is still there.
  [[nodiscard]] bool holds(const void* data, std::size_t bytes) const {
    const auto* first = static_cast<const std::byte*>(data);
    return bytes == 0 || std::ranges::any_of(blocks_, [&](const Block& block) {
             return first >= block.data && first + bytes <= block.data + block.bytes;
           });
  }

 private:
  struct Block {
    std::byte* pages;
    std::size_t open_bytes;
    std::byte* data;
    std::size_t bytes;
  };
  static constexpr std::size_t kAlignment = 64;
  static std::size_t page() { return static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)); }

  std::vector<Block> blocks_;
  std::int64_t used_bytes_ = 0;
  std::int64_t peak_bytes_ = 0;
};

}  // namespace tessera::fenced
