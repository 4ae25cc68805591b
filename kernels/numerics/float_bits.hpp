#pragma once

#include <cstdint>

#include "kernels/numerics/portability.hpp"

// What the functions of tessera::exact need to know of the two IEEE formats.

namespace tessera::exact {
inline namespace TESSERA_ISA {

template <class Real>
struct FloatFormat;

template <>
struct FloatFormat<double> {
  using Bits = std::uint64_t;
  static constexpr int kMantissaBits = 52;
  static constexpr int kExponentBias = 1023;
  static constexpr double kSmallestNormal = 0x1p-1022;
};

template <>
struct FloatFormat<float> {
  using Bits = std::uint32_t;
  static constexpr int kMantissaBits = 23;
  static constexpr int kExponentBias = 127;
  static constexpr float kSmallestNormal = 0x1p-126f;
};

template <class Real>
using BitsOf = typename FloatFormat<Real>::Bits;

TESSERA_HD constexpr std::uint64_t to_bits(double value) {
  return __builtin_bit_cast(std::uint64_t, value);
}
TESSERA_HD constexpr std::uint32_t to_bits(float value) {
  return __builtin_bit_cast(std::uint32_t, value);
}
TESSERA_HD constexpr double from_bits(std::uint64_t bits) {
  return __builtin_bit_cast(double, bits);
}
TESSERA_HD constexpr float from_bits(std::uint32_t bits) { return __builtin_bit_cast(float, bits); }

template <class Real>
inline constexpr BitsOf<Real> kSignBit = BitsOf<Real>{1} << (8 * sizeof(Real) - 1);
template <class Real>
inline constexpr Real kInfinity = static_cast<Real>(__builtin_inf());
template <class Real>
inline constexpr Real kNotANumber = static_cast<Real>(__builtin_nan(""));

/// 1.5 * 2^(mantissa bits). Added to a number of less than a quarter of that, it leaves the number
/// rounded to an integer in the lowest bits; taken off again, the integer as a `Real`.
template <class Real>
inline constexpr Real kIntegerMagic =
    static_cast<Real>(3 * (BitsOf<Real>{1} << (FloatFormat<Real>::kMantissaBits - 1)));

/// a * b + c, rounded once.
TESSERA_HD double fused(double a, double b, double c) { return __builtin_fma(a, b, c); }
TESSERA_HD float fused(float a, float b, float c) { return __builtin_fmaf(a, b, c); }

/// IEEE square root.
TESSERA_HD double square_root(double value) { return __builtin_sqrt(value); }
TESSERA_HD float square_root(float value) { return __builtin_sqrtf(value); }

TESSERA_HD double magnitude(double value) { return __builtin_fabs(value); }
TESSERA_HD float magnitude(float value) { return __builtin_fabsf(value); }

}  // namespace TESSERA_ISA
}  // namespace tessera::exact
