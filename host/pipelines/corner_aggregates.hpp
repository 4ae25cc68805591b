#pragma once

#include <vector>

#include "host/pipelines/aggregation.hpp"
#include "host/pipelines/flow_discretisation.hpp"

namespace tessera {

/// Whether the conductivities of the elements at some node differ more than 50-fold. What is smooth
/// in weak material is not in strong material then, and no grid that knows nothing of either takes
/// care of both.
[[nodiscard]] bool conductivity_jumps(const FlowDiscretisation& mesh);

/// Where the unknowns are. [row]
[[nodiscard]] std::vector<Point> places_of_unknowns(const FlowDiscretisation& mesh);

/// From the unknowns at corners of elements, in the order of the unknowns, to all: a mid-side node
/// takes the mean of its edge's ends, and known potentials are 0. Aggregates of corners are a third
/// of the work of aggregates of unknowns; they are for elements that are not stretched.
[[nodiscard]] Coarsening corners_of_elements(const FlowDiscretisation& mesh);

}  // namespace tessera
