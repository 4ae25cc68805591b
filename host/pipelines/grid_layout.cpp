#include "host/pipelines/grid_layout.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <utility>

#include "cpu_fallback/stages.hpp"
#include "host/pipelines/grid_spacing.hpp"
#include "kernels/stages/element_areas.hpp"

namespace tessera {
namespace {

/// Most mean element widths per spacing: larger spacings cost iterations.
constexpr double kSpacing = 4.0;

struct Extent {
  double low = 0.0;
  double high = 0.0;

  [[nodiscard]] double length() const { return high - low; }
  [[nodiscard]] Extent with(const Extent& other) const {
    return {std::min(low, other.low), std::max(high, other.high)};
  }
};

Extent extent_of(cpu::Executor& team, View<const double> values) {
  if (values.count == 0) return {};
  return fold_items(
      team, values.count, Extent{values[0], values[0]},
      [=](Extent extent, std::int64_t item) {
        return extent.with({values[item], values[item]});
      },
      [](Extent one, Extent other) { return one.with(other); });
}

// The area of the quadrilateral of an element's corners.
double corner_area(const ElementShapes& shapes, std::int64_t element) {
  const std::int32_t* const node = &shapes.nodes[element * kQuad8Nodes];
  const double x02 = shapes.x[node[2]] - shapes.x[node[0]];
  const double y02 = shapes.y[node[2]] - shapes.y[node[0]];
  const double x13 = shapes.x[node[3]] - shapes.x[node[1]];
  const double y13 = shapes.y[node[3]] - shapes.y[node[1]];
  return 0.5 * (x02 * y13 - x13 * y02);
}

double mean_width(cpu::Executor& team, const ElementShapes& shapes) {
  const std::int64_t elements = shapes.nodes.count / kQuad8Nodes;
  HostArray<double> areas(team, elements);
  const View<double> area_of = areas.view();
  for_items(team, elements,
            [=](std::int64_t element) { area_of[element] = corner_area(shapes, element); });
  double area = 0.0;
  for (const double share : areas) area += share;
  return std::sqrt(area / static_cast<double>(elements));
}

// Finds the places of points on the grid.
struct GridAxes {
  View<const double> slow;
  View<const double> fast;
  Extent slow_extent;
  Extent fast_extent;
  double spacing;

  [[nodiscard]] GridPlace place(std::int32_t node) const {
    const double s = (slow[node] - slow_extent.low) / spacing;
    const double f = (fast[node] - fast_extent.low) / spacing;
    // Neither is negative: leaving out the fraction is rounding down.
    const auto s_floor = static_cast<std::int32_t>(s);
    const auto f_floor = static_cast<std::int32_t>(f);
    return {s_floor, f_floor, static_cast<float>(s - s_floor), static_cast<float>(f - f_floor)};
  }
};

GridAxes axes_of(cpu::Executor& team, const ElementShapes& shapes, double spacing) {
  const Extent x = extent_of(team, shapes.x);
  const Extent y = extent_of(team, shapes.y);
  if (x.length() >= y.length()) return {shapes.x, shapes.y, x, y, spacing};
  return {shapes.y, shapes.x, y, x, spacing};
}

// The lowest node of the window that holds the corners of an element, or -1 if none does.
std::int32_t window_of(GridShape shape, const GridPlace (&corner)[kQuad4Nodes]) {
  std::int32_t slow = corner[0].slow;
  std::int32_t fast = corner[0].fast;
  std::int32_t last_slow = slow;
  std::int32_t last_fast = fast;
  for (const GridPlace& place : corner) {
    slow = std::min(slow, place.slow);
    fast = std::min(fast, place.fast);
    last_slow = std::max(last_slow, place.slow);
    last_fast = std::max(last_fast, place.fast);
  }
  if (last_slow - slow > 1 || last_fast - fast > 1) return -1;
  return static_cast<std::int32_t>(slow * shape.fast + fast);
}

void place_corners(cpu::Executor& team, const ElementLayout& elements, const GridAxes& axes,
                   GridLayout& layout) {
  const View<const std::int32_t> node_of_corner = elements.node_of_corner.view();
  layout.places = HostArray<GridPlace>(team, node_of_corner.count);
  const View<GridPlace> places = layout.places.view();
  for_items(team, places.count,
            [=](std::int64_t corner) { places[corner] = axes.place(node_of_corner[corner]); });
}

// Puts every element into the window of its corners; without one the layout says why.
void place_elements(cpu::Executor& team, const FlowDiscretisation& mesh,
                    const ElementLayout& elements, GridLayout& layout) {
  const auto count = static_cast<std::int64_t>(mesh.file_element.size());
  const View<const std::int32_t> nodes = mesh.nodes.view();
  const View<const std::int32_t> corner_of_node = elements.corner_of_node.view();
  const View<const GridPlace> places = std::as_const(layout).places.view();
  const GridShape shape = layout.shape;
  HostArray<std::int32_t> windows(team, count);
  const View<std::int32_t> window = windows.view();
  for_items(team, count, [=](std::int64_t element) {
    GridPlace corner[kQuad4Nodes];
    for (std::int64_t a = 0; a < kQuad4Nodes; ++a) {
      corner[a] = places[corner_of_node[nodes[element * kQuad8Nodes + a]]];
    }
    window[element] = window_of(shape, corner);
  });
  const std::int64_t longer =
      first_item(team, count, [=](std::int64_t element) { return window[element] < 0; });
  if (longer < count) {
    std::ostringstream text;
    text << "element " << mesh.file_element[static_cast<std::size_t>(longer)] << " is longer than "
         << layout.spacing << " m, " << kSpacing << " mean element widths";
    layout.obstacle = text.str();
    return;
  }
  layout.window_offsets = HostArray<std::int32_t>(team, shape.node_count() + 1);
  layout.elements = HostArray<std::int32_t>(team, count);
  group_items(team, View<const std::int32_t>(window),
              ItemGroups{layout.window_offsets.view(), layout.elements.view()});
}

void sort_corners(cpu::Executor& team, const ElementLayout& elements, GridLayout& layout) {
  const std::int64_t rows = elements.corner_rows;
  const View<const GridPlace> places = std::as_const(layout).places.view();
  const GridShape shape = layout.shape;
  HostArray<std::int32_t> squares(team, rows);
  const View<std::int32_t> square = squares.view();
  for_items(team, rows, [=](std::int64_t row) {
    square[row] = static_cast<std::int32_t>(places[row].slow * shape.fast + places[row].fast);
  });
  layout.square_offsets = HostArray<std::int32_t>(team, shape.node_count() + 1);
  layout.rows = HostArray<std::int32_t>(team, rows);
  layout.weights = HostArray<BilinearWeights>(team, rows);
  const View<std::int32_t> sorted = layout.rows.view();
  const View<BilinearWeights> weights = layout.weights.view();
  group_items(team, View<const std::int32_t>(square),
              ItemGroups{layout.square_offsets.view(), sorted});
  for_items(team, rows,
            [=](std::int64_t place) { weights[place] = bilinear_weights(places[sorted[place]]); });
}

}  // namespace

GridLayout lay_out_grid(const FlowDiscretisation& mesh, const ElementLayout& elements) {
  cpu::Executor& team = *mesh.team;
  const ElementShapes shapes{mesh.x.view(), mesh.y.view(), mesh.nodes.view()};
  GridLayout layout;
  layout.spacing = grid_spacing(mesh, kSpacing * mean_width(team, shapes));
  const GridAxes axes = axes_of(team, shapes, layout.spacing);
  // Squares 0..n hold the points; a window reaches two nodes further than its lowest.
  const double slow = std::floor(axes.slow_extent.length() / layout.spacing) + 3.0;
  const double fast = std::floor(axes.fast_extent.length() / layout.spacing) + 3.0;
  const double most = 0.5 * static_cast<double>(elements.node_of_corner.size()) + 1024.0;
  if (!(slow * fast <= most)) {
    std::ostringstream text;
    text << "a uniform grid over it would have " << slow * fast << " nodes, more than " << most;
    layout.obstacle = text.str();
    return layout;
  }
  layout.shape = {static_cast<std::int64_t>(slow), static_cast<std::int64_t>(fast)};
  place_corners(team, elements, axes, layout);
  place_elements(team, mesh, elements, layout);
  if (layout.obstacle.empty()) sort_corners(team, elements, layout);
  return layout;
}

}  // namespace tessera
