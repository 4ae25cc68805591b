#pragma once

#if defined(__AVX2__)

#include <immintrin.h>

#include "kernels/numerics/exact_sincos.hpp"

// A vector of doubles that the functions of `exact` take in place of one, with AVX-512 or AVX2.

namespace tessera::cpu {
namespace TESSERA_ISA {

#if defined(__AVX512DQ__)
using RoundVector = __m512d;
using RoundBits = __m512i;
TESSERA_HD RoundVector vector_of(double value) { return _mm512_set1_pd(value); }
#else
using RoundVector = __m256d;
using RoundBits = __m256i;
TESSERA_HD RoundVector vector_of(double value) { return _mm256_set1_pd(value); }
#endif

struct RoundLanes {
  static constexpr int kCount = sizeof(RoundVector) / sizeof(double);

  RoundVector v;

  RoundLanes() = default;
  TESSERA_HD RoundLanes(double value) : v(vector_of(value)) {}
  TESSERA_HD RoundLanes(RoundVector lanes) : v(lanes) {}
};

/// A negative factor costs nothing in a fused multiply-add.
struct NegatedLanes {
  RoundVector v;
};

TESSERA_HD RoundLanes operator+(RoundLanes a, RoundLanes b) { return a.v + b.v; }
TESSERA_HD RoundLanes operator-(RoundLanes a, RoundLanes b) { return a.v - b.v; }
TESSERA_HD RoundLanes operator*(RoundLanes a, RoundLanes b) { return a.v * b.v; }
TESSERA_HD NegatedLanes operator-(RoundLanes a) { return {a.v}; }

// smaller_or and larger_or give b where a is a NaN.
#if defined(__AVX512DQ__)
// Some in their masked forms, because GCC warns about the plain ones' undefined source (bug
// 105593).
TESSERA_HD RoundLanes fused(RoundLanes a, RoundLanes b, RoundLanes c) {
  return _mm512_fmadd_pd(a.v, b.v, c.v);
}
TESSERA_HD RoundLanes fused(NegatedLanes a, RoundLanes b, RoundLanes c) {
  return _mm512_fnmadd_pd(a.v, b.v, c.v);
}
TESSERA_HD RoundBits to_bits(RoundLanes a) { return _mm512_castpd_si512(a.v); }
TESSERA_HD RoundLanes magnitude(RoundLanes a) { return _mm512_abs_pd(a.v); }
TESSERA_HD RoundLanes square_root(RoundLanes a) { return _mm512_maskz_sqrt_pd(0xFF, a.v); }
TESSERA_HD RoundLanes smaller_or(RoundLanes a, RoundLanes b) {
  return _mm512_maskz_min_pd(0xFF, a.v, b.v);
}
TESSERA_HD RoundLanes larger_or(RoundLanes a, RoundLanes b) {
  return _mm512_maskz_max_pd(0xFF, a.v, b.v);
}
TESSERA_HD bool all_below(RoundLanes a, RoundLanes b) {
  return _mm512_cmp_pd_mask(a.v, b.v, _CMP_LE_OQ) == 0xFF;
}
TESSERA_HD RoundLanes load_round(const double* cells) { return _mm512_load_pd(cells); }
TESSERA_HD void store_round(double* cells, RoundLanes a) { _mm512_store_pd(cells, a.v); }
#else
TESSERA_HD RoundLanes fused(RoundLanes a, RoundLanes b, RoundLanes c) {
  return _mm256_fmadd_pd(a.v, b.v, c.v);
}
TESSERA_HD RoundLanes fused(NegatedLanes a, RoundLanes b, RoundLanes c) {
  return _mm256_fnmadd_pd(a.v, b.v, c.v);
}
TESSERA_HD RoundBits to_bits(RoundLanes a) { return _mm256_castpd_si256(a.v); }
TESSERA_HD RoundLanes magnitude(RoundLanes a) { return _mm256_andnot_pd(vector_of(-0.0), a.v); }
TESSERA_HD RoundLanes square_root(RoundLanes a) { return _mm256_sqrt_pd(a.v); }
TESSERA_HD RoundLanes smaller_or(RoundLanes a, RoundLanes b) { return _mm256_min_pd(a.v, b.v); }
TESSERA_HD RoundLanes larger_or(RoundLanes a, RoundLanes b) { return _mm256_max_pd(a.v, b.v); }
TESSERA_HD bool all_below(RoundLanes a, RoundLanes b) {
  return _mm256_movemask_pd(_mm256_cmp_pd(a.v, b.v, _CMP_LE_OQ)) == 0xF;
}
TESSERA_HD RoundLanes load_round(const double* cells) { return _mm256_load_pd(cells); }
TESSERA_HD void store_round(double* cells, RoundLanes a) { _mm256_store_pd(cells, a.v); }
#endif

TESSERA_HD RoundLanes polynomial_of(RoundLanes x, const double (&c)[6]) {
  const RoundLanes coefficients[6] = {c[0], c[1], c[2], c[3], c[4], c[5]};
  return exact::polynomial(x, coefficients);
}
TESSERA_HD RoundLanes cos_tail(RoundLanes z) { return polynomial_of(z, exact::kCosTailF64OnHost); }
TESSERA_HD RoundLanes sin_tail(RoundLanes z) { return polynomial_of(z, exact::kSinTailF64OnHost); }

}  // namespace TESSERA_ISA
}  // namespace tessera::cpu

template <>
struct tessera::exact::FloatFormat<tessera::cpu::TESSERA_ISA::RoundLanes> {
  using Bits = tessera::cpu::TESSERA_ISA::RoundBits;
};
template <>
struct tessera::exact::ExactConstants<tessera::cpu::TESSERA_ISA::RoundLanes>
    : tessera::exact::ExactConstants<double> {};
template <>
inline constexpr double tessera::exact::kIntegerMagic<tessera::cpu::TESSERA_ISA::RoundLanes> =
    kIntegerMagic<double>;

#endif
