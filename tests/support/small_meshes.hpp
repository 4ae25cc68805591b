#pragma once

#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

#include "host/mesh/quad8_mesh.hpp"

namespace tessera::support {

/// Numbers the nodes of a structured rectangle row by row on the half-step grid; the centres of
/// the elements are no nodes, so every second row is sparse.
class RectangleNumbering {
 public:
  RectangleNumbering(int columns, int rows) : columns_(columns), rows_(rows) {}

  /// The node at half-step (`half_column`, `half_row`); at least one of the two is even.
  [[nodiscard]] NodeId node(int half_column, int half_row) const {
    const int full_row = 2 * columns_ + 1;
    const int sparse_row = columns_ + 1;
    const int before = (half_row / 2) * (full_row + sparse_row) + (half_row % 2) * full_row;
    return before + (half_row % 2 == 0 ? half_column : half_column / 2);
  }
  [[nodiscard]] int node_count() const { return node(2 * columns_, 2 * rows_) + 1; }

 private:
  int columns_;
  int rows_;
};

/// A rectangle [0, width] x [0, height] of columns x rows equal elements, all straight and
/// counter-clockwise. Elements row by row from the lower left. Groups: `inlet` (x = 0),
/// `outlet` (x = width), `wall` (the rest), with every edge in the direction of its element.
inline Quad8Mesh structured_rectangle(int columns, int rows, double width, double height) {
  const RectangleNumbering numbering(columns, rows);
  Quad8Mesh mesh;
  mesh.source = "structured rectangle";
  for (int half_row = 0; half_row <= 2 * rows; ++half_row) {
    const int stride = half_row % 2 == 0 ? 1 : 2;
    for (int half_column = 0; half_column <= 2 * columns; half_column += stride) {
      mesh.x.push_back(width * half_column / (2 * columns));
      mesh.y.push_back(height * half_row / (2 * rows));
    }
  }
  mesh.boundaries = {{"inlet", {}}, {"outlet", {}}, {"wall", {}}};
  const auto add_edge = [&mesh](std::size_t group, int side) {
    const auto& local = kQuad8Sides[static_cast<std::size_t>(side)];
    const Quad8& nodes = mesh.quad8.back();
    mesh.boundaries[group].edges.push_back({nodes[static_cast<std::size_t>(local[0])],
                                            nodes[static_cast<std::size_t>(local[1])],
                                            nodes[static_cast<std::size_t>(local[2])]});
  };
  for (int row = 0; row < rows; ++row) {
    for (int column = 0; column < columns; ++column) {
      const int left = 2 * column;
      const int low = 2 * row;
      mesh.quad8.push_back({numbering.node(left, low), numbering.node(left + 2, low),
                            numbering.node(left + 2, low + 2), numbering.node(left, low + 2),
                            numbering.node(left + 1, low), numbering.node(left + 2, low + 1),
                            numbering.node(left + 1, low + 2), numbering.node(left, low + 1)});
      if (row == 0) add_edge(2, 0);
      if (column == columns - 1) add_edge(1, 1);
      if (row == rows - 1) add_edge(2, 2);
      if (column == 0) add_edge(0, 3);
    }
  }
  return mesh;
}

/// `count` >= 5 kites around node 0, where all of them meet; all sides are straight.
inline Quad8Mesh fan(int count) {
  Quad8Mesh mesh;
  mesh.source = "fan";
  const auto add_node = [&mesh](double x, double y) {
    mesh.x.push_back(x);
    mesh.y.push_back(y);
    return static_cast<NodeId>(mesh.x.size() - 1);
  };
  const auto add_middle = [&](NodeId from, NodeId to) {
    const auto a = static_cast<std::size_t>(from);
    const auto b = static_cast<std::size_t>(to);
    return add_node(0.5 * (mesh.x[a] + mesh.x[b]), 0.5 * (mesh.y[a] + mesh.y[b]));
  };
  const NodeId centre = add_node(0.0, 0.0);
  std::vector<NodeId> rim;
  std::vector<NodeId> spoke;
  std::vector<NodeId> tip;
  for (int kite = 0; kite < count; ++kite) {
    const double angle = 2.0 * std::numbers::pi * kite / count;
    const double half = std::numbers::pi / count;
    rim.push_back(add_node(std::cos(angle), std::sin(angle)));
    spoke.push_back(add_middle(centre, rim.back()));
    tip.push_back(add_node(1.5 * std::cos(angle + half), 1.5 * std::sin(angle + half)));
  }
  for (std::size_t kite = 0; kite < rim.size(); ++kite) {
    const std::size_t next = (kite + 1) % rim.size();
    mesh.quad8.push_back({centre, rim[kite], tip[kite], rim[next], spoke[kite],
                          add_middle(rim[kite], tip[kite]), add_middle(tip[kite], rim[next]),
                          spoke[next]});
  }
  return mesh;
}

}  // namespace tessera::support
