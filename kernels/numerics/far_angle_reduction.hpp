#pragma once

#include <cstdint>

#include "kernels/numerics/angle_reduction.hpp"

// Reduction of angles beyond kSincosRange, in integers (Payne & Hanek 1983): of the bits of 2/pi
// only 192 matter for x 2/pi modulo 4, whatever the exponent of x. Integers have the same bits
// everywhere.

namespace tessera::exact {
inline namespace TESSERA_ISA {

/// 192 bits in 32-bit limbs, lowest first.
struct Integer192 {
  static constexpr int kLimbs = 6;
  std::uint32_t limb[kLimbs];
};

/// 192 bits of 2/pi, of which the highest is the bit `first` of the words of the table.
TESSERA_HD Integer192 two_over_pi_bits(int first) {
  Integer192 bits;
  const int word = first / 32;
  for (int i = 0; i < Integer192::kLimbs; ++i) {
    const std::uint64_t pair = static_cast<std::uint64_t>(two_over_pi_word(word + i)) << 32 |
                               two_over_pi_word(word + i + 1);
    bits.limb[Integer192::kLimbs - 1 - i] = static_cast<std::uint32_t>(pair << first % 32 >> 32);
  }
  return bits;
}

/// factor * bits modulo 2^192; the upper half of `factor` has at most 31 bits.
TESSERA_HD Integer192 low_product(std::uint64_t factor, const Integer192& bits) {
  const std::uint64_t low_half = factor & 0xFFFFFFFF;
  const std::uint64_t high_half = factor >> 32;
  Integer192 product;
  std::uint64_t low_carry = 0;
  std::uint64_t high_carry = 0;
  for (int i = 0; i < Integer192::kLimbs; ++i) {
    const std::uint64_t low = low_half * bits.limb[i] + low_carry;
    low_carry = low >> 32;
    const std::uint64_t below = i == 0 ? 0 : bits.limb[i - 1];
    const std::uint64_t sum = high_half * below + (low & 0xFFFFFFFF) + high_carry;
    high_carry = sum >> 32;
    product.limb[i] = static_cast<std::uint32_t>(sum);
  }
  return product;
}

/// quarters + (high + low), in quarter turns, with high in [-1/2, 1/2].
struct QuarterTurns {
  double high, low;
  std::uint32_t quarters;
};

/// A number of two bits before the binary point and 190 after it.
TESSERA_HD QuarterTurns nearest_quarter(const Integer192& number) {
  constexpr int kTop = Integer192::kLimbs - 1;
  // From one half on it is the next quarter less the complement.
  const bool is_upper_half = (number.limb[kTop] >> 29 & 1) != 0;
  const std::uint32_t flip = is_upper_half ? 0xFFFFFFFF : 0;
  double part[4];
  for (int i = 0; i < 4; ++i) {
    const std::uint32_t bits = number.limb[kTop - i] << 2 | number.limb[kTop - i - 1] >> 30;
    part[i] = static_cast<double>(bits ^ flip);
  }
  const double first = part[0] * 0x1p-32;
  const double second = part[1] * 0x1p-64;
  const double head = first + second;
  const double tail = ((first - head) + second) + (part[2] * 0x1p-96 + part[3] * 0x1p-128);
  const double high = head + tail;
  const double low = (head - high) + tail;
  const double sign = is_upper_half ? -1.0 : 1.0;
  return {sign * high, sign * low, (number.limb[kTop] >> 30) + (is_upper_half ? 1u : 0u)};
}

/// x 2/pi modulo 4 for finite |x| > 1; off by less than 2^-127 of a quarter turn.
TESSERA_HD QuarterTurns quarter_turns(double x) {
  const std::uint64_t bits = to_bits(magnitude(x));
  const std::uint64_t mantissa = (bits & 0xFFFFFFFFFFFFF) | 0x10000000000000;
  // |x| = mantissa 2^exponent; bits of 2/pi that give multiples of four quarters are left out.
  const int exponent = static_cast<int>(bits >> 52) - 1075;
  const Integer192 product = low_product(mantissa, two_over_pi_bits(exponent + 62));
  const QuarterTurns turns = nearest_quarter(product);
  if (x > 0.0) return turns;
  return {-turns.high, -turns.low, 0u - turns.quarters};
}

/// Reduction for |x| > kSincosRange; infinity and NaN give NaN.
TESSERA_HD_COLD ReducedAngle<double> reduce_far(double x) {
  using Constants = ExactConstants<double>;
  const QuarterTurns turns = quarter_turns(x);
  const double high = turns.high * Constants::kHalfPiHigh;
  const double rounded_off = fused(-turns.high, Constants::kHalfPiHigh, high);
  const double rest =
      fused(turns.high, Constants::kHalfPiMiddle, turns.low * Constants::kHalfPiHigh);
  const bool is_finite = magnitude(x) < kInfinity<double>;
  return {is_finite ? high : kNotANumber<double>, rounded_off - rest, turns.quarters};
}

/// The same for f32, by way of f64: this path is rarely taken.
TESSERA_HD_COLD ReducedAngle<float> reduce_far(float x) {
  const double wide = x;
  const ReducedAngle<double> angle =
      magnitude(wide) <= kSincosRange<double> ? reduce_near(wide) : reduce_far(wide);
  const double whole = angle.high - angle.low;
  const auto high = static_cast<float>(whole);
  return {high, static_cast<float>(high - whole), static_cast<std::uint32_t>(angle.quarters)};
}

}  // namespace TESSERA_ISA
}  // namespace tessera::exact
