#pragma once

#include <cstdint>

#include "kernels/numerics/quad8.hpp"
#include "kernels/stages/chunk_sizes.hpp"
#include "kernels/stages/view.hpp"

namespace tessera {

/// The mesh as the stages of the flow solve see it: internal numbering, used nodes only, the
/// unknowns first and the nodes of known potential after them. Elements are counter-clockwise and
/// have been checked.
struct ElementTable {
  View<const double> x;                        // [node], m
  View<const double> y;                        // [node], m
  View<const std::int32_t> nodes;              // [element][8]
  View<const double> conductivity;             // [element]
  View<const std::int32_t> incidence_offsets;  // [node + 1]
  /// The elements at a node, ascending: element * 8 + the node's local number there.
  View<const std::int32_t> incidences;
  std::int64_t unknown_count = 0;

  [[nodiscard]] TESSERA_HD std::int64_t node_count() const { return x.count; }
  [[nodiscard]] TESSERA_HD std::int64_t element_count() const { return conductivity.count; }
};

/// The element of an entry of `ElementTable::incidences`.
[[nodiscard]] TESSERA_HD constexpr std::int64_t incidence_element(std::int32_t incidence) {
  return incidence >> 3;
}
/// The node's local number 0..7 in the element of an entry of `ElementTable::incidences`.
[[nodiscard]] TESSERA_HD constexpr int incidence_local(std::int32_t incidence) {
  return incidence & 7;
}

}  // namespace tessera
