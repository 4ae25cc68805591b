#pragma once

#include <cstddef>
#include <map>
#include <utility>

#include "kernels/stages/view.hpp"

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
  [[nodiscard]] void* allocate_shared(std::size_t bytes);
  void release_shared(std::byte* memory) noexcept;

  Kind kind_;
  std::byte* mapping_ = nullptr;
  std::size_t mapping_bytes_ = 0;
  std::map<std::byte*, std::size_t> free_;  // start -> bytes, never adjacent
  std::map<std::byte*, std::size_t> used_;
};

/// Owner of an array in the memory of an executor; move-only. The executor must outlive it.
template <class T>
class Array {
 public:
  Array() = default;
  Array(Memory& memory, std::int64_t count)
      : memory_(&memory),
        data_(static_cast<T*>(memory.allocate(static_cast<std::size_t>(count) * sizeof(T)))),
        count_(count) {}
  Array(Array&& other) noexcept { swap(other); }
  Array& operator=(Array&& other) noexcept {
    Array taken(std::move(other));
    swap(taken);
    return *this;
  }
  ~Array() {
    if (memory_ != nullptr) memory_->release(data_);
  }

  [[nodiscard]] std::int64_t count() const { return count_; }
  [[nodiscard]] View<T> view() { return {data_, count_}; }
  [[nodiscard]] View<const T> view() const { return {data_, count_}; }

 private:
  void swap(Array& other) noexcept {
    std::swap(memory_, other.memory_);
    std::swap(data_, other.data_);
    std::swap(count_, other.count_);
  }

  Memory* memory_ = nullptr;
  T* data_ = nullptr;
  std::int64_t count_ = 0;
};

}  // namespace tessera::cpu
