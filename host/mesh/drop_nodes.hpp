#pragma once

#include <cstdint>

#include "host/mesh/quad8_mesh.hpp"

namespace tessera {

/// Takes the nodes that no element uses out of the mesh and returns how many there were; the others
/// keep their order and move up. Edges of boundary groups that stood on such nodes go with them.
/// The mesh must be sound.
std::int64_t drop_unused_nodes(Quad8Mesh& mesh);

}  // namespace tessera
