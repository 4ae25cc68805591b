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
  static constexpr double kLn2Head = 0x1.62e42fefa38p-1;      // ln 2, to 42 bits
  static constexpr double kLn2Tail = 0x1.ef35793c7673p-45;    // ln 2 - kLn2Head
  static constexpr double kLn2High = 0x1.62e42fefa39efp-1;    // ln 2
  static constexpr double kLn2Low = 0x1.abc9e3b39803fp-56;    // ln 2 - kLn2High
  static constexpr double kLog2E = 0x1.71547652b82fep0;       // 1 / ln 2
  static constexpr double kTwoOverPi = 0x1.45f306dc9c883p-1;  // 2 / pi
  static constexpr double kHalfPiHigh = 0x1.921fb54442d18p0;  // pi / 2
  static constexpr double kHalfPiMiddle = 0x1.1a626331p-54;   // pi / 2 - kHalfPiHigh, to 33 bits
  static constexpr double kHalfPiLow = 0x1.1701b839a252p-88;  // what is left of pi / 2
  static constexpr double kTwoPiHigh = 0x1.921fb54442d18p2;   // 2 pi
  static constexpr double kTwoPiLow = 0x1.1a62633145c07p-52;  // 2 pi - kTwoPiHigh
};

template <>
struct ExactConstants<float> {
  static constexpr float kLn2Head = 0x1.62e4p-1f;       // ln 2, to 16 bits
  static constexpr float kLn2Tail = 0x1.7f7d1cp-20f;    // ln 2 - kLn2Head
  static constexpr float kLn2High = 0x1.62e43p-1f;      // ln 2
  static constexpr float kLn2Low = -0x1.05c61p-29f;     // ln 2 - kLn2High
  static constexpr float kLog2E = 0x1.715476p0f;        // 1 / ln 2
  static constexpr float kTwoOverPi = 0x1.45f306p-1f;   // 2 / pi
  static constexpr float kHalfPiHigh = 0x1.921fb4p0f;   // pi / 2
  static constexpr float kHalfPiMiddle = 0x1.444p-24f;  // pi / 2 - kHalfPiHigh, to 15 bits
  static constexpr float kHalfPiLow = 0x1.68c234p-39f;  // what is left of pi / 2
  static constexpr float kTwoPiHigh = 0x1.921fb6p2f;    // 2 pi
  static constexpr float kTwoPiLow = -0x1.777a5cp-23f;  // 2 pi - kTwoPiHigh
};

TESSERA_DEFINE_COEFFICIENTS(double, kLogTailF64, 0x1.555555555556bp-2, -0x1.ffffffffffe7bp-3,
                            0x1.9999999994dcep-3, -0x1.555555556b1f9p-3, 0x1.249249275d0eep-3,
                            -0x1.fffffff3a4aacp-4, 0x1.c71c702e39c1dp-4, -0x1.99999aa104779p-4,
                            0x1.745d58ce61d7ap-4, -0x1.555576afa55dap-4, 0x1.3b0d78e5ca0a8p-4,
                            -0x1.24894c8fa2029p-4, 0x1.1169ffe872a04p-4, -0x1.00cfa0229a07dp-4,
                            0x1.dc97b8b6ee371p-5, -0x1.b45eb26bb142cp-5, 0x1.bbad1dd15c07fp-5,
                            -0x1.010687aba3ed7p-4, 0x1.d2afa2a16f239p-5, -0x1.8dbd2e656f9a8p-6);
/// (log(1 + f) - f + f^2/2) / f^3 for f in [-0.29289, 0.41421]: degree 19, off by at most
/// 2^-57.59 of log(1 + f).
TESSERA_HD double log_tail(double f) { return polynomial(f, TESSERA_COEFFICIENTS(kLogTailF64)); }

TESSERA_DEFINE_COEFFICIENTS(float, kLogTailF32, 0x1.555548p-2f, -0x1.000006p-2f, 0x1.99a4b6p-3f,
                            -0x1.555c4ep-3f, 0x1.233768p-3f, -0x1.fc2208p-4f, 0x1.e6f06ep-4f,
                            -0x1.de3c18p-4f, 0x1.1457a2p-4f);
/// (log(1 + f) - f + f^2/2) / f^3 for f in [-0.29289, 0.41421]: degree 8, off by at most
/// 2^-28.22 of log(1 + f).
TESSERA_HD float log_tail(float f) { return polynomial(f, TESSERA_COEFFICIENTS(kLogTailF32)); }

TESSERA_DEFINE_COEFFICIENTS(double, kExpTailF64, 0x1.000000000000ap-1, 0x1.55555555554fap-3,
                            0x1.555555555086p-5, 0x1.1111111127c63p-7, 0x1.6c16c18430ef7p-10,
                            0x1.a01a012a395ap-13, 0x1.a01999f8965bp-16, 0x1.71df257914af7p-19,
                            0x1.28ad860df78a8p-22, 0x1.ad7f611eccc4ap-26);
/// (exp(r) - 1 - r) / r^2 for r in [-0.34667, 0.34667]: degree 9, off by at most
/// 2^-56.43 of exp(r).
TESSERA_HD double exp_tail(double r) { return polynomial(r, TESSERA_COEFFICIENTS(kExpTailF64)); }

TESSERA_DEFINE_COEFFICIENTS(float, kExpTailF32, 0x1p-1f, 0x1.555554p-3f, 0x1.55548ep-5f,
                            0x1.111272p-7f, 0x1.6d8d2ap-10f, 0x1.9f0848p-13f);
/// (exp(r) - 1 - r) / r^2 for r in [-0.34667, 0.34667]: degree 5, off by at most
/// 2^-29.79 of exp(r).
TESSERA_HD float exp_tail(float r) { return polynomial(r, TESSERA_COEFFICIENTS(kExpTailF32)); }

TESSERA_DEFINE_COEFFICIENTS(double, kSinTailF64, 0x1.5555555555548p-3, -0x1.111111110f73p-7,
                            0x1.a01a019be921cp-13, -0x1.71de35552c6cep-19, 0x1.ae5e4b85b01a7p-26,
                            -0x1.5d8b566600df1p-33);
/// (sqrt(z) - sin(sqrt(z))) / z^(3/2) for z in [0, 0.61701]: degree 5, off by at most
/// 2^-57.89 of sin(sqrt(z)).
TESSERA_HD double sin_tail(double z) { return polynomial(z, TESSERA_COEFFICIENTS(kSinTailF64)); }

TESSERA_DEFINE_COEFFICIENTS(float, kSinTailF32, 0x1.555546p-3f, -0x1.110778p-7f, 0x1.9953fcp-13f);
/// (sqrt(z) - sin(sqrt(z))) / z^(3/2) for z in [0, 0.61701]: degree 2, off by at most
/// 2^-27.91 of sin(sqrt(z)).
TESSERA_HD float sin_tail(float z) { return polynomial(z, TESSERA_COEFFICIENTS(kSinTailF32)); }

TESSERA_DEFINE_COEFFICIENTS(double, kCosTailF64, 0x1.555555555554bp-5, -0x1.6c16c16c15013p-10,
                            0x1.a01a019c8ed01p-16, -0x1.27e4f7f1403ebp-22, 0x1.1ee9db8d215e5p-29,
                            -0x1.8fa65db789027p-37);
/// (cos(sqrt(z)) - 1 + z/2) / z^2 for z in [0, 0.61701]: degree 5, off by at most
/// 2^-63.93 of cos(sqrt(z)).
TESSERA_HD double cos_tail(double z) { return polynomial(z, TESSERA_COEFFICIENTS(kCosTailF64)); }

TESSERA_DEFINE_COEFFICIENTS(float, kCosTailF32, 0x1.55554ap-5f, -0x1.6c0c28p-10f, 0x1.99e80cp-16f);
/// (cos(sqrt(z)) - 1 + z/2) / z^2 for z in [0, 0.61701]: degree 2, off by at most
/// 2^-32.99 of cos(sqrt(z)).
TESSERA_HD float cos_tail(float z) { return polynomial(z, TESSERA_COEFFICIENTS(kCosTailF32)); }

TESSERA_DEFINE_COEFFICIENTS(double, kInverseNormalCentralOverF64, 0x1.8c6c8f4f77badp-2,
                            0x1.d0f61f8deff71p2, -0x1.349df87883223p6, -0x1.55dfff94fc242p11,
                            -0x1.6b67a8d215571p14, -0x1.3dd135e2d10e6p16, -0x1.bbe461bfd10f4p16,
                            -0x1.6d478ad16635ap15, -0x1.20ec085ef1183p9);
TESSERA_DEFINE_COEFFICIENTS(double, kInverseNormalCentralUnderF64, 0x1p0, 0x1.687afceb3ee1dp5,
                            0x1.8c41b24242bb8p9, 0x1.af3a94787216cp12, 0x1.e709b1e3028ebp14,
                            0x1.11bf5e74eca5bp16, 0x1.0a964f499d3cap16, 0x1.39ba5f5a64c56p14);
/// Phi^-1(1/2 + q) / q - 3, s = 0.425^2 - q^2, for s in [0.0, 0.18062]: degrees
/// 8 and 7, off by at most 2^-55.08 of Phi^-1.
TESSERA_HD Ratio<double> inverse_normal_central(double s) {
  return {polynomial(s, TESSERA_COEFFICIENTS(kInverseNormalCentralOverF64)),
          polynomial(s, TESSERA_COEFFICIENTS(kInverseNormalCentralUnderF64))};
}

TESSERA_DEFINE_COEFFICIENTS(double, kInverseNormalTailOverF64, 0x1.7ffe5e0bb00fap-6,
                            0x1.05c9a83d59619p-2, 0x1.5d028a788c5f1p-2, 0x1.5a4628a4ca2e6p-3,
                            0x1.09fb16672e643p-5, -0x1.3650b878e9c9bp-14, -0x1.ad39522df9292p-11,
                            -0x1.6786094e82c67p-14, -0x1.1d845fd01fc8bp-19);
TESSERA_DEFINE_COEFFICIENTS(double, kInverseNormalTailUnderF64, 0x1p0, 0x1.059ee5d4aa6bep1,
                            0x1.ad02e1436571bp0, 0x1.6b2256ab8d52fp-1, 0x1.5314cfebf1cf9p-3,
                            0x1.55ac881220e47p-6, 0x1.46b5d13b63fcap-10, 0x1.a03a6e500658bp-16);
/// -Phi^-1(exp(-r^2)) - 1.5 r + 1, t = r - 1.6, for t in [0.0, 4.47]: degrees
/// 8 and 7, off by at most 2^-55.22 of Phi^-1.
TESSERA_HD Ratio<double> inverse_normal_tail(double t) {
  return {polynomial(t, TESSERA_COEFFICIENTS(kInverseNormalTailOverF64)),
          polynomial(t, TESSERA_COEFFICIENTS(kInverseNormalTailUnderF64))};
}

TESSERA_DEFINE_COEFFICIENTS(double, kInverseNormalFarTailOverF64, -0x1.0241670f8ef5p-1,
                            -0x1.07b1222bbae54p-2, -0x1.be54ee8917813p-5, -0x1.a14f787279a9cp-8,
                            -0x1.dd11b514e8c07p-12, -0x1.4e3d2f39ed72p-16, -0x1.07d0cbc032084p-21,
                            -0x1.8a529fcac8301p-28, -0x1.827d69999d824p-36);
TESSERA_DEFINE_COEFFICIENTS(double, kInverseNormalFarTailUnderF64, 0x1p0, 0x1.186fb917527d1p-1,
                            0x1.e0fb61e11f90cp-4, 0x1.99cab8f2e1f4p-7, 0x1.6c71e4ec3c176p-11,
                            0x1.46240702ac294p-16, 0x1.02709a540dcdbp-22, 0x1.03591c3204df8p-30);
/// -Phi^-1(exp(-r^2)) - 1.4375 r, t = r - 6, for t in [0.0, 21.3]: degrees
/// 8 and 7, off by at most 2^-57.66 of Phi^-1.
TESSERA_HD Ratio<double> inverse_normal_far_tail(double t) {
  return {polynomial(t, TESSERA_COEFFICIENTS(kInverseNormalFarTailOverF64)),
          polynomial(t, TESSERA_COEFFICIENTS(kInverseNormalFarTailUnderF64))};
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
