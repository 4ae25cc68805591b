#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "host/pipelines/exec_array.hpp"

namespace tessera {

/// Downloads the values of items in internal numbering and puts them where the file has the items;
/// the others of the `file_count` items in the file get 0.
/// file_number: [item] -> number in the file, where the host reads it
template <class Exec>
[[nodiscard]] std::vector<double> in_file_order(Exec& executor, View<const double> values,
                                                View<const std::int32_t> file_number,
                                                std::size_t file_count) {
  const ReadValues<Exec, double> internal(executor, values);
  std::vector<double> ordered(file_count, 0.0);
  for (std::int64_t item = 0; item < file_number.count; ++item) {
    ordered[static_cast<std::size_t>(file_number[item])] = internal.view()[item];
  }
  return ordered;
}

}  // namespace tessera
