#pragma once

#include <cstdint>

#include "kernels/numerics/grid_cell.hpp"
#include "kernels/stages/element_level.hpp"
#include "kernels/stages/index_slices.hpp"
#include "kernels/stages/level_vectors.hpp"

namespace tessera {

/// Nodes of a grid, and how its vectors lie in memory: lines of 16 along the fast axis, zeros
/// behind every row, two rows of them on either side and a line at both ends, so that neighbours
/// need no test.
struct GridShape {
  std::int64_t slow = 0;
  std::int64_t fast = 0;

  [[nodiscard]] TESSERA_HD std::int64_t node_count() const { return slow * fast; }
  [[nodiscard]] TESSERA_HD std::int64_t stride() const {
    return (fast + 2 + kFloatLanes - 1) / kFloatLanes * kFloatLanes;
  }
  [[nodiscard]] TESSERA_HD std::int64_t vector_count() const {
    return (slow + 4) * stride() + 2 * kFloatLanes;
  }
  [[nodiscard]] TESSERA_HD std::int64_t place(std::int64_t s, std::int64_t f) const {
    return kFloatLanes + (s + 2) * stride() + f;
  }
  [[nodiscard]] TESSERA_HD std::int64_t line_count() const {
    return slow * (stride() / kFloatLanes);
  }
};

/// The grid of twice the spacing. Windows of its cells stay inside.
[[nodiscard]] constexpr GridShape halved(const GridShape& shape) {
  return {(shape.slow + 3) / 2, (shape.fast + 3) / 2};
}

/// A multigrid level on a uniform grid: 25 neighbours per node in planes, no indices.
struct GridLevel {
  GridShape shape;
  View<const float> stencil;           // [line][25][16], neighbours row by row
  View<const float> inverse_diagonal;  // like a vector; 0 at nodes that are not active
  View<const std::int32_t> lines;      // place of the first node of every line that has active ones
};

/// What the operator of a grid is summed from. [slow][fast], cell = its lowest node
using CellMatrices = View<CellMatrix>;

/// The elements of a mesh over a grid.
struct ElementsOnGrid {
  View<const std::int32_t> cell_offsets;  // [cell + 1] of `elements`
  View<const std::int32_t> elements;      // sorted by the cell whose window they are in
  View<const GridPlace> places;           // [corner node, unknowns first]
  View<const float> ground;  // [row] share of one element in the lumped Robin edges at a corner
};

/// cell = sum over its elements, ascending, of W^T K W (`add_element`), in f64.
template <class Exec>
using FillCells = void(Exec&, const Quad4Level&, ElementsOnGrid, GridShape, CellMatrices);

/// The cells of the halved grid from those of the fine one: children (0,0), (0,1), (1,0), (1,1).
template <class Exec>
using HalveCells = void(Exec&, GridShape fine, View<const CellMatrix>, CellMatrices coarse);

/// A bound of the eigenvalues of D^-1 A from above, by the worst cell (`trace_of_power16`).
template <class Exec>
using BoundCells = double(Exec&, GridShape, View<const CellMatrix>);

struct GridStencil {
  View<float> stencil;           // as in GridLevel, for all lines of the grid
  View<float> inverse_diagonal;  // likewise
};

/// Gathers the stencil of every node from the nine cells around it, in f64, rounded once.
template <class Exec>
using FormStencil = void(Exec&, GridShape, View<const CellMatrix>, GridStencil);

}  // namespace tessera
