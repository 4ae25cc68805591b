#pragma once

#include <functional>

namespace tessera {

/// An integral and a bound on its error that is nearly always far above it.
struct Quadrature {
  double value = 0.0;
  double error = 0.0;
};

/// Integral of `function` from `from` to `to`: Gauss-Kronrod pairs of 7 and 15 nodes (Piessens et
/// al. 1983, QUADPACK), an interval halved until its two rules agree within its share of
/// `tolerance` (absolute) or nothing is left to gain. For smooth integrands.
[[nodiscard]] Quadrature integrate(const std::function<double(double)>& function, double from,
                                   double to, double tolerance);

}  // namespace tessera
