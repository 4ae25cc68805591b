#pragma once

#include "kernels/numerics/exact_math_coefficients.hpp"
#include "kernels/numerics/float_bits.hpp"

namespace tessera::exact {
inline namespace TESSERA_ISA {

/// log(x / 2^e) of a normal x > 0, where `lift` is e in the place of the exponent, e <= 64. Writes
/// the quotient as 2^k (1 + f), 1 + f in [sqrt(1/2), sqrt(2)), and adds k log 2, in two parts, to
/// the polynomial.
template <class Real>
TESSERA_HD Real log_of_normal(Real x, BitsOf<Real> lift) {
  using Format = FloatFormat<Real>;
  using Constants = ExactConstants<Real>;
  using Bits = BitsOf<Real>;
  constexpr Bits kMantissa = (Bits{1} << Format::kMantissaBits) - 1;
  constexpr Bits kRootOfHalf = to_bits(static_cast<Real>(0.70710678118654752440));
  // Added to k, so that it is positive; the mantissa of kIntegers then takes it in.
  constexpr int kOffset = Format::kExponentBias + 64;
  constexpr Real kIntegers = static_cast<Real>(Bits{1} << Format::kMantissaBits);

  const Bits place = to_bits(x) - lift + ((Bits{kOffset} << Format::kMantissaBits) - kRootOfHalf);
  const Real k =
      from_bits((place >> Format::kMantissaBits) | to_bits(kIntegers)) - (kIntegers + kOffset);
  const Real f = from_bits((place & kMantissa) + kRootOfHalf) - Real{1};

  const Real high = fused(k, Constants::kLn2Head, f);
  const Real rounded_off = fused(k, Constants::kLn2Head, -high) + f;
  const Real low = fused(k, Constants::kLn2Tail, rounded_off);
  return high + fused(f * f, fused(f, log_tail(f), Real{-0.5}), low);
}

/// log x for normal x > 0: the bits of `log` without its care for other arguments.
template <class Real>
TESSERA_HD Real log_in_range(Real x) {
  return log_of_normal(x, BitsOf<Real>{0});
}

/// log x: error <= 1 ulp for every x > 0, subnormal ones too; log 0 = -inf, NaN below.
template <class Real>
TESSERA_HD Real log(Real x) {
  using Format = FloatFormat<Real>;
  using Bits = BitsOf<Real>;
  constexpr Bits kOne = Bits{Format::kExponentBias} << Format::kMantissaBits;
  constexpr Bits kLift = Bits{Format::kMantissaBits + 2} << Format::kMantissaBits;
  const Bits lift = x < Format::kSmallestNormal ? kLift : Bits{0};
  const Real finite = log_of_normal(x * from_bits(kOne + lift), lift);
  const Real from_above = x < kInfinity<Real> ? Real{0} : x;
  const Real at_most_zero = x == Real{0} ? -kInfinity<Real> : kNotANumber<Real>;
  return finite + (x > Real{0} ? from_above : at_most_zero);
}

}  // namespace TESSERA_ISA
}  // namespace tessera::exact
