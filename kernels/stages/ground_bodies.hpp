#pragma once

#include <cstdint>

#include "kernels/stages/element_layout_bodies.hpp"

// What the lumped Robin edges of multigrid ask of the layout, row by row: bodies of ForItems.

namespace tessera {

/// Both parents of every listed row.
struct ParentsOfRows {
  View<const std::int32_t> rows;
  View<const std::int32_t> parents;
  View<std::int32_t> found;  // [item][2]

  TESSERA_HD void operator()(std::int64_t item) const {
    found[2 * item] = parents[parent_place(rows[item], 0)];
    found[2 * item + 1] = parents[parent_place(rows[item], 1)];
  }
};

/// The number of elements at every listed corner row.
struct ElementsAtCorners {
  View<const std::int32_t> corners;
  View<const std::int32_t> node_of_corner;
  Incidence incidence;
  View<std::int32_t> found;

  TESSERA_HD void operator()(std::int64_t item) const {
    found[item] = incidence.corner_count(node_of_corner[corners[item]]);
  }
};

}  // namespace tessera
