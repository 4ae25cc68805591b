#pragma once

#include "kernels/numerics/exact_math_coefficients.hpp"
#include "kernels/numerics/float_bits.hpp"

namespace tessera::exact {
inline namespace TESSERA_ISA {

template <class Real>
struct ExpLimits;
/// Beyond these the results are infinity and zero, whatever the argument.
template <>
struct ExpLimits<double> {
  static constexpr double kLowest = -746.0, kHighest = 710.0;
};
template <>
struct ExpLimits<float> {
  static constexpr float kLowest = -104.0f, kHighest = 89.0f;
};

/// exp x = 2^k exp r, |r| <= log(2) / 2. Error <= 1 ulp, in the subnormal range too.
template <class Real>
TESSERA_HD Real exp(Real x) {
  using Format = FloatFormat<Real>;
  using Constants = ExactConstants<Real>;
  using Bits = BitsOf<Real>;
  // The lowest bits of the sum are then k + twice the bias.
  constexpr Real kMagic = kIntegerMagic<Real> + 2 * Format::kExponentBias;

  const Real below = x > ExpLimits<Real>::kHighest ? ExpLimits<Real>::kHighest : x;
  const Real inside = below < ExpLimits<Real>::kLowest ? ExpLimits<Real>::kLowest : below;
  const Real shifted = fused(inside, Constants::log2_e, kMagic);
  const Real k = shifted - kMagic;
  // The first difference is exact.
  const Real r = fused(-k, Constants::ln2_low, fused(-k, Constants::ln2_high, inside));
  const Real sum = Real{1} + r;
  const Real rounded_off = (Real{1} - sum) + r;
  const Real power = sum + fused(r * r, exp_tail(r), rounded_off);

  // 2^k in two factors, because k may be outside the exponents of normal numbers.
  const Bits biased = to_bits(shifted);
  const Bits half = biased >> 1;
  const Real first = from_bits(half << Format::kMantissaBits);
  const Real second = from_bits((biased - half) << Format::kMantissaBits);
  return power * first * second;
}

}  // namespace TESSERA_ISA
}  // namespace tessera::exact
