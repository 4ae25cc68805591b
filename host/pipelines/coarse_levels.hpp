#pragma once

#include <cstdint>

#include "host/pipelines/element_layout.hpp"
#include "host/pipelines/grid_layout.hpp"
#include "kernels/stages/coarse_level_bodies.hpp"

namespace tessera {

/// What multigrid has below its Quad-8 elements.
enum class CoarseKind {
  grid,               // bilinear elements on their corners, and uniform grids
  aggregates,         // aggregates of unknowns
  corner_aggregates,  // corners of elements, and aggregates of them
};

template <class Exec>
struct CoarseLevels {
  CoarseKind kind = CoarseKind::grid;
  GridLayout<Exec> grid;  // of the first kind
};

/// The least and the largest of positive values.
template <class Exec>
[[nodiscard]] ValueRange range_of(Exec& executor, View<const double> values) {
  return fold_items(executor, values.count, RangeOfValues{values});
}

/// Whether more than one in a hundred elements is stretched more than fivefold: the quotient of the
/// semiaxes of the ellipse that the circle in a square becomes. A uniform grid under such a mesh
/// costs more iterations than aggregates do.
template <class Exec>
[[nodiscard]] bool is_stretched(Exec& executor, const ElementTable& mesh) {
  const std::int64_t stretched =
      fold_items(executor, mesh.element_count(), StretchedElements{mesh.x, mesh.y, mesh.nodes});
  return kStretchedShare * stretched > mesh.element_count();
}

/// Whether the conductivities of the elements at some node differ more than 50-fold. What is smooth
/// in weak material is not in strong material then, and no grid that knows nothing of either takes
/// care of both.
template <class Exec>
[[nodiscard]] bool conductivity_jumps(Exec& executor, const ElementTable& mesh) {
  if (!range_of(executor, mesh.conductivity).jumps()) return false;
  return fold_items(executor, mesh.node_count(),
                    NodesOfJumps{mesh.conductivity, mesh.incidence_offsets, mesh.incidences}) > 0;
}

/// What suits a mesh: aggregates of unknowns where elements are stretched, those of corners where
/// conductivity jumps or no grid fits, else grids. The same on every executor.
template <class Exec>
[[nodiscard]] CoarseLevels<Exec> choose_coarse_levels(Exec& executor, const ElementTable& mesh,
                                                      const ElementLayout<Exec>& elements) {
  CoarseLevels<Exec> levels;
  // A grid might fit in the first two cases, but would take more iterations.
  if (is_stretched(executor, mesh)) {
    levels.kind = CoarseKind::aggregates;
  } else if (conductivity_jumps(executor, mesh)) {
    levels.kind = CoarseKind::corner_aggregates;
  } else {
    levels.grid = lay_out_grid(executor, mesh, elements);
    if (!levels.grid.obstacle.empty()) levels.kind = CoarseKind::corner_aggregates;
  }
  return levels;
}

}  // namespace tessera
