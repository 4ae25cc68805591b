#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "host/verify/outcome.hpp"

namespace tessera {

/// How far two results are apart.
struct Distance {
  static constexpr std::uint64_t kNotComparable = ~std::uint64_t{0};

  bool same_bits = true;        // every NaN counts as the same one
  double largest = 0.0;         // absolute difference; infinity where one is NaN and one is not
  std::uint64_t ulp = 0;        // most units in the last place; kNotComparable with a NaN
  std::string field = {};       // where the most units in the last place are, the first such
  std::size_t at = 0;           // item there
  std::uint64_t differing = 0;  // items that differ
};

/// The number of floating-point numbers of `value_bytes` from `a` to `b`: 0 for the same bits, 1
/// for neighbours and for -0 and +0. kNotComparable where just one is NaN.
[[nodiscard]] std::uint64_t ulp_between(double a, double b, int value_bytes);

/// Over all fields. Fields of other names or lengths are kNotComparable.
[[nodiscard]] Distance distance_between(const Outcome& outcome, const Outcome& reference);

}  // namespace tessera
