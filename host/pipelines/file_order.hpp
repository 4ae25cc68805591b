#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <vector>

#include "cpu_fallback/executor.hpp"
#include "kernels/stages/view.hpp"

namespace tessera {

/// Values of an executor where the host can read them: where they are, or downloaded to `copy`.
template <class Exec>
[[nodiscard]] View<const double> on_host(Exec& executor, View<const double> values,
                                         std::vector<double>& copy) {
  if constexpr (std::is_same_v<Exec, cpu::Executor>) {
    return values;
  } else {
    copy.resize(static_cast<std::size_t>(values.count));
    download(executor, values, std::span(copy));
    return {copy.data(), values.count};
  }
}

/// Downloads the values of items in internal numbering and puts them where the file has the items;
/// the others of the `file_count` items in the file get 0.
/// file_number: [item] -> number in the file
template <class Exec>
[[nodiscard]] std::vector<double> in_file_order(Exec& executor, View<const double> values,
                                                std::span<const std::int32_t> file_number,
                                                std::size_t file_count) {
  std::vector<double> copy;
  const View<const double> internal = on_host(executor, values, copy);
  std::vector<double> ordered(file_count, 0.0);
  for (std::size_t item = 0; item < file_number.size(); ++item) {
    ordered[static_cast<std::size_t>(file_number[item])] =
        internal[static_cast<std::int64_t>(item)];
  }
  return ordered;
}

}  // namespace tessera
