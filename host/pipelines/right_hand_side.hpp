#pragma once

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "host/errors.hpp"
#include "host/mesh/entity_names.hpp"
#include "kernels/stages/krylov.hpp"

namespace tessera {

/// Norms of a right-hand side for which the squares of all residuals, down to any tolerance that
/// can be met, have the full precision of f64.
inline constexpr double kSmallestNorm = 1e-120;
inline constexpr double kLargestNorm = 1e120;

/// ||b||; 0 only where every entry is. Throws InputError when it is out of the range above: the
/// search would take what underflows for solved, and never end with what overflows.
template <class Exec>
[[nodiscard]] double norm_in_range(Exec& executor, View<const double> b) {
  const double norm = std::sqrt(dot_product(executor, b, b));
  if (norm >= kSmallestNorm && norm <= kLargestNorm) return norm;
  std::vector<double> entries(static_cast<std::size_t>(b.count));
  download(executor, b, std::span(entries));
  double largest = 0.0;
  for (const double entry : entries) largest = std::max(largest, std::abs(entry));
  if (largest == 0.0) return 0.0;
  throw InputError(
      "what drives the flow (inflow, potentials, sources) makes a right-hand side of up to " +
      short_number(largest) + "; its norm must be 0 or lie between " + short_number(kSmallestNorm) +
      " and " + short_number(kLargestNorm) + ": choose units in which the values are nearer to 1");
}

}  // namespace tessera
