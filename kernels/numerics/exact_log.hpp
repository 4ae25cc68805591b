#pragma once

#include "kernels/numerics/exact_math_coefficients.hpp"
#include "kernels/numerics/float_bits.hpp"

namespace tessera::exact {
inline namespace TESSERA_ISA {

/// log x. Writes x = 2^k (1 + f), 1 + f in [sqrt(1/2), sqrt(2)), and adds k log 2 in two parts.
/// Error <= 1 ulp for every x > 0, subnormal ones too; log 0 = -inf, NaN below.
template <class Real>
TESSERA_HD Real log(Real x) {
  using Format = FloatFormat<Real>;
  using Constants = ExactConstants<Real>;
  using Bits = BitsOf<Real>;
  constexpr Bits kOneMantissa = (Bits{1} << Format::kMantissaBits) - 1;
  constexpr Bits kRootOfHalf = to_bits(static_cast<Real>(0.70710678118654752440));
  constexpr Bits kOne = Bits{Format::kExponentBias} << Format::kMantissaBits;
  // An integer below 2^(mantissa bits), put into the mantissa of this, is added to it.
  constexpr Real kIntegerOrigin = static_cast<Real>(Bits{1} << Format::kMantissaBits);
  constexpr int kSubnormalScale = Format::kMantissaBits + 2;

  const bool is_subnormal = x < Format::kSmallestNormal;
  const Real normal = is_subnormal ? x * static_cast<Real>(Bits{1} << kSubnormalScale) : x;
  const Bits place = to_bits(normal) + (kOne - kRootOfHalf);
  const Real exponent_origin = is_subnormal
                                   ? kIntegerOrigin + (Format::kExponentBias + kSubnormalScale)
                                   : kIntegerOrigin + Format::kExponentBias;
  const Real k =
      from_bits((place >> Format::kMantissaBits) | to_bits(kIntegerOrigin)) - exponent_origin;
  const Real f = from_bits((place & kOneMantissa) + kRootOfHalf) - Real{1};

  const Real high = fused(k, Constants::ln2_head, f);
  const Real rounded_off = fused(k, Constants::ln2_head, -high) + f;
  const Real low = fused(k, Constants::ln2_tail, rounded_off);
  const Real curve = fused(f, log_tail(f), Real{-0.5});
  Real result = high + fused(f * f, curve, low);
  result = x == kInfinity<Real> ? x : result;
  const Real not_positive = x == Real{0} ? -kInfinity<Real> : kNotANumber<Real>;
  return x > Real{0} ? result : not_positive;
}

}  // namespace TESSERA_ISA
}  // namespace tessera::exact
