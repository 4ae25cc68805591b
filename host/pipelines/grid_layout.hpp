#pragma once

#include <cmath>
#include <cstdint>
#include <sstream>
#include <string>
#include <utility>

#include "host/pipelines/element_layout.hpp"
#include "host/pipelines/grid_spacing.hpp"
#include "kernels/numerics/grid_cell.hpp"
#include "kernels/stages/grid_layout_bodies.hpp"
#include "kernels/stages/grid_level.hpp"
#include "kernels/stages/item_groups.hpp"

namespace tessera {

/// A uniform grid under the mesh, about four element widths wide (grid_spacing), and what lies
/// where on it. Its fast axis is the one along which the mesh is numbered. A pure function of the
/// mesh, the same on every executor. See ElementsOnGrid and GridTransfer.
template <class Exec>
struct GridLayout {
  /// Why the mesh has no such grid, or empty.
  std::string obstacle;
  GridShape shape;
  double spacing = 0.0;             // m
  ArrayOf<Exec, GridPlace> places;  // [corner], unknowns first

  ArrayOf<Exec, std::int32_t> window_offsets;  // [cell + 1]
  ArrayOf<Exec, std::int32_t> elements;        // sorted by window

  ArrayOf<Exec, std::int32_t> square_offsets;  // [cell + 1]
  ArrayOf<Exec, std::int32_t> rows;            // corner rows sorted by square
  ArrayOf<Exec, BilinearWeights> weights;
};

/// Squares 0..n hold the points; a window reaches two nodes further than its lowest.
inline double grid_nodes_along(double length, double spacing) {
  return std::floor(length / spacing) + 3.0;
}

/// The axes of a grid under `mesh`, and its shape; without one the layout says why.
template <class Exec>
GridAxes shape_grid(Exec& executor, const ElementTable& mesh, std::int64_t corners,
                    GridLayout<Exec>& layout) {
  const ElementShapes shapes{mesh.x, mesh.y, mesh.nodes};
  layout.spacing = grid_spacing(executor, shapes);
  const NodeBox box = fold_items(executor, mesh.node_count(), BoxOfNodes{mesh.x, mesh.y, {}});
  const double x_length = box.x_high - box.x_low;
  const double y_length = box.y_high - box.y_low;
  const bool along_x = x_length >= y_length;
  const double slow = grid_nodes_along(along_x ? x_length : y_length, layout.spacing);
  const double fast = grid_nodes_along(along_x ? y_length : x_length, layout.spacing);
  const double most = 0.5 * static_cast<double>(corners) + 1024.0;
  if (slow * fast <= most) {
    layout.shape = {static_cast<std::int64_t>(slow), static_cast<std::int64_t>(fast)};
  } else {
    std::ostringstream text;
    text << "a uniform grid over it would have " << slow * fast << " nodes, more than " << most;
    layout.obstacle = text.str();
  }
  return along_x ? GridAxes{mesh.x, mesh.y, box.x_low, box.y_low, layout.spacing}
                 : GridAxes{mesh.y, mesh.x, box.y_low, box.x_low, layout.spacing};
}

/// Puts every element into the window of its corners; without one the layout says so.
template <class Exec>
void sort_elements(Exec& executor, const ElementTable& mesh, const ElementLayout<Exec>& elements,
                   GridLayout<Exec>& layout) {
  const std::int64_t count = mesh.element_count();
  auto windows = allocate<std::int32_t>(executor, count);
  for_items(executor, count,
            FindWindows{mesh.nodes, elements.corner_of_node.view(),
                        std::as_const(layout.places).view(), layout.shape.fast, windows.view()});
  const View<const std::int32_t> window_of = windows.view();
  const std::int64_t too_long = fold_items(executor, count, FirstNegative{window_of});
  if (too_long < count) {
    std::ostringstream text;
    text << "an element is longer than " << layout.spacing << " m, " << kMostWidths
         << " mean element widths";
    layout.obstacle = text.str();
    return;
  }
  layout.window_offsets = allocate<std::int32_t>(executor, layout.shape.node_count() + 1);
  layout.elements = allocate<std::int32_t>(executor, count);
  group_items(executor, window_of,
              ItemGroups{layout.window_offsets.view(), layout.elements.view()});
}

template <class Exec>
void sort_corners(Exec& executor, std::int64_t rows, GridLayout<Exec>& layout) {
  const View<const GridPlace> places = std::as_const(layout.places).view();
  auto squares = allocate<std::int32_t>(executor, rows);
  for_items(executor, rows, FindSquares{places, layout.shape.fast, squares.view()});
  layout.square_offsets = allocate<std::int32_t>(executor, layout.shape.node_count() + 1);
  layout.rows = allocate<std::int32_t>(executor, rows);
  const View<const std::int32_t> square_of = squares.view();
  group_items(executor, square_of, ItemGroups{layout.square_offsets.view(), layout.rows.view()});
  layout.weights = allocate<BilinearWeights>(executor, rows);
  for_items(executor, rows, WeighRows{places, layout.rows.view(), layout.weights.view()});
}

/// The grid fits when the corners of every element lie in 2x2 of its squares, and when it is not
/// much larger than the mesh.
template <class Exec>
[[nodiscard]] GridLayout<Exec> lay_out_grid(Exec& executor, const ElementTable& mesh,
                                            const ElementLayout<Exec>& elements) {
  GridLayout<Exec> layout;
  const std::int64_t corners = elements.node_of_corner.count();
  const GridAxes axes = shape_grid(executor, mesh, corners, layout);
  if (!layout.obstacle.empty()) return layout;
  layout.places = allocate<GridPlace>(executor, corners);
  for_items(executor, corners,
            PlaceCorners{axes, elements.node_of_corner.view(), layout.places.view()});
  sort_elements(executor, mesh, elements, layout);
  if (layout.obstacle.empty()) sort_corners(executor, elements.corner_rows, layout);
  return layout;
}

}  // namespace tessera
