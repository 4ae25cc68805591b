#pragma once

#include <vector>

#include "host/mesh/mesh_quality.hpp"
#include "host/mesh/quad8_mesh.hpp"
#include "host/mesh/topology.hpp"

namespace tessera {

/// All used nodes that stand within 1e-12 of the mesh's width of a used node with a smaller id, in
/// the order of their ids. The mesh must be sound.
std::vector<DuplicateNode> find_duplicate_nodes(const Quad8Mesh& mesh);

/// All border nodes that lie inside a border side of another element, within 1e-6 of the side's
/// length, but on none of its nodes; one entry for each node, in the order of their ids.
std::vector<HangingNode> find_hanging_nodes(const Quad8Mesh& mesh,
                                            const std::vector<BoundaryEdge>& border);

}  // namespace tessera
