#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/stages/view.hpp"

namespace tessera {

/// Downloads the values of items in internal numbering and puts them where the file has the items;
/// the others of the `file_count` items in the file get 0.
/// file_number: [item] -> number in the file
template <class Exec>
[[nodiscard]] std::vector<double> in_file_order(Exec& executor, View<const double> values,
                                                const std::vector<std::int32_t>& file_number,
                                                std::size_t file_count) {
  std::vector<double> internal(file_number.size());
  download(executor, values, std::span(internal));
  std::vector<double> ordered(file_count, 0.0);
  for (std::size_t item = 0; item < internal.size(); ++item) {
    ordered[static_cast<std::size_t>(file_number[item])] = internal[item];
  }
  return ordered;
}

}  // namespace tessera
