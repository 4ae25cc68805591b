#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "kernels/stages/view.hpp"

namespace tessera {

/// Owner of `count` elements in the memory of an executor, contents unspecified; move-only.
/// `Memory` offers `void* allocate(bytes)` and `release(void*) noexcept`, and outlives the array.
template <class T, class Memory>
class Array {
 public:
  Array() = default;
  /// Throws what `memory` throws when there is no room.
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

}  // namespace tessera
