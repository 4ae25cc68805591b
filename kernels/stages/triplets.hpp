#pragma once

#include <cstdint>

#include "kernels/stages/element_table.hpp"

namespace tessera {

/// The matrix as coordinates: one value per pair of nodes of every element, 64 per element.
struct Triplets {
  View<std::uint64_t> keys;  // [element][8][8] row << 32 | column, or kNoEntry
  View<double> values;       // [element][8][8]
};

inline constexpr std::int64_t kElementTriplets = kQuad8Nodes * kQuad8Nodes;
/// The key of a triplet whose row or column is a node of known potential; sorts behind all others.
inline constexpr std::uint64_t kNoEntry = ~std::uint64_t{0};

[[nodiscard]] TESSERA_HD constexpr std::uint64_t triplet_key(std::int32_t row,
                                                             std::int32_t column) {
  return static_cast<std::uint64_t>(row) << 32 | static_cast<std::uint64_t>(column);
}

/// Writes the triplets of one row of one element matrix, for `for_stiffness_row`.
struct TripletRow {
  const std::int32_t* nodes;  // of the element
  std::int64_t unknown_count;
  std::int32_t node;   // of the row
  std::int64_t first;  // triplet of the row
  Triplets triplets;

  TESSERA_HD TripletRow(const ElementTable& table, std::int64_t element, int a, const Triplets& all)
      : nodes(&table.nodes[element * kQuad8Nodes]),
        unknown_count(table.unknown_count),
        node(nodes[a]),
        first((element * kQuad8Nodes + a) * kQuad8Nodes),
        triplets(all) {}
  TESSERA_HD void operator()(int b, double value) const {
    const bool known = node >= unknown_count || nodes[b] >= unknown_count;
    triplets.keys[first + b] = known ? kNoEntry : triplet_key(node, nodes[b]);
    triplets.values[first + b] = value;
  }
};

/// The triplets of all elements, in the order of the elements. Same bits on every path.
template <class Exec>
using FillTriplets = void(Exec&, const ElementTable&, View<const double> conductance, Triplets);

/// Sorts by key, stable: the triplets of one entry stay in the order of their elements.
template <class Exec>
using SortTriplets = void(Exec&, Triplets);

/// Where the entries of the matrix begin among sorted triplets. Returns their number.
/// first_triplet: [entry + 1], of which the caller provides as many as there are triplets, plus 1
/// row_offsets: [unknown + 1]
template <class Exec>
using FindEntries = std::int64_t(Exec&, Triplets sorted, View<std::int32_t> first_triplet,
                                 View<std::int32_t> row_offsets);

struct TripletEntries {
  View<const std::int32_t> first_triplet;  // [entry + 1]
  View<std::int32_t> columns;              // [entry]
  View<double> values;                     // [entry]
};

/// Sums the triplets of every entry in their order, from +0: the bits of GatherStiffness.
template <class Exec>
using SumTriplets = void(Exec&, Triplets sorted, TripletEntries);

}  // namespace tessera
