#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "host/mesh/quad8_mesh.hpp"

namespace tessera::support {

/// Columns x rows unit squares with the lower left corner at (0, 0), numbered row by row without
/// centre nodes; no groups, no tags.
inline Quad8Mesh unit_squares(int columns, int rows) {
  Quad8Mesh mesh;
  mesh.source = "squares.msh";
  const int width = 2 * columns + 1;
  std::vector<NodeId> lattice(static_cast<std::size_t>(width * (2 * rows + 1)), -1);
  const auto id = [&](int column, int row) -> NodeId& {
    return lattice[static_cast<std::size_t>(row * width + column)];
  };
  for (int row = 0; row <= 2 * rows; ++row) {
    for (int column = 0; column < width; ++column) {
      if (row % 2 == 1 && column % 2 == 1) continue;
      id(column, row) = static_cast<NodeId>(mesh.node_count());
      mesh.x.push_back(0.5 * column);
      mesh.y.push_back(0.5 * row);
    }
  }
  for (int row = 0; row < 2 * rows; row += 2) {
    for (int column = 0; column < 2 * columns; column += 2) {
      mesh.quad8.push_back({id(column, row), id(column + 2, row), id(column + 2, row + 2),
                            id(column, row + 2), id(column + 1, row), id(column + 2, row + 1),
                            id(column + 1, row + 2), id(column, row + 1)});
    }
  }
  return mesh;
}

/// Adds one unit square with eight nodes of its own, lower left corner at (left, bottom).
inline void add_lone_square(Quad8Mesh& mesh, double left, double bottom) {
  const auto first = static_cast<NodeId>(mesh.node_count());
  const double across[8] = {0, 1, 1, 0, 0.5, 1, 0.5, 0};
  const double up[8] = {0, 0, 1, 1, 0, 0.5, 1, 0.5};
  Quad8 nodes{};
  for (std::size_t local = 0; local < nodes.size(); ++local) {
    nodes[local] = first + static_cast<NodeId>(local);
    mesh.x.push_back(left + across[local]);
    mesh.y.push_back(bottom + up[local]);
  }
  mesh.quad8.push_back(nodes);
}

/// Turns `element` clockwise: the same square, read the other way round.
inline void make_clockwise(Quad8& nodes) {
  nodes = {nodes[1], nodes[0], nodes[3], nodes[2], nodes[4], nodes[7], nodes[6], nodes[5]};
}

}  // namespace tessera::support
