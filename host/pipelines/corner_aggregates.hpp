#pragma once

#include <vector>

#include "host/pipelines/aggregation.hpp"
#include "kernels/stages/element_table.hpp"

namespace tessera {

/// Where the unknowns are. [row] The host reads the mesh, here and below.
[[nodiscard]] std::vector<Point> places_of_unknowns(const ElementTable& mesh);

/// From the unknowns at corners of elements, in the order of the unknowns, to all: a mid-side node
/// takes the mean of its edge's ends, and known potentials are 0. Aggregates of corners are a third
/// of the work of aggregates of unknowns; they are for elements that are not stretched.
[[nodiscard]] Coarsening corners_of_elements(const ElementTable& mesh);

}  // namespace tessera
