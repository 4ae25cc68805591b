#pragma once

#include "kernels/numerics/exact_math_coefficients.hpp"
#include "kernels/numerics/float_bits.hpp"

// Normals from uniforms (Box and Muller 1958) with the polynomials of exact_math, but without what
// those functions do for their last bit: a normal is within 3 ulp, and costs a quarter less.

namespace tessera {

template <class Real>
struct RealPair {
  Real first, second;
};

inline namespace TESSERA_ISA {

/// log u for a normal number 0 < u < 1.
template <class Real>
TESSERA_HD Real log_of_uniform(Real u) {
  using Format = exact::FloatFormat<Real>;
  using Bits = exact::BitsOf<Real>;
  constexpr Real kLn2 = static_cast<Real>(0.69314718055994530942);
  constexpr Bits kMantissa = (Bits{1} << Format::kMantissaBits) - 1;
  constexpr Bits kRootOfHalf = exact::to_bits(static_cast<Real>(0.70710678118654752440));
  constexpr Bits kOffset = Bits{Format::kExponentBias + 64} << Format::kMantissaBits;
  // u = 2^k (1 + f), 1 + f in [sqrt(1/2), sqrt(2)); k is read off the mantissa of a large number.
  constexpr Real kIntegers = static_cast<Real>(Bits{1} << Format::kMantissaBits);
  const Bits place = exact::to_bits(u) + (kOffset - kRootOfHalf);
  const Real k = exact::from_bits((place >> Format::kMantissaBits) | exact::to_bits(kIntegers)) -
                 (kIntegers + (Format::kExponentBias + 64));
  const Real f = exact::from_bits((place & kMantissa) + kRootOfHalf) - Real{1};
  const Real tail = exact::fused(f, exact::log_tail(f), Real{-0.5});
  return exact::fused(f * f, tail, exact::fused(k, kLn2, f));
}

/// cos and sin of 2 pi u for 0 < u < 1.
template <class Real>
TESSERA_HD RealPair<Real> cosine_and_sine_of_turn(Real u) {
  using Bits = exact::BitsOf<Real>;
  constexpr int kSignShift = 8 * sizeof(Real) - 2;
  constexpr Real kTwoPi = static_cast<Real>(6.2831853071795864769);
  constexpr Real kMagic = exact::kIntegerMagic<Real>;
  // The nearest quarter of a turn, in the lowest bits of `shifted`, and what is left of u.
  const Real shifted = exact::fused(u, Real{4}, kMagic);
  const Bits quarters = exact::to_bits(shifted);
  const Real angle = exact::fused(shifted - kMagic, Real{-0.25}, u) * kTwoPi;
  const Real z = angle * angle;
  const Real near_cosine =
      exact::fused(z * z, exact::cos_tail(z), exact::fused(Real{-0.5}, z, Real{1}));
  const Real near_sine = exact::fused(-(angle * z), exact::sin_tail(z), angle);
  const bool odd = (quarters & 1) != 0;
  const Real cosine = odd ? near_sine : near_cosine;
  const Real sine = odd ? near_cosine : near_sine;
  const Bits cosine_sign = ((quarters + 1) & 2) << kSignShift;
  const Bits sine_sign = (quarters & 2) << kSignShift;
  return {exact::from_bits(exact::to_bits(cosine) ^ cosine_sign),
          exact::from_bits(exact::to_bits(sine) ^ sine_sign)};
}

/// Two independent standard normals from two uniforms: the first with the cosine.
template <class Real>
TESSERA_HD RealPair<Real> box_muller(Real u0, Real u1) {
  const Real radius = exact::square_root(Real{-2} * log_of_uniform(u0));
  const RealPair<Real> direction = cosine_and_sine_of_turn(u1);
  return {radius * direction.first, radius * direction.second};
}

}  // namespace TESSERA_ISA
}  // namespace tessera
