#pragma once

#include <cstdint>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "cpu_fallback/executor.hpp"
#include "cpu_fallback/item_loops.hpp"
#include "kernels/stages/numbering_bodies.hpp"
#include "kernels/stages/view.hpp"

// Arrays in the memory of any executor, and the ways into it and out of it.

namespace tessera {

template <class Exec, class T>
struct ArrayIn {
  using Type = decltype(allocate<T>(std::declval<Exec&>(), 0));
};
/// An array in the memory of an executor.
template <class Exec, class T>
using ArrayOf = typename ArrayIn<Exec, T>::Type;

/// Sets every element to zero, on all workers where the executor works on the host: whoever first
/// writes to new memory waits for its pages.
template <class Exec, class T>
void clear(Exec& executor, View<T> values) {
  if constexpr (std::is_same_v<Exec, cpu::Executor>) {
    for_items(executor, values.count, FillValues<T>{values, T{}});
  } else {
    set_zero(executor, values);
  }
}

/// Values of the host where the stages of an executor see them: a copy, but for workers that are
/// threads of this process. `values` outlive it.
template <class Exec, class T>
class SeenValues {
 public:
  SeenValues(Exec& executor, std::span<const T> values)
      : view_{values.data(), static_cast<std::int64_t>(values.size())} {
    if constexpr (std::is_same_v<Exec, cpu::Executor>) {
      if (executor.team() != cpu::Team::processes) return;
    }
    copy_ = upload(executor, values);
    view_ = copy_.view();
  }
  [[nodiscard]] View<const T> view() const { return view_; }

 private:
  ArrayOf<Exec, T> copy_;
  View<const T> view_;
};

/// Values of an executor where the host can read them: where they are, or a copy.
template <class Exec, class T>
class ReadValues {
 public:
  ReadValues(Exec& executor, View<const T> values) : view_(values) {
    if constexpr (!std::is_same_v<Exec, cpu::Executor>) {
      copy_.resize(static_cast<std::size_t>(values.count));
      download(executor, values, std::span(copy_));
      view_ = {copy_.data(), values.count};
    }
  }
  ReadValues(const ReadValues&) = delete;
  ReadValues& operator=(const ReadValues&) = delete;
  [[nodiscard]] View<const T> view() const { return view_; }

 private:
  std::vector<T> copy_;
  View<const T> view_;
};

/// The one element of an array, read now.
template <class Exec, class T>
[[nodiscard]] T element_of(Exec& executor, View<const T> values, std::int64_t index) {
  return read_later(executor, part(values, index, 1)).get();
}

}  // namespace tessera
