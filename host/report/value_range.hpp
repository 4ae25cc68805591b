#pragma once

#include <span>
#include <string>
#include <vector>

#include "host/mesh/quad8_mesh.hpp"

namespace tessera {

/// The finite values that a picture spreads its colours over.
class ValueRange {
 public:
  /// Over the nodes of elements; values that are not finite do not count.
  [[nodiscard]] static ValueRange of(const Quad8Mesh& mesh, std::span<const double> nodal_values);
  /// Over all values; those that are not finite do not count.
  [[nodiscard]] static ValueRange of(std::span<const double> values);
  ValueRange(double min, double max) : min_(min), max_(max) {}

  [[nodiscard]] double min() const { return min_; }
  [[nodiscard]] double max() const { return max_; }
  /// No finite value at all.
  [[nodiscard]] bool is_empty() const { return !(min_ <= max_); }
  /// One value, up to roundings of the arithmetic that made it.
  [[nodiscard]] bool is_single() const;
  /// 0 at the minimum, 1 at the maximum, 0.5 for a single value, NaN for what is not finite.
  [[nodiscard]] double share(double value) const;

 private:
  static ValueRange nothing();
  void take(double value);

  double min_;
  double max_;
};

/// A round number on an axis and how it is printed.
struct AxisTick {
  double value = 0.0;
  std::string label;
};

/// Some four to nine multiples of 1, 2 or 5 times a power of ten inside `range`, ascending;
/// none for an empty or single range.
[[nodiscard]] std::vector<AxisTick> round_ticks(const ValueRange& range);

}  // namespace tessera
