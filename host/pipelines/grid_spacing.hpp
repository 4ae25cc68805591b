#pragma once

#include "host/pipelines/flow_discretisation.hpp"

namespace tessera {

/// The spacing of the grid under a mesh: four harmonic means of the widths of elements, so that
/// small elements count more where the mesh is graded, but no less than the longest element is and
/// no more than `most`. In m.
[[nodiscard]] double grid_spacing(const FlowDiscretisation& mesh, double most);

}  // namespace tessera
