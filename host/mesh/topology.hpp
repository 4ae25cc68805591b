#pragma once

#include <cstdint>
#include <string>
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

/// The border of a mesh, and where neighbours do not fit together.
struct Border {
  static constexpr std::int64_t kMostFaults = 10;

  /// The sides that belong to exactly one element, in the order of elements and then of sides.
  std::vector<BoundaryEdge> edges;
  /// What is wrong with the first kMostFaults sides that more than two elements share, or whose two
  /// elements have different mid-side nodes; both elements and the place are named.
  std::vector<std::string> faults;
  std::int64_t fault_count = 0;
};

/// Finds border and faults in time linear in the size of the mesh. The node ids must be in range
/// (require_sound).
Border find_border(const Quad8Mesh& mesh);

/// The sides that belong to exactly one element, in the order of elements and then of sides.
///
/// The node ids must be in range. Throws InputError with the first fault that find_border reports.
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
