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
inline constexpr Real kNearLimit = sizeof(Real) == 8 ? Real{0x1p20} : Real{0x1p12};

/// Reduction for |x| <= kNearLimit. With q the nearest integer to 2x/pi, x - q half_pi_high is
/// exact (it is a multiple of ulp(1)/2 and below 1), and q half_pi_middle has no more bits than a
/// number holds, so that its rounding error is found exactly. Right next to multiples of pi/2 too.
template <class Real>
TESSERA_HD ReducedAngle<Real> reduce_near(Real x) {
  using Constants = ExactConstants<Real>;
  const Real shifted = fused(x, Constants::two_over_pi, kIntegerMagic<Real>);
  const Real q = shifted - kIntegerMagic<Real>;
  const Real first = fused(-q, Constants::half_pi_high, x);
  const Real high = fused(-q, Constants::half_pi_middle, first);
  const Real rounded_off = fused(q, Constants::half_pi_middle, high - first);
  return {high, fused(q, Constants::half_pi_low, rounded_off), to_bits(shifted)};
}

/// The fraction of a quarter turn, in [-1/2, 1/2], as high + low, and the whole quarters.
struct QuarterTurns {
  double high, low;
  std::uint32_t quarters;
};

/// x 2/pi modulo 4 for |x| > 1, by the integer product of the mantissa and those 192 bits of 2/pi
/// that decide it (Payne & Hanek 1983); the product is off by less than 2^-137 of a quarter.
TESSERA_HD QuarterTurns quarter_turns(double x) {
  constexpr int kLimbs = 6;
  const std::uint64_t bits = to_bits(x);
  const std::uint64_t mantissa = (bits & 0xFFFFFFFFFFFFF) | 0x10000000000000;
  // |x| = mantissa 2^scale. Bits of 2/pi that give multiples of four quarters are left out.
  const int scale = static_cast<int>(bits >> 52 & 0x7FF) - 1075;
  const int first_bit = scale + 62;
  const int word = first_bit / 32;
  const int shift = first_bit % 32;

  std::uint32_t window[kLimbs + 1];  // lowest limb first; one more, of zero, below
  window[0] = 0;
  for (int limb = 0; limb < kLimbs; ++limb) {
    const std::uint64_t pair =
        std::uint64_t{two_over_pi_word(word + limb)} << 32 | two_over_pi_word(word + limb + 1);
    window[kLimbs - limb] = static_cast<std::uint32_t>(pair << shift >> 32);
  }
  const std::uint64_t low_half = mantissa & 0xFFFFFFFF;
  const std::uint64_t high_half = mantissa >> 32;
  std::uint32_t product[kLimbs];
  std::uint64_t carry_low = 0;
  std::uint64_t carry_high = 0;
  for (int limb = 0; limb < kLimbs; ++limb) {
    const std::uint64_t low = low_half * window[limb + 1] + carry_low;
    carry_low = low >> 32;
    const std::uint64_t sum = high_half * window[limb] + (low & 0xFFFFFFFF) + carry_high;
    carry_high = sum >> 32;
    product[limb] = static_cast<std::uint32_t>(sum);
  }
  // Two bits of quarters, then the fraction; its complement from one half on.
  std::uint32_t quarters = product[kLimbs - 1] >> 30;
  const bool is_upper_half = (product[kLimbs - 1] >> 29 & 1) != 0;
  const std::uint32_t flip = is_upper_half ? 0xFFFFFFFFu : 0u;
  double part[4];
  for (int i = 0; i < 4; ++i) {
    const std::uint32_t limb = product[kLimbs - 1 - i] << 2 | product[kLimbs - 2 - i] >> 30;
    part[i] = static_cast<double>(limb ^ flip);
  }
  quarters += is_upper_half ? 1u : 0u;
  const double head = part[0] * 0x1p-32 + part[1] * 0x1p-64;
  const double rounded_off = (part[0] * 0x1p-32 - head) + part[1] * 0x1p-64;
  const double tail = rounded_off + (part[2] * 0x1p-96 + part[3] * 0x1p-128);
  const double sign = is_upper_half != (bits >> 63 != 0) ? -1.0 : 1.0;
  const double high = head + tail;
  return {sign * high, sign * ((head - high) + tail), bits >> 63 != 0 ? 0u - quarters : quarters};
}

/// Reduction for any |x| > kNearLimit; infinity and NaN give NaN.
TESSERA_HD_COLD ReducedAngle<double> reduce_far(double x) {
  using Constants = ExactConstants<double>;
  const QuarterTurns turns = quarter_turns(x);
  const double high = turns.high * Constants::half_pi_high;
  const double rounded_off = fused(-turns.high, Constants::half_pi_high, high);
  const double low = rounded_off - fused(turns.high, Constants::half_pi_middle,
                                         turns.low * Constants::half_pi_high);
  return {magnitude(x) < kInfinity<double> ? high : kNotANumber<double>, low, turns.quarters};
}
TESSERA_HD_COLD ReducedAngle<float> reduce_far(float x) {
  const ReducedAngle<double> angle =
      magnitude(x) <= kNearLimit<double> ? reduce_near<double>(x) : reduce_far(double{x});
  const double whole = angle.high - angle.low;
  const auto high = static_cast<float>(whole);
  return {high, static_cast<float>(high - whole), static_cast<std::uint32_t>(angle.quarters)};
}

}  // namespace TESSERA_ISA
}  // namespace tessera::exact
