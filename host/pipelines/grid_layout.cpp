#include "host/pipelines/grid_layout.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <sstream>

#include "host/pipelines/grid_spacing.hpp"

namespace tessera {
namespace {

/// Most mean element widths per spacing: larger spacings cost iterations.
constexpr double kSpacing = 4.0;

template <class Integer>
std::size_t at(Integer index) {
  return static_cast<std::size_t>(index);
}

struct Extent {
  double low = 0.0;
  double high = 0.0;

  [[nodiscard]] double length() const { return high - low; }
};

Extent extent_of(const std::vector<double>& values) {
  if (values.empty()) return {};
  const auto [low, high] = std::ranges::minmax(values);
  return {low, high};
}

// The area of the quadrilateral of an element's corners.
double corner_area(const FlowDiscretisation& mesh, std::size_t element) {
  const std::int32_t* const node = &mesh.nodes[element * kQuad8Nodes];
  const double x02 = mesh.x[at(node[2])] - mesh.x[at(node[0])];
  const double y02 = mesh.y[at(node[2])] - mesh.y[at(node[0])];
  const double x13 = mesh.x[at(node[3])] - mesh.x[at(node[1])];
  const double y13 = mesh.y[at(node[3])] - mesh.y[at(node[1])];
  return 0.5 * (x02 * y13 - x13 * y02);
}

double mean_width(const FlowDiscretisation& mesh) {
  double area = 0.0;
  const std::size_t elements = mesh.file_element.size();
  for (std::size_t element = 0; element < elements; ++element) area += corner_area(mesh, element);
  return std::sqrt(area / static_cast<double>(elements));
}

// Finds the places of points on the grid.
struct GridAxes {
  const std::vector<double>* slow;
  const std::vector<double>* fast;
  Extent slow_extent;
  Extent fast_extent;
  double spacing;

  [[nodiscard]] GridPlace place(std::int32_t node) const {
    const double s = ((*slow)[at(node)] - slow_extent.low) / spacing;
    const double f = ((*fast)[at(node)] - fast_extent.low) / spacing;
    const double s_floor = std::floor(s);
    const double f_floor = std::floor(f);
    return {static_cast<std::int32_t>(s_floor), static_cast<std::int32_t>(f_floor),
            static_cast<float>(s - s_floor), static_cast<float>(f - f_floor)};
  }
};

GridAxes axes_of(const FlowDiscretisation& mesh, double spacing) {
  const Extent x = extent_of(mesh.x);
  const Extent y = extent_of(mesh.y);
  if (x.length() >= y.length()) return {&mesh.x, &mesh.y, x, y, spacing};
  return {&mesh.y, &mesh.x, y, x, spacing};
}

// Sorts items by cell, stable: offsets and order.
void sort_by_cell(const std::vector<std::int32_t>& cell_of, std::int64_t cell_count,
                  std::vector<std::int32_t>& offsets, std::vector<std::int32_t>& order) {
  offsets.assign(at(cell_count) + 1, 0);
  for (const std::int32_t cell : cell_of) ++offsets[at(cell) + 1];
  for (std::size_t cell = 1; cell < offsets.size(); ++cell) offsets[cell] += offsets[cell - 1];
  std::vector<std::int32_t> next(offsets.begin(), offsets.end() - 1);
  order.resize(cell_of.size());
  for (std::size_t item = 0; item < cell_of.size(); ++item) {
    order[at(next[at(cell_of[item])]++)] = static_cast<std::int32_t>(item);
  }
}

// The lowest node of the window that holds the corners of an element, or -1 if none does.
std::int32_t window_of(const GridLayout& layout, const GridPlace (&corner)[kQuad4Nodes]) {
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
  return static_cast<std::int32_t>(slow * layout.shape.fast + fast);
}

void place_elements(const FlowDiscretisation& mesh, const GridAxes& axes, GridLayout& layout) {
  std::vector<std::int32_t> window(mesh.file_element.size());
  for (std::size_t element = 0; element < window.size(); ++element) {
    GridPlace corner[kQuad4Nodes];
    for (std::size_t a = 0; a < kQuad4Nodes; ++a) {
      corner[a] = axes.place(mesh.nodes[element * kQuad8Nodes + a]);
    }
    window[element] = window_of(layout, corner);
    if (window[element] < 0) {
      std::ostringstream text;
      text << "element " << mesh.file_element[element] << " is longer than " << layout.spacing
           << " m, " << kSpacing << " mean element widths";
      layout.obstacle = text.str();
      return;
    }
  }
  sort_by_cell(window, layout.shape.node_count(), layout.window_offsets, layout.elements);
}

void place_corners(const ElementLayout& elements, const GridAxes& axes, GridLayout& layout) {
  std::vector<std::int32_t> square(at(elements.corner_rows));
  layout.places.resize(square.size());
  for (std::size_t row = 0; row < square.size(); ++row) {
    layout.places[row] = axes.place(elements.node_of_corner[row]);
    square[row] = static_cast<std::int32_t>(layout.places[row].slow * layout.shape.fast +
                                            layout.places[row].fast);
  }
  sort_by_cell(square, layout.shape.node_count(), layout.square_offsets, layout.rows);
  layout.weights.reserve(layout.rows.size());
  for (const std::int32_t row : layout.rows) {
    layout.weights.push_back(bilinear_weights(layout.places[at(row)]));
  }
}

}  // namespace

GridLayout lay_out_grid(const FlowDiscretisation& mesh, const ElementLayout& elements) {
  GridLayout layout;
  layout.spacing = grid_spacing(mesh, kSpacing * mean_width(mesh));
  const GridAxes axes = axes_of(mesh, layout.spacing);
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
  place_elements(mesh, axes, layout);
  if (layout.obstacle.empty()) place_corners(elements, axes, layout);
  return layout;
}

}  // namespace tessera
