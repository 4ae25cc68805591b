#pragma once

#include <cmath>
#include <cstddef>
#include <numbers>
#include <random>
#include <utility>

#include "host/mesh/point.hpp"
#include "host/mesh/quad8_mesh.hpp"
#include "tests/support/small_meshes.hpp"

namespace tessera::support {

inline Point point_of(const Quad8Mesh& mesh, NodeId node) {
  return {mesh.x[static_cast<std::size_t>(node)], mesh.y[static_cast<std::size_t>(node)]};
}

inline void place(Quad8Mesh& mesh, NodeId node, Point point) {
  mesh.x[static_cast<std::size_t>(node)] = point.x;
  mesh.y[static_cast<std::size_t>(node)] = point.y;
}

/// `mesh` with every node, mid-sides included, moved by `map`: straight sides become curved ones.
template <class Map>
Quad8Mesh mapped(Quad8Mesh mesh, const Map& map) {
  for (std::size_t node = 0; node < mesh.node_count(); ++node) {
    const auto id = static_cast<NodeId>(node);
    place(mesh, id, map(point_of(mesh, id)));
  }
  return mesh;
}

/// The unit square mapped to itself by a smooth bulge; with columns = rows = 4, 8, ... these are
/// refinements of one smooth mapping.
inline Quad8Mesh bulged_square(int columns, int rows) {
  return mapped(structured_rectangle(columns, rows, 1.0, 1.0), [](Point p) {
    const double bulge = 0.12 * std::sin(std::numbers::pi * p.x) * std::sin(std::numbers::pi * p.y);
    return Point{p.x + bulge, p.y - 0.7 * bulge};
  });
}

/// Puts every mid-side node on the middle of its chord.
inline void straighten_sides(Quad8Mesh& mesh) {
  for (const Quad8& element : mesh.quad8) {
    for (const auto& side : kQuad8Sides) {
      const Point from = point_of(mesh, element[static_cast<std::size_t>(side[0])]);
      const Point to = point_of(mesh, element[static_cast<std::size_t>(side[1])]);
      place(mesh, element[static_cast<std::size_t>(side[2])],
            {0.5 * (from.x + to.x), 0.5 * (from.y + to.y)});
    }
  }
}

/// A rectangle of square-ish elements whose inner corners are moved at random by up to `share` of
/// the element's width and height in x and y; all sides are straight.
inline Quad8Mesh disturbed_rectangle(int columns, int rows, double width, double height,
                                     double share, unsigned seed) {
  Quad8Mesh mesh = structured_rectangle(columns, rows, width, height);
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> uniform(-share, share);
  const RectangleNumbering numbering(columns, rows);
  for (int row = 1; row < rows; ++row) {
    for (int column = 1; column < columns; ++column) {
      const NodeId corner = numbering.node(2 * column, 2 * row);
      const Point point = point_of(mesh, corner);
      const double dx = uniform(random) * width / columns;
      const double dy = uniform(random) * height / rows;
      place(mesh, corner, {point.x + dx, point.y + dy});
    }
  }
  straighten_sides(mesh);
  return mesh;
}

}  // namespace tessera::support
