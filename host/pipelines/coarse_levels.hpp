#pragma once

#include "host/pipelines/element_layout.hpp"
#include "host/pipelines/flow_discretisation.hpp"
#include "host/pipelines/grid_layout.hpp"

namespace tessera {

/// What multigrid has below its Quad-8 elements.
enum class CoarseKind {
  grid,               // bilinear elements on their corners, and uniform grids
  aggregates,         // aggregates of unknowns
  corner_aggregates,  // corners of elements, and aggregates of them
};

struct CoarseLevels {
  CoarseKind kind = CoarseKind::grid;
  GridLayout grid;  // of the first kind
};

/// What suits a mesh: aggregates of unknowns where elements are stretched, those of corners where
/// conductivity jumps or no grid fits, else grids. The same for every executor. Made on the team of
/// `mesh`.
[[nodiscard]] CoarseLevels choose_coarse_levels(const FlowDiscretisation& mesh,
                                                const ElementLayout& elements);

}  // namespace tessera
