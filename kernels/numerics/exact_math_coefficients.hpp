#pragma once

#include <cstdint>

#include "kernels/numerics/polynomial.hpp"
#include "kernels/numerics/portability.hpp"

// Written by tools/exact_math_coefficients.py, which says how the numbers were found.

namespace tessera::exact {
inline namespace TESSERA_ISA {

template <class Real>
struct ExactConstants;

template <>
struct ExactConstants<double> {
  static constexpr double ln2_head =
      0x1.62e42fefa38p-1;  // of so few bits that its product with an exponent is exact
  static constexpr double ln2_tail = 0x1.ef35793c7673p-45;     // ln 2 - ln2_head
  static constexpr double ln2_high = 0x1.62e42fefa39efp-1;     // ln 2
  static constexpr double ln2_low = 0x1.abc9e3b39803fp-56;     // ln 2 - ln2_high
  static constexpr double log2_e = 0x1.71547652b82fep0;        // 1 / ln 2
  static constexpr double two_over_pi = 0x1.45f306dc9c883p-1;  // 2 / pi
  static constexpr double half_pi_high = 0x1.921fb54442d18p0;  // pi / 2
  static constexpr double half_pi_middle = 0x1.1a626331p-54;   // pi / 2 - half_pi_high, to 33 bits
  static constexpr double half_pi_low =
      0x1.1701b839a252p-88;  // pi / 2 - half_pi_high - half_pi_middle
  static constexpr double two_pi_high = 0x1.921fb54442d18p2;   // 2 pi
  static constexpr double two_pi_low = 0x1.1a62633145c07p-52;  // 2 pi - two_pi_high
};

template <>
struct ExactConstants<float> {
  static constexpr float ln2_head =
      0x1.62e4p-1f;  // of so few bits that its product with an exponent is exact
  static constexpr float ln2_tail = 0x1.7f7d1cp-20f;      // ln 2 - ln2_head
  static constexpr float ln2_high = 0x1.62e43p-1f;        // ln 2
  static constexpr float ln2_low = -0x1.05c61p-29f;       // ln 2 - ln2_high
  static constexpr float log2_e = 0x1.715476p0f;          // 1 / ln 2
  static constexpr float two_over_pi = 0x1.45f306p-1f;    // 2 / pi
  static constexpr float half_pi_high = 0x1.921fb6p0f;    // pi / 2
  static constexpr float half_pi_middle = -0x1.778p-25f;  // pi / 2 - half_pi_high, to 12 bits
  static constexpr float half_pi_low = 0x1.68c234p-39f;   // pi / 2 - half_pi_high - half_pi_middle
  static constexpr float two_pi_high = 0x1.921fb6p2f;     // 2 pi
  static constexpr float two_pi_low = -0x1.777a5cp-23f;   // 2 pi - two_pi_high
};

/// (log(1 + f) - f + f^2/2) / f^3 for f in [-0.29289, 0.41421]: degree 19, off by at most
/// 2^-57.59 of log(1 + f).
TESSERA_HD double log_tail(double f) {
  constexpr double kCoefficients[] = {
      0x1.555555555556bp-2, -0x1.ffffffffffe7bp-3, 0x1.9999999994dcep-3, -0x1.555555556b1f9p-3,
      0x1.249249275d0eep-3, -0x1.fffffff3a4aacp-4, 0x1.c71c702e39c1dp-4, -0x1.99999aa104779p-4,
      0x1.745d58ce61d7ap-4, -0x1.555576afa55dap-4, 0x1.3b0d78e5ca0a8p-4, -0x1.24894c8fa2029p-4,
      0x1.1169ffe872a04p-4, -0x1.00cfa0229a07dp-4, 0x1.dc97b8b6ee371p-5, -0x1.b45eb26bb142cp-5,
      0x1.bbad1dd15c07fp-5, -0x1.010687aba3ed7p-4, 0x1.d2afa2a16f239p-5, -0x1.8dbd2e656f9a8p-6};
  return polynomial(f, kCoefficients);
}

/// (log(1 + f) - f + f^2/2) / f^3 for f in [-0.29289, 0.41421]: degree 8, off by at most
/// 2^-28.22 of log(1 + f).
TESSERA_HD float log_tail(float f) {
  constexpr float kCoefficients[] = {0x1.555548p-2f,  -0x1.000006p-2f, 0x1.99a4b6p-3f,
                                     -0x1.555c4ep-3f, 0x1.233768p-3f,  -0x1.fc2208p-4f,
                                     0x1.e6f06ep-4f,  -0x1.de3c18p-4f, 0x1.1457a2p-4f};
  return polynomial(f, kCoefficients);
}

/// (exp(r) - 1 - r) / r^2 for r in [-0.34667, 0.34667]: degree 9, off by at most
/// 2^-56.43 of exp(r).
TESSERA_HD double exp_tail(double r) {
  constexpr double kCoefficients[] = {
      0x1.000000000000ap-1,  0x1.55555555554fap-3, 0x1.555555555086p-5,  0x1.1111111127c63p-7,
      0x1.6c16c18430ef7p-10, 0x1.a01a012a395ap-13, 0x1.a01999f8965bp-16, 0x1.71df257914af7p-19,
      0x1.28ad860df78a8p-22, 0x1.ad7f611eccc4ap-26};
  return polynomial(r, kCoefficients);
}

/// (exp(r) - 1 - r) / r^2 for r in [-0.34667, 0.34667]: degree 5, off by at most
/// 2^-29.79 of exp(r).
TESSERA_HD float exp_tail(float r) {
  constexpr float kCoefficients[] = {0x1p-1f,        0x1.555554p-3f,  0x1.55548ep-5f,
                                     0x1.111272p-7f, 0x1.6d8d2ap-10f, 0x1.9f0848p-13f};
  return polynomial(r, kCoefficients);
}

/// (sqrt(z) - sin(sqrt(z))) / z^(3/2) for z in [0, 0.61701]: degree 5, off by at most
/// 2^-57.89 of sin(sqrt(z)).
TESSERA_HD double sin_tail(double z) {
  constexpr double kCoefficients[] = {0x1.5555555555548p-3,  -0x1.111111110f73p-7,
                                      0x1.a01a019be921cp-13, -0x1.71de35552c6cep-19,
                                      0x1.ae5e4b85b01a7p-26, -0x1.5d8b566600df1p-33};
  return polynomial(z, kCoefficients);
}

/// (sqrt(z) - sin(sqrt(z))) / z^(3/2) for z in [0, 0.61701]: degree 2, off by at most
/// 2^-27.91 of sin(sqrt(z)).
TESSERA_HD float sin_tail(float z) {
  constexpr float kCoefficients[] = {0x1.555546p-3f, -0x1.110778p-7f, 0x1.9953fcp-13f};
  return polynomial(z, kCoefficients);
}

/// (cos(sqrt(z)) - 1 + z/2) / z^2 for z in [0, 0.61701]: degree 5, off by at most
/// 2^-63.93 of cos(sqrt(z)).
TESSERA_HD double cos_tail(double z) {
  constexpr double kCoefficients[] = {0x1.555555555554bp-5,  -0x1.6c16c16c15013p-10,
                                      0x1.a01a019c8ed01p-16, -0x1.27e4f7f1403ebp-22,
                                      0x1.1ee9db8d215e5p-29, -0x1.8fa65db789027p-37};
  return polynomial(z, kCoefficients);
}

/// (cos(sqrt(z)) - 1 + z/2) / z^2 for z in [0, 0.61701]: degree 2, off by at most
/// 2^-32.99 of cos(sqrt(z)).
TESSERA_HD float cos_tail(float z) {
  constexpr float kCoefficients[] = {0x1.55554ap-5f, -0x1.6c0c28p-10f, 0x1.99e80cp-16f};
  return polynomial(z, kCoefficients);
}

/// Bits of 2 / pi, 32 to a word, highest first, after two words of zero.
TESSERA_HD std::uint32_t two_over_pi_word(int word) {
  static constexpr std::uint32_t kWords[39] = {
      0x00000000, 0x00000000, 0xa2f9836e, 0x4e441529, 0xfc2757d1, 0xf534ddc0, 0xdb629599,
      0x3c439041, 0xfe5163ab, 0xdebbc561, 0xb7246e3a, 0x424dd2e0, 0x06492eea, 0x09d1921c,
      0xfe1deb1c, 0xb129a73e, 0xe88235f5, 0x2ebb4484, 0xe99c7026, 0xb45f7e41, 0x3991d639,
      0x835339f4, 0x9c845f8b, 0xbdf9283b, 0x1ff897ff, 0xde05980f, 0xef2f118b, 0x5a0a6d1f,
      0x6d367ecf, 0x27cb09b7, 0x4f463f66, 0x9e5fea2d, 0x7527bac7, 0xebe5f17b, 0x3d0739f7,
      0x8a5292ea, 0x6bfb5fb1, 0x1f8d5d08, 0x56033046};
  return kWords[word];
}

}  // namespace TESSERA_ISA
}  // namespace tessera::exact
