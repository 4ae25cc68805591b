#pragma once

#include <cstddef>
#include <map>

#include "kernels/stages/array.hpp"

namespace tessera::cpu {

/// Where the arrays of an executor live: private memory of this process, or one mapping that is
/// shared with worker processes. The shared mapping is reserved once, before the workers are
/// forked; pages that are not in use cost nothing. Not thread-safe: only the calling thread
/// allocates, between phases.
class Memory {
 public:
  enum class Kind { private_pages, shared_mapping };

  explicit Memory(Kind kind);
  ~Memory();
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;

  /// `bytes` of memory aligned to 64 bytes, contents unspecified. Throws std::bad_alloc.
  [[nodiscard]] void* allocate(std::size_t bytes);
  void release(void* memory) noexcept;

 private:
  [[nodiscard]] void* allocate_private(std::size_t bytes);
  void release_private(std::byte* memory) noexcept;
  void release_kept() noexcept;
  [[nodiscard]] void* allocate_shared(std::size_t bytes);
  void release_shared(std::byte* memory) noexcept;

  Kind kind_;
  std::byte* mapping_ = nullptr;
  std::size_t mapping_bytes_ = 0;
  // Of the mapping, never adjacent, or large private blocks that are kept: start -> bytes.
  std::map<std::byte*, std::size_t> free_;
  std::map<std::byte*, std::size_t> used_;
};

/// Owner of an array in the memory of an executor; the executor must outlive it.
template <class T>
using Array = tessera::Array<T, Memory>;

}  // namespace tessera::cpu
