#pragma once

#include <cstdint>
#include <type_traits>

#include "kernels/numerics/portability.hpp"

namespace tessera {

/// Elements of an array that somebody else owns: a pointer and a count, trivially copyable, usable
/// on both paths. The memory belongs to the path on which the view was made.
template <class T>
struct View {
  T* data = nullptr;
  std::int64_t count = 0;

  TESSERA_HD T& operator[](std::int64_t index) const { return data[index]; }
  /// As for pointers: what may be written may be read. Not const to const, which nvcc warns about.
  template <class Readable>
  requires(!std::is_const_v<T> && std::is_same_v<Readable, const T>) TESSERA_HD
  operator View<Readable>() const {
    return {data, count};
  }
};

/// `size` elements of `view` from `begin` on.
template <class T>
TESSERA_HD View<T> part(View<T> view, std::int64_t begin, std::int64_t size) {
  return {view.data + begin, size};
}

}  // namespace tessera
