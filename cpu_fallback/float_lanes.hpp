#pragma once

#if defined(__AVX512F__)
#include <immintrin.h>
#endif

#include <cstdint>

#include "cpu_fallback/lanes.hpp"
#include "kernels/numerics/portability.hpp"

// Sixteen floats that the item functions of kernels/numerics take in place of one; see lanes.hpp.

namespace tessera::cpu {
namespace TESSERA_ISA {

struct FloatLanes {
  static constexpr int kCount = 16;
  using Vector [[gnu::vector_size(64)]] = float;

  Vector v{};
};

TESSERA_HD FloatLanes operator+(const FloatLanes& a, const FloatLanes& b) { return {a.v + b.v}; }
TESSERA_HD FloatLanes operator-(const FloatLanes& a, const FloatLanes& b) { return {a.v - b.v}; }
TESSERA_HD FloatLanes operator*(const FloatLanes& a, const FloatLanes& b) { return {a.v * b.v}; }
TESSERA_HD FloatLanes operator*(float a, const FloatLanes& b) { return {a * b.v}; }

TESSERA_HD FloatLanes inverse_root(const FloatLanes& a) {
  FloatLanes root;
  for (int lane = 0; lane < FloatLanes::kCount; ++lane) {
    const float value = a.v[lane];
    root.v[lane] = value > 0.0F ? 1.0F / __builtin_sqrtf(value) : 0.0F;
  }
  return root;
}
TESSERA_HD void set_one(FloatLanes& a) { a.v = FloatLanes::Vector{} + 1.0F; }

/// values[0..15], 64-byte aligned.
TESSERA_HD FloatLanes load_floats(const float* values) {
  return {*reinterpret_cast<const FloatLanes::Vector*>(values)};
}
/// The same at any address of a float.
TESSERA_HD FloatLanes load_floats_anywhere(const float* values) {
  FloatLanes lanes;
  __builtin_memcpy(&lanes.v, values, sizeof lanes.v);
  return lanes;
}
TESSERA_HD void store_floats(float* values, const FloatLanes& lanes) {
  *reinterpret_cast<FloatLanes::Vector*>(values) = lanes.v;
}

/// Sixteen doubles, rounded.
TESSERA_HD FloatLanes narrow_lanes(const Lanes& low, const Lanes& high) {
  using Half [[gnu::vector_size(32)]] = float;
  const Half halves[2] = {__builtin_convertvector(low.v, Half),
                          __builtin_convertvector(high.v, Half)};
  FloatLanes lanes;
  __builtin_memcpy(&lanes.v, halves, sizeof lanes.v);
  return lanes;
}

/// values[places[0]], ..., values[places[15]].
TESSERA_HD FloatLanes gather_floats(const float* values, const std::int32_t* places) {
#if defined(__AVX512F__)
  const __m512i index = _mm512_loadu_si512(places);
  // The masked form, because GCC warns about the plain one's undefined source (bug 105593).
  const __m512 gathered =
      _mm512_mask_i32gather_ps(_mm512_setzero_ps(), 0xFFFF, index, values, sizeof(float));
  return {reinterpret_cast<FloatLanes::Vector>(gathered)};
#else
  FloatLanes lanes;
  for (int lane = 0; lane < FloatLanes::kCount; ++lane) lanes.v[lane] = values[places[lane]];
  return lanes;
#endif
}

}  // namespace TESSERA_ISA
using namespace TESSERA_ISA;  // not inline, because stages.hpp opens the namespaces too
}  // namespace tessera::cpu
