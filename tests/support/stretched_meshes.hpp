#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "host/mesh/quad8_mesh.hpp"
#include "tests/support/small_meshes.hpp"

// Meshes for which multigrid takes aggregates.

namespace tessera::support {

/// `mesh` with all its x times `factor`.
inline Quad8Mesh stretched(Quad8Mesh mesh, double factor) {
  for (double& x : mesh.x) x *= factor;
  return mesh;
}

/// Element widths grow geometrically along both axes, by `ratio` from the first to the last; a side
/// has kColumns elements and mid-side nodes are in the middle.
inline Quad8Mesh graded_square(double ratio) {
  constexpr int kColumns = 30;
  std::vector<double> ends{0.0};
  for (int column = 0; column < kColumns; ++column) {
    ends.push_back(ends.back() + std::exp(std::log(ratio) * column / (kColumns - 1)));
  }
  Quad8Mesh mesh = structured_rectangle(kColumns, kColumns, kColumns, kColumns);
  const auto grade = [&](double& value) {
    const auto column = static_cast<std::size_t>(std::min(std::floor(value), kColumns - 1.0));
    value =
        ends[column] + (value - static_cast<double>(column)) * (ends[column + 1] - ends[column]);
  };
  std::ranges::for_each(mesh.x, grade);
  std::ranges::for_each(mesh.y, grade);
  return mesh;
}

/// Pieces side by side that have nothing to do with each other, each of columns x rows elements
/// that are twenty times as long as high.
inline Quad8Mesh flat_pieces(int count, int columns, int rows) {
  const Quad8Mesh piece = structured_rectangle(columns, rows, columns, 0.05 * rows);
  Quad8Mesh mesh;
  for (int copy = 0; copy < count; ++copy) {
    const auto first = static_cast<NodeId>(mesh.x.size());
    for (std::size_t node = 0; node < piece.x.size(); ++node) {
      mesh.x.push_back(piece.x[node]);
      mesh.y.push_back(piece.y[node] + copy * (0.05 * rows + 0.01));
    }
    for (Quad8 element : piece.quad8) {
      for (NodeId& node : element) node += first;
      mesh.quad8.push_back(element);
    }
  }
  return mesh;
}

}  // namespace tessera::support
