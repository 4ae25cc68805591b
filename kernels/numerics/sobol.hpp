#pragma once

#include <cstdint>

#include "kernels/numerics/exact_normal.hpp"
#include "kernels/numerics/random_numbers.hpp"
#include "kernels/numerics/sample_layout.hpp"

// Sobol points with random access: any thread computes any coordinate of any point. Coordinate
// `dimension` of point `index` is the exclusive or of the direction numbers of the binary digits of
// `index`; the first 2^k points are those of the Gray code order in another order.
//
// The 32 binary places of a coordinate are kept with the first place in bit 0, because scrambling
// lets a place depend on those before it, as carries do. `directions` is [dimension][32] in that
// form, one row per dimension, one number per digit of the index.

namespace tessera {

inline constexpr int kSobolDigits = 32;

inline namespace TESSERA_ISA {

/// The places of coordinate `index` of the dimension whose 32 numbers `directions` points to.
TESSERA_HD std::uint32_t sobol_digits(const std::uint32_t* directions, std::uint32_t index) {
  std::uint32_t digits = 0;
  for (int digit = 0; index != 0; ++digit, index >>= 1) {
    digits ^= directions[digit] & (0U - (index & 1U));
  }
  return digits;
}

/// `sobol_digits` of the points first .. first + count - 1, where `first` is a multiple of `count`,
/// a power of two.
template <int count>
TESSERA_HD void sobol_digits_lanes(const std::uint32_t* directions, std::uint32_t first,
                                   std::uint32_t (&digits)[count]) {
  static_assert((count & (count - 1)) == 0);
  const std::uint32_t before = sobol_digits(directions, first);
  for (int lane = 0; lane < count; ++lane) digits[lane] = before;
  for (int digit = 0; 1 << digit < count; ++digit) {
    for (int lane = 0; lane < count; ++lane) {
      digits[lane] ^= directions[digit] & (0U - (static_cast<std::uint32_t>(lane) >> digit & 1U));
    }
  }
}

/// The finaliser of SplitMix64 (Steele, Lea, Flood 2014; the constants are Stafford's mix 13).
TESSERA_HD constexpr std::uint64_t mixed(std::uint64_t bits) {
  bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9U;
  bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EBU;
  return bits ^ (bits >> 31);
}

/// The finaliser of MurmurHash3 for 32 bits (Appleby 2011).
TESSERA_HD constexpr std::uint32_t mixed(std::uint32_t bits) {
  bits = (bits ^ (bits >> 16)) * 0x85EBCA6BU;
  bits = (bits ^ (bits >> 13)) * 0xC2B2AE35U;
  return bits ^ (bits >> 16);
}

/// Scramblings of one seed that are told apart.
inline constexpr int kMostScramblings = 32;

/// What makes the scrambling of a dimension random: output number 32 dimension + scrambling of
/// SplitMix64 that starts from `seed`, with 0 <= scrambling < kMostScramblings.
TESSERA_HD constexpr std::uint64_t scrambling_key(std::uint64_t seed, int scrambling,
                                                  std::int64_t dimension) {
  const auto number = static_cast<std::uint64_t>(dimension * kMostScramblings + scrambling);
  return mixed(seed + (number + 1) * 0x9E3779B97F4A7C15U);
}

/// Nested scrambling by a hash in which a bit moves only those above it, of the kind that Laine and
/// Karras (2011) proposed and Burley (2020) made of Sobol points; these rounds and constants are
/// Vegdahl's (2021), which flip each place independently to the eye of his tests.
TESSERA_HD constexpr std::uint32_t owen_scrambled(std::uint32_t digits, std::uint32_t key) {
  digits ^= digits * 0x3D20ADEAU;
  digits += key;
  digits *= (key >> 16) | 1U;
  digits ^= digits * 0x05526C56U;
  digits ^= digits * 0x53A22864U;
  return digits;
}

TESSERA_HD constexpr std::uint32_t reversed(std::uint32_t bits) {
  bits = (bits >> 16) | (bits << 16);
  bits = ((bits >> 8) & 0x00FF00FFU) | ((bits & 0x00FF00FFU) << 8);
  bits = ((bits >> 4) & 0x0F0F0F0FU) | ((bits & 0x0F0F0F0FU) << 4);
  bits = ((bits >> 2) & 0x33333333U) | ((bits & 0x33333333U) << 2);
  return ((bits >> 1) & 0x55555555U) | ((bits & 0x55555555U) << 1);
}

/// 64 random bits, the first place in the highest: the 32 scrambled places and as many more. These
/// are what the scrambling makes of the zeros behind the last place of the point: with owen a hash
/// of all places before them, with shift the same for all points. Without them means of many points
/// would show the missing tails of the normal distribution (1e-9) above their own error.
template <Scrambling scrambling>
TESSERA_HD constexpr std::uint64_t scrambled_bits(std::uint32_t digits, std::uint64_t key) {
  const auto low = static_cast<std::uint32_t>(key);
  const auto high = static_cast<std::uint32_t>(key >> 32);
  const bool owen = scrambling == Scrambling::owen;
  const std::uint32_t places = owen ? owen_scrambled(digits, low) : digits ^ low;
  const std::uint32_t behind = owen ? mixed(places ^ high) : high;
  return (std::uint64_t{reversed(places)} << 32) | behind;
}

/// The scrambling known at run time.
TESSERA_HD constexpr std::uint64_t scrambled_bits(Scrambling scrambling, std::uint32_t digits,
                                                  std::uint64_t key) {
  return scrambling == Scrambling::owen ? scrambled_bits<Scrambling::owen>(digits, key)
                                        : scrambled_bits<Scrambling::shift>(digits, key);
}

/// The uniform of a scrambled coordinate, (k + 1/2) 2^-52.
template <Scrambling scrambling>
TESSERA_HD constexpr double scrambled_uniform(std::uint32_t digits, std::uint64_t key) {
  return uniform_of(scrambled_bits<scrambling>(digits, key));
}

/// The standard normal of a scrambled coordinate.
template <Scrambling scrambling>
TESSERA_HD double scrambled_normal(std::uint32_t digits, std::uint64_t key) {
  return exact::inverse_normal_in_range(scrambled_uniform<scrambling>(digits, key));
}

}  // namespace TESSERA_ISA
}  // namespace tessera
