#pragma once

#include <cstdint>
#include <vector>

#include "host/mesh/quad8_mesh.hpp"

namespace tessera {

/// A side of the mesh's border, with the one element that it belongs to.
struct BoundaryEdge {
  /// First corner, second corner, mid-side; the element lies to the left if it is
  /// counter-clockwise.
  Edge3 nodes;
  ElementId element;
  /// 0-3, see kQuad8Sides.
  int side;
};

/// The sides that belong to exactly one element, in the order of elements and then of sides.
///
/// Linear in the size of the mesh. The node ids must be in range (require_sound). Throws InputError
/// that names both elements and the place when more than two elements share a side, or when two
/// elements share both corners of a side but not its mid-side node.
std::vector<BoundaryEdge> boundary_edges(const Quad8Mesh& mesh);

/// 1 for every node that some element uses, else 0. [node]
std::vector<std::uint8_t> used_nodes(const Quad8Mesh& mesh);

/// The parts of a mesh that no element connects.
struct Pieces {
  /// 0..count-1 in the order of each piece's smallest node id; -1 for unused nodes. [node]
  std::vector<std::int32_t> piece_of_node;
  std::int32_t count = 0;
};

/// Two nodes are in the same piece if a chain of elements with shared nodes leads from one to the
/// other. The node ids must be in range (require_sound).
Pieces connected_pieces(const Quad8Mesh& mesh);

}  // namespace tessera
