#pragma once

#include <cstdint>

#include "kernels/stages/element_table.hpp"

// What decides about the coarse levels of multigrid, item by item: bodies of FoldItems.

namespace tessera {

/// A mesh is stretched where more than one in kStretchedShare elements is by more than kStretch.
/// A rectangle takes 7 iterations with a grid, 14 at a stretch of 5 and 23 at 10; with aggregates
/// it takes 11 to 13 at any.
inline constexpr double kStretch = 5.0;
inline constexpr std::int64_t kStretchedShare = 100;
/// Largest quotient of the conductivities at a node that a grid copes with: at 30 it takes 15 to 22
/// iterations and half the time of aggregates, at 100 up to 37 and the time of aggregates.
inline constexpr double kJump = 50.0;

struct ValueRange {
  double low, high;

  [[nodiscard]] TESSERA_HD bool jumps() const { return high > kJump * low; }
  [[nodiscard]] TESSERA_HD ValueRange with(const ValueRange& other) const {
    return {other.low < low ? other.low : low, high < other.high ? other.high : high};
  }
};

/// The least and the largest of positive values.
struct RangeOfValues {
  using Value = ValueRange;

  View<const double> values;

  [[nodiscard]] TESSERA_HD static Value none() { return {__builtin_huge_val(), 0.0}; }
  [[nodiscard]] TESSERA_HD Value of(std::int64_t item) const {
    return {values[item], values[item]};
  }
  [[nodiscard]] TESSERA_HD static Value combine(const Value& one, const Value& other) {
    return one.with(other);
  }
};

/// Counts.
struct StretchedElements {
  using Value = std::int64_t;

  View<const double> x;
  View<const double> y;
  View<const std::int32_t> nodes;

  [[nodiscard]] TESSERA_HD static Value none() { return 0; }
  // With J from the square to the corners of the element, at its centre: |J|^2 / det J is s + 1/s
  // for a stretch of s.
  [[nodiscard]] TESSERA_HD Value of(std::int64_t element) const {
    const std::int32_t* const node = &nodes[element * kQuad8Nodes];
    const double x_xi = across(x, node, 1.0);
    const double x_eta = across(x, node, -1.0);
    const double y_xi = across(y, node, 1.0);
    const double y_eta = across(y, node, -1.0);
    const double squares = (x_xi * x_xi + y_xi * y_xi) + (x_eta * x_eta + y_eta * y_eta);
    const double det_J = x_xi * y_eta - x_eta * y_xi;
    return squares > (kStretch + 1.0 / kStretch) * (det_J < 0.0 ? -det_J : det_J) ? 1 : 0;
  }
  [[nodiscard]] TESSERA_HD static Value combine(Value one, Value other) { return one + other; }

 private:
  [[nodiscard]] TESSERA_HD static double across(View<const double> values, const std::int32_t* node,
                                                double sign) {
    const double diagonal = values[node[2]] - values[node[0]];
    const double other = values[node[1]] - values[node[3]];
    return diagonal + sign * other;
  }
};

/// Counts.
struct NodesOfJumps {
  using Value = std::int64_t;

  View<const double> conductivity;
  View<const std::int32_t> offsets;
  View<const std::int32_t> incidences;

  [[nodiscard]] TESSERA_HD static Value none() { return 0; }
  [[nodiscard]] TESSERA_HD Value of(std::int64_t node) const {
    ValueRange range = RangeOfValues::none();
    for (std::int32_t item = offsets[node]; item < offsets[node + 1]; ++item) {
      const double here = conductivity[incidence_element(incidences[item])];
      range = range.with({here, here});
    }
    return range.jumps() ? 1 : 0;
  }
  [[nodiscard]] TESSERA_HD static Value combine(Value one, Value other) { return one + other; }
};

}  // namespace tessera
