#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

#include "cpu_fallback/executor.hpp"
#include "cpu_fallback/item_loops.hpp"
#include "kernels/stages/chunk_sizes.hpp"

// What numbering and layouts are made with: arrays that all workers of a cpu::Executor see, and
// loops on all of them. The loops are about whole numbers and copies; what computes is a stage.

namespace tessera {

/// An array in the memory of a cpu::Executor, which outlives it; contents unspecified at first.
template <class T>
class HostArray {
 public:
  HostArray() = default;
  HostArray(cpu::Executor& team, std::int64_t count)
      : team_(&team), array_(cpu::allocate<T>(team, count)), count_(count) {}

  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(count_); }
  [[nodiscard]] bool empty() const { return count_ == 0; }
  [[nodiscard]] T* begin() { return array_.view().data; }
  [[nodiscard]] T* end() { return begin() + count_; }
  [[nodiscard]] const T* begin() const { return array_.view().data; }
  [[nodiscard]] const T* end() const { return begin() + count_; }
  [[nodiscard]] T& operator[](std::size_t index) { return begin()[index]; }
  [[nodiscard]] const T& operator[](std::size_t index) const { return begin()[index]; }
  [[nodiscard]] View<T> view() { return {begin(), count_}; }
  [[nodiscard]] View<const T> view() const { return {begin(), count_}; }
  [[nodiscard]] std::span<const T> values() const { return {begin(), size()}; }

  /// Whether the workers of `team` see it.
  [[nodiscard]] bool lies_with(const cpu::Executor& team) const { return team_ == &team; }
  /// Keeps the first `count` elements, at most as many as there are.
  void shorten(std::int64_t count) { count_ = std::min(count, count_); }

 private:
  cpu::Executor* team_ = nullptr;
  cpu::Array<T> array_;
  std::int64_t count_ = 0;
};

/// `values` where the stages of `executor` see them: where they are, or in `copy`, an array of
/// `executor`. What holds them outlives the view.
template <class Exec, class T, class Array>
[[nodiscard]] View<const T> place(Exec& executor, const HostArray<T>& values, Array& copy) {
  if constexpr (std::is_same_v<Exec, cpu::Executor>) {
    if (values.lies_with(executor)) return values.view();
  }
  copy = upload(executor, values.values());
  return copy.view();
}

/// Values of the caller where the workers of a team see them: only worker processes need a copy.
/// `values` outlive it.
template <class T>
class SeenValues {
 public:
  SeenValues(cpu::Executor& team, std::span<const T> values)
      : view_{values.data(), static_cast<std::int64_t>(values.size())} {
    if (team.team() != cpu::Team::processes) return;
    copy_ = HostArray<T>(team, view_.count);
    std::copy(values.begin(), values.end(), copy_.begin());
    view_ = copy_.view();
  }
  [[nodiscard]] View<const T> view() const { return view_; }

 private:
  HostArray<T> copy_;
  View<const T> view_;
};

/// Sets every element to zero, on all workers where the executor works on the host: whoever first
/// writes to new memory waits for its pages.
template <class Exec, class T>
void clear(Exec& executor, View<T> values) {
  if constexpr (std::is_same_v<Exec, cpu::Executor>) {
    for_items(executor, values.count, [=](std::int64_t item) { values[item] = T{}; });
  } else {
    set_zero(executor, values);
  }
}

/// combine(... combine(combine(start, first chunk), second chunk) ...), where a chunk is what
/// step(value, item) makes of `start` along its items; the same for every team.
template <class T, class Step, class Combine>
T fold_items(cpu::Executor& team, std::int64_t count, T start, const Step& step,
             const Combine& combine) {
  HostArray<T> of_chunk(team, chunk_count_of(count, kRowChunk));
  const View<T> results = of_chunk.view();
  for_ranges(team, count, [=](std::int64_t chunk, std::int64_t first, std::int64_t last) {
    T value = start;
    for (std::int64_t item = first; item < last; ++item) value = step(value, item);
    results[chunk] = value;
  });
  T whole = start;
  for (const T& part : of_chunk) whole = combine(whole, part);
  return whole;
}

/// The least item that `is_wanted(item)` says yes to, or `count`.
template <class Predicate>
std::int64_t first_item(cpu::Executor& team, std::int64_t count, const Predicate& is_wanted) {
  return fold_items(
      team, count, count,
      [=](std::int64_t least, std::int64_t item) {
        return least == count && is_wanted(item) ? item : least;
      },
      [](std::int64_t one, std::int64_t other) { return std::min(one, other); });
}

/// put(item, number) for all items that `is_wanted(item)` says yes to, numbered 0, 1, ... in
/// ascending order, and skip(item) for the others. Returns how many are wanted.
template <class Predicate, class Put, class Skip>
std::int64_t number_items(cpu::Executor& team, std::int64_t count, const Predicate& is_wanted,
                          const Put& put, const Skip& skip) {
  HostArray<std::int64_t> of_chunk(team, chunk_count_of(count, kRowChunk));
  const View<std::int64_t> next = of_chunk.view();
  for_ranges(team, count, [=](std::int64_t chunk, std::int64_t first, std::int64_t last) {
    next[chunk] = 0;
    for (std::int64_t item = first; item < last; ++item) next[chunk] += is_wanted(item) ? 1 : 0;
  });
  std::int64_t wanted = 0;
  for (std::int64_t& begin : of_chunk) {
    const std::int64_t here = begin;
    begin = wanted;
    wanted += here;
  }
  for_ranges(team, count, [=](std::int64_t chunk, std::int64_t first, std::int64_t last) {
    std::int64_t number = next[chunk];
    for (std::int64_t item = first; item < last; ++item) {
      if (is_wanted(item)) {
        put(item, number++);
      } else {
        skip(item);
      }
    }
  });
  return wanted;
}

}  // namespace tessera
