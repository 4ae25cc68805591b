#pragma once

#include <cstddef>
#include <map>

#include "kernels/stages/array.hpp"

namespace tessera::cpu {

/// Where the arrays of an executor live: one mapping, of this process alone or shared with worker
/// processes. It is reserved once, before any workers are forked, in address space for all memory
/// of the machine; pages cost nothing until they are written to. Released pages are kept for later
/// arrays: the system clears new ones, which takes as long as writing to them. Not thread-safe:
/// only the calling thread allocates, between phases.
class Memory {
 public:
  enum class Kind { private_pages, shared_mapping };

  /// most_kept: bytes of released pages beyond which all of them go back to the system
  explicit Memory(Kind kind, std::size_t most_kept = default_most_kept());
  ~Memory();
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;

  /// `bytes` of memory aligned to 64 bytes, contents unspecified. Throws std::bad_alloc.
  [[nodiscard]] void* allocate(std::size_t bytes);
  void release(void* memory) noexcept;

 private:
  [[nodiscard]] static std::size_t default_most_kept();
  void insert_free(std::byte* start, std::size_t bytes) noexcept;
  void give_back() noexcept;

  Kind kind_;
  std::size_t most_kept_;
  std::byte* mapping_ = nullptr;
  std::size_t mapping_bytes_ = 0;
  std::byte* touched_end_ = nullptr;        // behind everything that was ever in use
  std::size_t kept_ = 0;                    // of released pages, at most
  std::map<std::byte*, std::size_t> free_;  // never adjacent: start -> bytes
  std::map<std::byte*, std::size_t> used_;
};

/// Owner of an array in the memory of an executor; the executor must outlive it.
template <class T>
using Array = tessera::Array<T, Memory>;

}  // namespace tessera::cpu
