#pragma once

#include "kernels/numerics/exact_exp.hpp"

// The normal distribution function with the same bits everywhere; not for inner loops.

namespace tessera {
inline namespace TESSERA_ISA {

/// exp(-x^2/2) / sqrt(2 pi).
TESSERA_HD double normal_density(double x) {
  constexpr double kInverseRootTwoPi = 0.39894228040143267794;
  return kInverseRootTwoPi * exact::exp(-0.5 * (x * x));
}

/// The probability above x >= 2, by the continued fraction 1/(x + 1/(x + 2/(x + 3/(x + ...)))).
TESSERA_HD double normal_tail(double x) {
  double fraction = x;
  for (int term = 120; term > 0; --term) fraction = x + static_cast<double>(term) / fraction;
  return normal_density(x) / fraction;
}

/// Phi(x): absolute error below 1e-15, relative error of the lower tail below 1e-13. NaN for NaN.
TESSERA_HD double normal_distribution(double x) {
  if (x <= -2.0) return normal_tail(-x);
  if (x >= 2.0) return 1.0 - normal_tail(x);
  // Phi(x) = 1/2 + density (x + x^3/3 + x^5/(3 5) + ...).
  double term = x;
  double sum = x;
  for (int odd = 3; odd < 80; odd += 2) {
    term = term * (x * x) / static_cast<double>(odd);
    sum = sum + term;
  }
  return 0.5 + normal_density(x) * sum;
}

}  // namespace TESSERA_ISA
}  // namespace tessera
