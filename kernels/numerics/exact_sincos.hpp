#pragma once

#include "kernels/numerics/angle_reduction.hpp"
#include "kernels/numerics/exact_math_coefficients.hpp"
#include "kernels/numerics/far_angle_reduction.hpp"
#include "kernels/numerics/float_bits.hpp"

namespace tessera::exact {
inline namespace TESSERA_ISA {

template <class Real>
struct SinCos {
  Real sine, cosine;
};

/// sin and cos of the part of a reduced angle below a quarter turn: polynomials.
template <class Real>
TESSERA_HD SinCos<Real> sincos_within_quarter(const ReducedAngle<Real>& angle) {
  const Real r = angle.high;
  const Real z = r * r;
  // cos = (1 - z/2) + ..., with what rounding takes off the bracket, and r low from the angle.
  const Real head = fused(Real{-0.5}, z, Real{1});
  const Real rounded_off = fused(Real{-0.5}, z, Real{1} - head);
  const Real cosine = head + fused(z * z, cos_tail(z), fused(r, angle.low, rounded_off));
  // Differences keep the sign of a zero.
  return {r - fused(r * z, sin_tail(z), angle.low * head), cosine};
}

/// sin and cos of a reduced angle: those of the part below a quarter turn, exchanged and signed by
/// the quarters.
template <class Real>
TESSERA_HD SinCos<Real> sincos_of(const ReducedAngle<Real>& angle) {
  using Bits = BitsOf<Real>;
  constexpr int kSignShift = 8 * sizeof(Real) - 2;
  const SinCos<Real> near = sincos_within_quarter(angle);
  const bool odd = (angle.quarters & 1) != 0;
  const Real sine = odd ? near.cosine : near.sine;
  const Real cosine = odd ? near.sine : near.cosine;
  const Bits sine_sign = (angle.quarters & 2) << kSignShift;
  const Bits cosine_sign = ((angle.quarters + 1) & 2) << kSignShift;
  return {from_bits(to_bits(sine) ^ sine_sign), from_bits(to_bits(cosine) ^ cosine_sign)};
}

/// sin x and cos x for |x| <= kSincosRange and NaN, without branches. Error <= 1 ulp.
template <class Real>
TESSERA_HD SinCos<Real> sincos_in_range(Real x) {
  return sincos_of(reduce_near(x));
}

/// sin x cos x for |x| <= kSincosRange and NaN, without branches: the bits of the product of what
/// `sincos` gives. Exchanging the factors does not change it; an odd quarter changes its sign.
template <class Real>
TESSERA_HD Real sine_times_cosine_in_range(Real x) {
  constexpr int kSignShift = 8 * sizeof(Real) - 1;
  const ReducedAngle<Real> angle = reduce_near(x);
  const SinCos<Real> near = sincos_within_quarter(angle);
  return from_bits(to_bits(near.sine * near.cosine) ^ (angle.quarters << kSignShift));
}

/// sin and cos of 2 pi u for u in [0, 1), of the exact product. Error <= 1 ulp.
template <class Real>
TESSERA_HD SinCos<Real> sincos_2pi(Real u) {
  using Constants = ExactConstants<Real>;
  const Real shifted = fused(u, Real{4}, kIntegerMagic<Real>);
  const Real turns = fused(shifted - kIntegerMagic<Real>, Real{-0.25}, u);  // exact
  const Real high = turns * Constants::kTwoPiHigh;
  const Real rounded_off = fused(turns, -Constants::kTwoPiHigh, high);
  return sincos_of<Real>(
      {high, fused(turns, -Constants::kTwoPiLow, rounded_off), to_bits(shifted)});
}

/// sin x and cos x for every x: error <= 1 ulp, NaN for infinity and NaN. The branch for |x| >
/// kSincosRange keeps loops from being vectorised: `sincos_lanes` is for those.
template <class Real>
TESSERA_HD SinCos<Real> sincos(Real x) {
  const bool is_far = magnitude(x) > kSincosRange<Real>;
  return sincos_of(is_far ? reduce_far(x) : reduce_near(x));
}

/// Puts sin and cos of the lanes with |x| > kSincosRange in the place of what is there.
template <int count, class Real>
TESSERA_HD_COLD void replace_far_lanes(const Real (&x)[count], Real (&sine)[count],
                                       Real (&cosine)[count]) {
  for (int lane = 0; lane < count; ++lane) {
    if (!(magnitude(x[lane]) > kSincosRange<Real>)) continue;
    const SinCos<Real> far = sincos_of(reduce_far(x[lane]));
    sine[lane] = far.sine;
    cosine[lane] = far.cosine;
  }
}

/// sin and cos of a group of lanes, each with the bits of `sincos`: vector code with one test for
/// the whole group. Groups of 16 suit AVX2 and AVX-512.
template <int count, class Real>
TESSERA_HD void sincos_lanes(const Real (&x)[count], Real (&sine)[count], Real (&cosine)[count]) {
  BitsOf<Real> any_far = 0;
  for (int lane = 0; lane < count; ++lane) {
    const SinCos<Real> near = sincos_in_range(x[lane]);
    sine[lane] = near.sine;
    cosine[lane] = near.cosine;
    any_far |= magnitude(x[lane]) > kSincosRange<Real> ? BitsOf<Real>{1} : BitsOf<Real>{0};
  }
  if (any_far != 0) [[unlikely]]
    replace_far_lanes(x, sine, cosine);
}

}  // namespace TESSERA_ISA
}  // namespace tessera::exact
