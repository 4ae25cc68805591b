#pragma once

#include <span>
#include <vector>

#include "host/mesh/quad8_mesh.hpp"

namespace tessera {

/// Values on the nodes, from values on the elements, for pictures: the plain mean over the elements
/// at a node, added in element order; 0 at a node of no element. `element_values`: [element].
[[nodiscard]] std::vector<double> nodal_average(const Quad8Mesh& mesh,
                                                std::span<const double> element_values);

}  // namespace tessera
