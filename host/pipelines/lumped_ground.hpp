#pragma once

#include "host/pipelines/element_layout.hpp"
#include "host/pipelines/flow_discretisation.hpp"

namespace tessera {

/// What Robin edges add to the diagonals of the multigrid levels. The preconditioner lumps them,
/// |row sums| of the edge matrices on the diagonal, and again from mid-side nodes to corners: at
/// most 2.5 times and nowhere less than the edges themselves, and diagonal on every level.
struct LumpedGround {
  HostArray<float> quad8;             // [padded_rows(unknowns)]
  HostArray<float> quad4;             // [padded_rows(corner rows)]
  HostArray<float> share_of_element;  // [corner row] quad4 over the number of elements there
};

/// Magnitudes of the Robin entries of `mesh`, times `factor`, by row, and on to the corners.
/// Made on the team of `mesh`.
[[nodiscard]] LumpedGround lump_robin_edges(const FlowDiscretisation& mesh,
                                            const ElementLayout& layout, double factor);

}  // namespace tessera
