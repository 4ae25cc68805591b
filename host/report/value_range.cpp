#include "host/report/value_range.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "host/report/format.hpp"

namespace tessera {

ValueRange ValueRange::nothing() {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  return {kInfinity, -kInfinity};
}

void ValueRange::take(double value) {
  if (!std::isfinite(value)) return;
  min_ = std::min(min_, value);
  max_ = std::max(max_, value);
}

ValueRange ValueRange::of(const Quad8Mesh& mesh, std::span<const double> nodal_values) {
  ValueRange range = nothing();
  for (const Quad8& nodes : mesh.quad8) {
    for (const NodeId node : nodes) range.take(nodal_values[static_cast<std::size_t>(node)]);
  }
  return range;
}

ValueRange ValueRange::of(std::span<const double> values) {
  ValueRange range = nothing();
  for (const double value : values) range.take(value);
  return range;
}

bool ValueRange::is_single() const {
  constexpr double kRoundings = 1e-13;
  // Halves, because the difference of two huge numbers of opposite sign overflows.
  const double half_span = max_ / 2 - min_ / 2;
  return half_span <= kRoundings * std::max(std::abs(min_), std::abs(max_));
}

double ValueRange::share(double value) const {
  if (!std::isfinite(value)) return std::numeric_limits<double>::quiet_NaN();
  if (is_single()) return 0.5;
  return (value / 2 - min_ / 2) / (max_ / 2 - min_ / 2);
}

std::vector<AxisTick> round_ticks(const ValueRange& range) {
  std::vector<AxisTick> ticks;
  if (range.is_empty() || range.is_single()) return ticks;
  constexpr double kFewest = 4.0;
  constexpr double kScientificAbove = 1e6;
  const double coarsest = (range.max() / 2 - range.min() / 2) / (kFewest / 2);
  const int exponent = static_cast<int>(std::floor(std::log10(coarsest)));
  const double power = std::pow(10.0, exponent);
  const double step = coarsest >= 5 * power ? 5 * power : coarsest >= 2 * power ? 2 * power : power;
  const double largest = std::max(std::abs(range.min()), std::abs(range.max()));
  const bool scientific = largest >= kScientificAbove || exponent < -4;
  const int digits =
      std::clamp(static_cast<int>(std::floor(std::log10(largest))) - exponent + 1, 1, 9);
  // An extreme that is itself round must not be lost to the rounding of the quotient.
  constexpr double kRoundings = 1e-9;
  const double last = std::floor(range.max() / step + kRoundings);
  for (double multiple = std::ceil(range.min() / step - kRoundings); multiple <= last; ++multiple) {
    const double value = multiple * step + 0.0;
    ticks.push_back({value, scientific ? format_number(value, digits)
                                       : format_fixed(value, std::max(0, -exponent))});
  }
  return ticks;
}

}  // namespace tessera
