#pragma once

#include "kernels/numerics/exact_math_coefficients.hpp"
#include "kernels/numerics/float_bits.hpp"

namespace tessera::exact {
inline namespace TESSERA_ISA {

/// The angle quarters * pi/2 + (high - low), high within pi/4 and |low| <= ulp(high); only the
/// lowest two bits of `quarters` count.
template <class Real>
struct ReducedAngle {
  Real high, low;
  BitsOf<Real> quarters;
};

/// Arguments up to here are reduced by three fused multiply-adds.
template <class Real>
inline constexpr Real kSincosRange = sizeof(Real) == 8 ? Real{0x1p20} : Real{0x1p8};

/// Reduction for |x| <= kSincosRange. With q the nearest integer to 2x/pi, x - q kHalfPiHigh is
/// exact (it is a multiple of ulp(1)/2 and below 1), and q kHalfPiMiddle has no more bits than a
/// number holds, so that its rounding error is found exactly. Right next to multiples of pi/2 too.
template <class Real>
TESSERA_HD ReducedAngle<Real> reduce_near(Real x) {
  using Constants = ExactConstants<Real>;
  const Real shifted = fused(x, Constants::kTwoOverPi, kIntegerMagic<Real>);
  const Real q = shifted - kIntegerMagic<Real>;
  const Real first = fused(-q, Constants::kHalfPiHigh, x);
  const Real high = fused(-q, Constants::kHalfPiMiddle, first);
  const Real rounded_off = fused(q, Constants::kHalfPiMiddle, high - first);
  return {high, fused(q, Constants::kHalfPiLow, rounded_off), to_bits(shifted)};
}

}  // namespace TESSERA_ISA
}  // namespace tessera::exact
