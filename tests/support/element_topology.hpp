#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

#include "kernels/stages/element_level.hpp"

namespace tessera::support {

/// Which rows the nodes of elements are, laid out the obvious way for the stages that work without
/// a matrix: see ElementLevel. Rows are numbers from 0 on; `row_count` stands for known potentials.
template <int kNodes>
struct ElementTopology {
  std::vector<std::int32_t> nodes;
  std::vector<std::int32_t> offsets{0};
  std::vector<std::int32_t> places;

  /// rows_of_nodes: [element][kNodes]
  ElementTopology(std::int64_t row_count, const std::vector<std::int32_t>& rows_of_nodes) {
    const auto elements = static_cast<std::int64_t>(rows_of_nodes.size()) / kNodes;
    nodes.assign(at(element_group_count(elements) * kNodes * kFloatLanes),
                 static_cast<std::int32_t>(row_count));
    std::vector<std::vector<std::int32_t>> incident(at(padded_rows(row_count)));
    for (std::int64_t element = 0; element < elements; ++element) {
      for (int a = 0; a < kNodes; ++a) {
        const std::int32_t row = rows_of_nodes[at(element * kNodes + a)];
        const std::int64_t place = rate_place<kNodes>(element, a);
        nodes[at(place)] = row;
        if (row < row_count) incident[at(row)].push_back(static_cast<std::int32_t>(place));
      }
    }
    const auto zero = static_cast<std::int32_t>(rate_count<kNodes>(elements) - 1);
    for (std::int64_t slice = 0; slice < slice_count(row_count); ++slice) {
      add_slice(&incident[at(slice * kFloatLanes)], zero);
    }
  }

 private:
  static std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

  void add_slice(const std::vector<std::int32_t>* lists, std::int32_t zero) {
    std::size_t longest = 0;
    for (std::int64_t lane = 0; lane < kFloatLanes; ++lane) {
      longest = std::max(longest, lists[lane].size());
    }
    for (std::size_t slot = 0; slot < longest; ++slot) {
      for (std::int64_t lane = 0; lane < kFloatLanes; ++lane) {
        places.push_back(slot < lists[lane].size() ? lists[lane][slot] : zero);
      }
    }
    offsets.push_back(offsets.back() + static_cast<std::int32_t>(longest));
  }
};

/// Nodes of `elements` elements: every other one the next row, as long as there are rows, the rest
/// anywhere among the rows and the known potentials.
inline std::vector<std::int32_t> random_nodes(std::int64_t elements, int nodes_per_element,
                                              std::int64_t row_count, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<std::int32_t> nodes(static_cast<std::size_t>(elements * nodes_per_element));
  std::int32_t next = 0;
  for (std::int32_t& node : nodes) {
    const auto choices = static_cast<std::uint32_t>(row_count + 1);
    node = random() % 2 == 0 && next < row_count ? next++
                                                 : static_cast<std::int32_t>(random() % choices);
  }
  return nodes;
}

}  // namespace tessera::support
