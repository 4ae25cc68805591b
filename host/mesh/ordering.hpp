#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "host/mesh/quad8_mesh.hpp"

namespace tessera {

/// 0..keys-1 sorted by ascending key; equal keys keep their order (LSD radix sort, linear time).
std::vector<std::int32_t> sorted_order(std::span<const std::uint64_t> keys);

/// A numbering that keeps neighbours close in memory: the domain is cut across its longer side into
/// strips two mean element widths wide; items go strip by strip and along the strip within. About
/// as good for a sparse product as reverse Cuthill-McKee, at the price of a sort.
struct MeshOrder {
  std::vector<NodeId> nodes;        // used nodes, best order first
  std::vector<ElementId> elements;  // all elements, likewise
};

/// A pure function of the mesh, which must be sound and have positive Jacobians.
MeshOrder strip_order(const Quad8Mesh& mesh);

}  // namespace tessera
