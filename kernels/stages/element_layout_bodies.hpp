#pragma once

#include <cstdint>
#include <initializer_list>

#include "kernels/stages/element_level.hpp"
#include "kernels/stages/element_table.hpp"

// What lays out the element levels of multigrid, item by item: bodies of ForItems. The arrays are
// those of ElementLevel and CornerTransfer.

namespace tessera {

/// The elements at the nodes, and the nodes of the elements.
struct Incidence {
  View<const std::int32_t> offsets;
  View<const std::int32_t> entries;
  View<const std::int32_t> nodes;

  /// At how many elements the node is a corner.
  [[nodiscard]] TESSERA_HD std::int32_t corner_count(std::int64_t node) const {
    std::int32_t count = 0;
    for (std::int32_t item = offsets[node]; item < offsets[node + 1]; ++item) {
      count += incidence_local(entries[item]) < kQuad4Nodes ? 1 : 0;
    }
    return count;
  }
};

/// 1 behind every node that is a corner of some element, which sums up to their numbers.
struct FlagCorners {
  Incidence incidence;
  View<std::int32_t> flags;  // [node + 1]

  TESSERA_HD void operator()(std::int64_t node) const {
    if (node == 0) flags[0] = 0;
    flags[node + 1] = incidence.corner_count(node) > 0 ? 1 : 0;
  }
};

struct NumberCorners {
  View<const std::int32_t> first;  // [node + 1] corners among the nodes before
  View<std::int32_t> corner_of_node;
  View<std::int32_t> node_of_corner;

  TESSERA_HD void operator()(std::int64_t node) const {
    const std::int32_t corner = first[node];
    const bool is_corner = first[node + 1] > corner;
    corner_of_node[node] = is_corner ? corner : -1;
    if (is_corner) node_of_corner[corner] = static_cast<std::int32_t>(node);
  }
};

/// The rows of the first kNodes nodes of every element, transposed in groups of 16. Item: element,
/// those that fill up the last group too.
template <int kNodes>
struct TransposeNodes {
  View<const std::int32_t> nodes;
  View<const std::int32_t> row_of_node;  // empty: nodes are rows
  std::int64_t element_count;
  std::int32_t zero_row;
  View<std::int32_t> rows;

  [[nodiscard]] TESSERA_HD std::int32_t row_of(std::int32_t node) const {
    const std::int32_t row = row_of_node.count == 0 ? node : row_of_node[node];
    return row < zero_row ? row : zero_row;
  }
  TESSERA_HD void operator()(std::int64_t element) const {
    const std::int64_t place = element / kFloatLanes * kNodes * kFloatLanes + element % kFloatLanes;
    for (int a = 0; a < kNodes; ++a) {
      rows[place + a * kFloatLanes] =
          element < element_count ? row_of(nodes[element * kQuad8Nodes + a]) : zero_row;
    }
  }
};

/// A list per row: where the rates of its elements lie.
template <int kNodes>
struct IncidentPlaces {
  Incidence incidence;
  View<const std::int32_t> node_of_row;  // empty: nodes are rows

  template <class Put>
  TESSERA_HD void for_list(std::int64_t row, Put& put) const {
    const std::int64_t node = node_of_row.count == 0 ? row : node_of_row[row];
    for (std::int32_t item = incidence.offsets[node]; item < incidence.offsets[node + 1]; ++item) {
      const std::int64_t element = incidence_element(incidence.entries[item]);
      const int a = incidence_local(incidence.entries[item]);
      if (a >= kNodes) continue;
      put(static_cast<std::int32_t>((element / kFloatLanes * kNodes + a) * kFloatLanes +
                                    element % kFloatLanes));
    }
  }
};

/// Place of a row's parent 0 or 1 in CornerTransfer::parents.
[[nodiscard]] TESSERA_HD constexpr std::int64_t parent_place(std::int64_t row, int end) {
  return (row / kFloatLanes * 2 + end) * kFloatLanes + row % kFloatLanes;
}

/// The two ends of the edge whose middle a row is, or its own corner twice. Item: row, padded.
struct FindParents {
  Incidence incidence;
  View<const std::int32_t> corner_of_node;
  std::int64_t row_count;
  std::int32_t zero_corner;
  View<std::int32_t> parents;

  TESSERA_HD void operator()(std::int64_t row) const {
    std::int32_t one = zero_corner;
    std::int32_t other = zero_corner;
    if (row < row_count) {
      const std::int32_t entry = incidence.entries[incidence.offsets[row]];
      const std::int64_t first = incidence_element(entry) * kQuad8Nodes;
      const int side = incidence_local(entry) - kQuad4Nodes;
      const std::int32_t self = corner_of_node[row];
      one = self >= 0 ? self : corner_of_node[incidence.nodes[first + side]];
      other = self >= 0 ? self : corner_of_node[incidence.nodes[first + (side + 1) % kQuad4Nodes]];
    }
    parents[parent_place(row, 0)] = one < zero_corner ? one : zero_corner;
    parents[parent_place(row, 1)] = other < zero_corner ? other : zero_corner;
  }
};

/// A list per corner: the mid-side rows that have it for a parent, ascending. Every element at the
/// corner brings the middles of two sides; most have two elements.
struct ChildrenOfCorners {
  Incidence incidence;
  View<const std::int32_t> parents;
  View<const std::int32_t> corner_of_node;
  View<const std::int32_t> node_of_corner;
  std::int64_t row_count;

  template <class Put>
  TESSERA_HD void for_list(std::int64_t corner, Put& put) const {
    std::int32_t last = -1;
    int count = kMost;
    while (count == kMost) {
      std::int32_t children[kMost];
      count = next_children(corner, last, children);
      for (int child = 0; child < count; ++child) put(children[child]);
      if (count > 0) last = children[count - 1];
    }
  }

 private:
  static constexpr int kMost = 16;

  // The least children above `last`, at most kMost, ascending. Returns how many.
  TESSERA_HD int next_children(std::int64_t corner, std::int32_t last,
                               std::int32_t (&children)[kMost]) const {
    int count = 0;
    const std::int64_t node = node_of_corner[corner];
    for (std::int32_t item = incidence.offsets[node]; item < incidence.offsets[node + 1]; ++item) {
      const std::int64_t first = incidence_element(incidence.entries[item]) * kQuad8Nodes;
      const int a = incidence_local(incidence.entries[item]);
      if (a >= kQuad4Nodes) continue;
      for (const int side : {a, (a + kQuad4Nodes - 1) % kQuad4Nodes}) {
        const std::int32_t row = incidence.nodes[first + kQuad4Nodes + side];
        if (row > last && is_child(row, corner)) count = insert(row, children, count);
      }
    }
    return count;
  }
  [[nodiscard]] TESSERA_HD bool is_child(std::int32_t row, std::int64_t corner) const {
    return row < row_count && corner_of_node[row] < 0 &&
           (parents[parent_place(row, 0)] == corner || parents[parent_place(row, 1)] == corner);
  }
  TESSERA_HD static int insert(std::int32_t row, std::int32_t (&children)[kMost], int count) {
    int place = count;
    while (place > 0 && children[place - 1] > row) --place;
    if (place == kMost || (place > 0 && children[place - 1] == row)) return count;
    const int kept = count < kMost ? count : kMost - 1;
    for (int child = kept; child > place; --child) children[child] = children[child - 1];
    children[place] = row;
    return kept + 1;
  }
};

/// The node of every row of corners; `zero_row` behind them. Item: row, padded.
struct RowsOfCorners {
  View<const std::int32_t> node_of_corner;
  std::int64_t row_count;
  std::int32_t zero_row;
  View<std::int32_t> rows;

  TESSERA_HD void operator()(std::int64_t row) const {
    rows[row] = row < row_count ? node_of_corner[row] : zero_row;
  }
};

/// Behind every slice the length of the longest list of its rows, which sums up to IndexSlices'
/// offsets. Item: slice.
template <class Lists>
struct MeasureSlices {
  Lists lists;
  std::int64_t row_count;
  View<std::int32_t> lengths;  // [slice + 1]

  struct Counter {
    std::int32_t count = 0;
    TESSERA_HD void operator()(std::int32_t) { ++count; }
  };

  TESSERA_HD void operator()(std::int64_t slice) const {
    std::int32_t longest = 0;
    for (std::int64_t row = slice * kFloatLanes; row < (slice + 1) * kFloatLanes && row < row_count;
         ++row) {
      Counter counter;
      lists.for_list(row, counter);
      if (counter.count > longest) longest = counter.count;
    }
    if (slice == 0) lengths[0] = 0;
    lengths[slice + 1] = longest;
  }
};

/// The list of a row, filled up with `zero_place`. Item: row, padded.
template <class Lists>
struct FillIndexSlices {
  Lists lists;
  std::int64_t row_count;
  std::int32_t zero_place;
  View<const std::int32_t> offsets;
  View<std::int32_t> places;

  struct Writer {
    std::int32_t* target;
    TESSERA_HD void operator()(std::int32_t place) {
      *target = place;
      target += kFloatLanes;
    }
  };

  TESSERA_HD void operator()(std::int64_t row) const {
    const std::int64_t slice = row / kFloatLanes;
    std::int32_t* const begin = places.data + row % kFloatLanes;
    Writer writer{begin + std::int64_t{offsets[slice]} * kFloatLanes};
    if (row < row_count) lists.for_list(row, writer);
    const std::int32_t* const end = begin + std::int64_t{offsets[slice + 1]} * kFloatLanes;
    while (writer.target < end) writer(zero_place);
  }
};

}  // namespace tessera
