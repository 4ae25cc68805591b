#pragma once

#include <cstdint>
#include <string>

#include "host/pipelines/element_layout.hpp"
#include "kernels/numerics/grid_cell.hpp"
#include "kernels/stages/grid_level.hpp"

namespace tessera {

/// A uniform grid under the mesh, about four element widths wide (grid_spacing), and what lies
/// where on it. Its fast axis is the one along which the mesh is numbered. See ElementsOnGrid and
/// GridTransfer.
struct GridLayout {
  /// Why the mesh has no such grid, or empty.
  std::string obstacle;
  GridShape shape;
  double spacing = 0.0;         // m
  HostArray<GridPlace> places;  // [corner], unknowns first

  HostArray<std::int32_t> window_offsets;  // [cell + 1]
  HostArray<std::int32_t> elements;        // sorted by window

  HostArray<std::int32_t> square_offsets;  // [cell + 1]
  HostArray<std::int32_t> rows;            // corner rows sorted by square
  HostArray<BilinearWeights> weights;
};

/// The grid fits when the corners of every element lie in 2x2 of its squares, and when it is not
/// much larger than the mesh. Made on the team of `mesh`.
[[nodiscard]] GridLayout lay_out_grid(const FlowDiscretisation& mesh,
                                      const ElementLayout& elements);

}  // namespace tessera
