#pragma once

#if defined(__AVX512F__)
#include <immintrin.h>
#endif

#include <cstdint>

#include "kernels/numerics/portability.hpp"

// Eight doubles that the item functions of kernels/numerics take in place of one: each lane makes
// the same IEEE operations in the same order as the scalar code, so the bits are the same.

namespace tessera::cpu {
namespace TESSERA_ISA {

struct Lanes {
  static constexpr int kCount = 8;
  using Vector [[gnu::vector_size(64)]] = double;

  Vector v{};
};

TESSERA_HD Lanes operator+(const Lanes& a, const Lanes& b) { return {a.v + b.v}; }
TESSERA_HD Lanes operator-(const Lanes& a, const Lanes& b) { return {a.v - b.v}; }
TESSERA_HD Lanes operator*(const Lanes& a, const Lanes& b) { return {a.v * b.v}; }
TESSERA_HD Lanes operator/(const Lanes& a, const Lanes& b) { return {a.v / b.v}; }
TESSERA_HD Lanes operator*(double a, const Lanes& b) { return {a * b.v}; }
TESSERA_HD Lanes operator*(const Lanes& a, double b) { return {a.v * b}; }

/// values[0..7], 64-byte aligned.
TESSERA_HD Lanes load_lanes(const double* values) {
  return {*reinterpret_cast<const Lanes::Vector*>(values)};
}

/// values[places[0]], ..., values[places[7]].
TESSERA_HD Lanes gather_lanes(const double* values, const std::int32_t* places) {
#if defined(__AVX512F__)
  const __m256i index = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(places));
  // The masked form, because GCC warns about the plain one's undefined source (bug 105593).
  const __m512d gathered = _mm512_mask_i32gather_pd(_mm512_setzero_pd(), 0xFF, index, values, 8);
  return {reinterpret_cast<Lanes::Vector>(gathered)};
#else
  // Eight loads beat the gather instruction of AVX2.
  Lanes lanes;
  for (int lane = 0; lane < Lanes::kCount; ++lane) lanes.v[lane] = values[places[lane]];
  return lanes;
#endif
}

TESSERA_HD Lanes square_root(const Lanes& a) {
  Lanes root;
  for (int lane = 0; lane < Lanes::kCount; ++lane) root.v[lane] = __builtin_sqrt(a.v[lane]);
  return root;
}

}  // namespace TESSERA_ISA
using namespace TESSERA_ISA;  // not inline, because stages.hpp opens the namespaces too
}  // namespace tessera::cpu
