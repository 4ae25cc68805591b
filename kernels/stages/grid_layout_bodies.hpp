#pragma once

#include <cstdint>
#include <limits>

#include "kernels/numerics/grid_cell.hpp"
#include "kernels/numerics/quad4.hpp"
#include "kernels/stages/element_areas.hpp"

// What finds the spacing of the grid under a mesh and what lies where on it, item by item: bodies
// of ForItems and FoldItems. The arrays are those of ElementsOnGrid and GridTransfer.

namespace tessera {

inline constexpr double kFarAway = std::numeric_limits<double>::infinity();

struct NodeBox {
  double x_low, x_high, y_low, y_high;
};

[[nodiscard]] TESSERA_HD constexpr double lesser(double one, double other) {
  return other < one ? other : one;
}
[[nodiscard]] TESSERA_HD constexpr double greater(double one, double other) {
  return one < other ? other : one;
}

/// The box around nodes.
struct BoxOfNodes {
  using Value = NodeBox;

  View<const double> x;
  View<const double> y;
  View<const std::uint8_t> counts;  // [node] 0: it does not; empty: all do

  [[nodiscard]] TESSERA_HD static Value none() {
    return {kFarAway, -kFarAway, kFarAway, -kFarAway};
  }
  [[nodiscard]] TESSERA_HD Value of(std::int64_t node) const {
    if (counts.count > 0 && counts[node] == 0) return none();
    return {x[node], x[node], y[node], y[node]};
  }
  [[nodiscard]] TESSERA_HD static Value combine(const Value& one, const Value& other) {
    return {lesser(one.x_low, other.x_low), greater(one.x_high, other.x_high),
            lesser(one.y_low, other.y_low), greater(one.y_high, other.y_high)};
  }
};

/// The length of the longest element along an axis; on the way what the spacing is made of.
struct MeasureCorners {
  using Value = double;

  ElementShapes shapes;
  View<double> areas;           // of the quadrilaterals of the corners, with a sign
  View<double> inverse_widths;  // 1 / sqrt(|area|)

  [[nodiscard]] TESSERA_HD static double none() { return 0.0; }
  [[nodiscard]] TESSERA_HD double of(std::int64_t element) const {
    const std::int32_t* const node = &shapes.nodes[element * kQuad8Nodes];
    const double x02 = shapes.x[node[2]] - shapes.x[node[0]];
    const double y02 = shapes.y[node[2]] - shapes.y[node[0]];
    const double x13 = shapes.x[node[3]] - shapes.x[node[1]];
    const double y13 = shapes.y[node[3]] - shapes.y[node[1]];
    const double area = 0.5 * (x02 * y13 - x13 * y02);
    areas[element] = area;
    inverse_widths[element] = 1.0 / square_root(area < 0.0 ? -area : area);
    return greater(length(shapes.x, node), length(shapes.y, node));
  }
  [[nodiscard]] TESSERA_HD static double combine(double one, double other) {
    return greater(one, other);
  }

 private:
  [[nodiscard]] TESSERA_HD static double length(View<const double> values,
                                                const std::int32_t* node) {
    double low = values[node[0]];
    double high = low;
    for (int corner = 1; corner < kQuad4Nodes; ++corner) {
      low = lesser(low, values[node[corner]]);
      high = greater(high, values[node[corner]]);
    }
    return high - low;
  }
};

/// Finds the places of nodes on the grid.
struct GridAxes {
  View<const double> slow;
  View<const double> fast;
  double slow_low;
  double fast_low;
  double spacing;

  [[nodiscard]] TESSERA_HD GridPlace place(std::int32_t node) const {
    // Neither is negative: leaving out the fraction is rounding down. Adding 0 makes the zero of a
    // node at the border one of positive sign, whatever the sign of the border's.
    const double s = (slow[node] - slow_low) / spacing + 0.0;
    const double f = (fast[node] - fast_low) / spacing + 0.0;
    const auto s_floor = static_cast<std::int32_t>(s);
    const auto f_floor = static_cast<std::int32_t>(f);
    return {s_floor, f_floor, static_cast<float>(s - s_floor), static_cast<float>(f - f_floor)};
  }
};

struct PlaceCorners {
  GridAxes axes;
  View<const std::int32_t> node_of_corner;
  View<GridPlace> places;

  TESSERA_HD void operator()(std::int64_t corner) const {
    places[corner] = axes.place(node_of_corner[corner]);
  }
};

/// The lowest node of the window that holds the corners of an element, or -1 if none does.
struct FindWindows {
  View<const std::int32_t> nodes;
  View<const std::int32_t> corner_of_node;
  View<const GridPlace> places;
  std::int64_t fast_count;
  View<std::int32_t> windows;

  TESSERA_HD void operator()(std::int64_t element) const {
    const GridPlace first = place_of(element, 0);
    std::int32_t slow = first.slow;
    std::int32_t fast = first.fast;
    std::int32_t last_slow = slow;
    std::int32_t last_fast = fast;
    for (int a = 1; a < kQuad4Nodes; ++a) {
      const GridPlace place = place_of(element, a);
      slow = place.slow < slow ? place.slow : slow;
      fast = place.fast < fast ? place.fast : fast;
      last_slow = place.slow > last_slow ? place.slow : last_slow;
      last_fast = place.fast > last_fast ? place.fast : last_fast;
    }
    const bool fits = last_slow - slow <= 1 && last_fast - fast <= 1;
    windows[element] = fits ? static_cast<std::int32_t>(slow * fast_count + fast) : -1;
  }

 private:
  [[nodiscard]] TESSERA_HD GridPlace place_of(std::int64_t element, int a) const {
    return places[corner_of_node[nodes[element * kQuad8Nodes + a]]];
  }
};

/// The first item with a negative value, or their number.
struct FirstNegative {
  using Value = std::int64_t;

  View<const std::int32_t> values;

  [[nodiscard]] TESSERA_HD Value none() const { return values.count; }
  [[nodiscard]] TESSERA_HD Value of(std::int64_t item) const {
    return values[item] < 0 ? item : values.count;
  }
  [[nodiscard]] TESSERA_HD static Value combine(Value one, Value other) {
    return other < one ? other : one;
  }
};

/// The square that the corner of a row stands in.
struct FindSquares {
  View<const GridPlace> places;
  std::int64_t fast_count;
  View<std::int32_t> squares;

  TESSERA_HD void operator()(std::int64_t row) const {
    squares[row] = static_cast<std::int32_t>(places[row].slow * fast_count + places[row].fast);
  }
};

/// The weights of rows in the order of their squares.
struct WeighRows {
  View<const GridPlace> places;
  View<const std::int32_t> rows;
  View<BilinearWeights> weights;

  TESSERA_HD void operator()(std::int64_t place) const {
    weights[place] = bilinear_weights(places[rows[place]]);
  }
};

}  // namespace tessera
