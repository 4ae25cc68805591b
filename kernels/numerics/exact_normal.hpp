#pragma once

#include "kernels/numerics/exact_log.hpp"
#include "kernels/numerics/exact_math_coefficients.hpp"
#include "kernels/numerics/float_bits.hpp"

// The inverse of the normal distribution function: a ratio of polynomials in q^2 for the middle
// |q| <= 0.425, q = u - 1/2, and of sqrt(-log p), p = min(u, 1 - u), for the tails; the three
// intervals are those of Wichura (1988), the polynomials are not.
//
// Relative error <= 3 ulp. The value at 1 - u is the negative of that at u wherever 1 - u is exact,
// as it is for u = (k + 1/2) 2^-52.

namespace tessera::exact {
inline namespace TESSERA_ISA {

/// The lower tail probability below which `inverse_normal_in_range` does not go.
inline constexpr double kNormalTail = 0x1p-53;

/// Phi^-1(u) for u in [2^-53, 1 - 2^-53], without branches.
TESSERA_HD double inverse_normal_in_range(double u) {
  constexpr double kCentral = 0.425;
  const bool is_lower = u < 0.5;
  const double p = is_lower ? u : 1.0 - u;
  const double q = 0.5 - p;
  const double r = __builtin_sqrt(-log_in_range(p));
  const Ratio<double> central = inverse_normal_central(fused(-q, q, kCentral * kCentral));
  const Ratio<double> tail = inverse_normal_tail(r - 1.6);
  const bool is_central = q <= kCentral;
  const double ratio = (is_central ? central.numerator : tail.numerator) /
                       (is_central ? central.denominator : tail.denominator);
  const double x = is_central ? fused(q, ratio, 3.0 * q) : fused(1.5, r, ratio - 1.0);
  return is_lower ? -x : x;
}

/// Phi^-1(u) for u < 2^-53 or u > 1 - 2^-53: infinite at 0 and 1, NaN beyond and for NaN.
TESSERA_HD_COLD double inverse_normal_far(double u) {
  if (!(u >= 0.0 && u <= 1.0)) return kNotANumber<double>;
  const bool is_lower = u < 0.5;
  const double p = is_lower ? u : 1.0 - u;
  double x = kInfinity<double>;
  if (p > 0.0) {
    const double r = __builtin_sqrt(-log(p));
    const Ratio<double> tail = inverse_normal_far_tail(r - 6.0);
    x = fused(1.4375, r, tail.numerator / tail.denominator);
  }
  return is_lower ? -x : x;
}

/// Phi^-1(u) for every u; NaN outside [0, 1].
TESSERA_HD double inverse_normal(double u) {
  if (u >= kNormalTail && u <= 1.0 - kNormalTail) [[likely]]
    return inverse_normal_in_range(u);
  return inverse_normal_far(u);
}

}  // namespace TESSERA_ISA
}  // namespace tessera::exact
