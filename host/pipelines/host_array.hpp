#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "cpu_fallback/executor.hpp"

namespace tessera {

/// An array in the memory of a cpu::Executor, which outlives it, for what the host itself plans;
/// contents unspecified at first.
template <class T>
class HostArray {
 public:
  HostArray() = default;
  HostArray(cpu::Executor& team, std::int64_t count) : array_(cpu::allocate<T>(team, count)) {}

  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(array_.count()); }
  [[nodiscard]] T* begin() { return array_.view().data; }
  [[nodiscard]] T* end() { return begin() + array_.count(); }
  [[nodiscard]] const T* begin() const { return array_.view().data; }
  [[nodiscard]] const T* end() const { return begin() + array_.count(); }
  [[nodiscard]] T& operator[](std::size_t index) { return begin()[index]; }
  [[nodiscard]] const T& operator[](std::size_t index) const { return begin()[index]; }
  [[nodiscard]] View<T> view() { return array_.view(); }
  [[nodiscard]] View<const T> view() const { return array_.view(); }
  [[nodiscard]] std::span<const T> values() const { return {begin(), size()}; }

 private:
  cpu::Array<T> array_;
};

}  // namespace tessera
