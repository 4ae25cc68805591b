#pragma once

#include "kernels/numerics/exact_math_coefficients.hpp"
#include "kernels/numerics/float_bits.hpp"

namespace tessera::exact {
inline namespace TESSERA_ISA {

/// exp x is a normal number for |x| <= kExpRange.
template <class Real>
inline constexpr Real kExpRange = sizeof(Real) == 8 ? Real{708} : Real{87};
/// exp x is infinity or zero for |x| >= kExpSaturation.
template <class Real>
inline constexpr Real kExpSaturation = sizeof(Real) == 8 ? Real{746} : Real{104};

/// exp x = significand 2^(exponent - offset); only the lowest bits of `exponent` count.
template <class Real>
struct ExpParts {
  Real significand;
  BitsOf<Real> exponent;
};

/// Takes the nearest multiple k of log 2 off x and leaves exp of the rest to the polynomial.
/// `offset` is what the exponent field of the caller's scale wants added to k.
template <int offset, class Real>
TESSERA_HD ExpParts<Real> exp_parts(Real x) {
  using Constants = ExactConstants<Real>;
  constexpr Real kMagic = kIntegerMagic<Real> + offset;
  const Real shifted = fused(x, Constants::kLog2E, kMagic);
  const Real k = shifted - kMagic;
  // The first difference is exact.
  const Real r = fused(-k, Constants::kLn2Low, fused(-k, Constants::kLn2High, x));
  const Real sum = Real{1} + r;
  const Real rounded_off = (Real{1} - sum) + r;
  return {sum + fused(r * r, exp_tail(r), rounded_off), to_bits(shifted)};
}

/// exp x for |x| <= kExpRange: the bits of `exp` without its care for other arguments.
template <class Real>
TESSERA_HD Real exp_in_range(Real x) {
  using Format = FloatFormat<Real>;
  const ExpParts<Real> parts = exp_parts<Format::kExponentBias>(x);
  return parts.significand * from_bits(parts.exponent << Format::kMantissaBits);
}

/// exp x: error <= 1 ulp, also where the result is subnormal.
template <class Real>
TESSERA_HD Real exp(Real x) {
  using Format = FloatFormat<Real>;
  const Real size = magnitude(x);
  const Real clamped = size > kExpSaturation<Real> ? kExpSaturation<Real> : size;
  const Real inside = from_bits(to_bits(clamped) | (to_bits(x) & kSignBit<Real>));
  const ExpParts<Real> parts = exp_parts<2 * Format::kExponentBias>(inside);
  // 2^k in two factors, because k may be outside the exponents of normal numbers.
  const BitsOf<Real> half = parts.exponent >> 1;
  const Real first = from_bits(half << Format::kMantissaBits);
  const Real second = from_bits((parts.exponent - half) << Format::kMantissaBits);
  return parts.significand * first * second;
}

}  // namespace TESSERA_ISA
}  // namespace tessera::exact
