#include "cpu_fallback/multiply_adds.hpp"

#if defined(__AVX2__)
#include <immintrin.h>
#endif

namespace tessera::cpu {
namespace TESSERA_ISA {
namespace {

#if defined(__AVX512F__)
constexpr int kVectorBytes = 64;
#elif defined(__AVX2__)
constexpr int kVectorBytes = 32;
#else
constexpr int kVectorBytes = 16;
#endif

template <class Real>
constexpr int kLaneCount = kVectorBytes / static_cast<int>(sizeof(Real));

/// The widest vector of Real that the instruction set has.
template <class Real>
struct Wide {
  using Vector [[gnu::vector_size(kVectorBytes)]] = Real;
  Vector v;
};

// v = v * factor + summand. The intrinsics, because a loop over lanes would be left to the
// optimiser, which is not what is to be measured.
TESSERA_HD void multiply_add(Wide<double>& x, const Wide<double>& factor,
                             const Wide<double>& summand) {
#if defined(__AVX512F__)
  x.v = _mm512_fmadd_pd(x.v, factor.v, summand.v);
#elif defined(__AVX2__)
  x.v = _mm256_fmadd_pd(x.v, factor.v, summand.v);
#else
  for (int lane = 0; lane < kLaneCount<double>; ++lane) {
    x.v[lane] = __builtin_fma(x.v[lane], factor.v[lane], summand.v[lane]);
  }
#endif
}

TESSERA_HD void multiply_add(Wide<float>& x, const Wide<float>& factor,
                             const Wide<float>& summand) {
#if defined(__AVX512F__)
  x.v = _mm512_fmadd_ps(x.v, factor.v, summand.v);
#elif defined(__AVX2__)
  x.v = _mm256_fmadd_ps(x.v, factor.v, summand.v);
#else
  for (int lane = 0; lane < kLaneCount<float>; ++lane) {
    x.v[lane] = __builtin_fmaf(x.v[lane], factor.v[lane], summand.v[lane]);
  }
#endif
}

// Values tend to 2: neither subnormal numbers nor infinities come up.
template <class Real>
Real multiply_adds_of_chunk(std::int64_t chunk) {
  const Wide<Real> factor{Real{0.5} + typename Wide<Real>::Vector{}};
  const Wide<Real> summand{Real{1} + typename Wide<Real>::Vector{}};
  Wide<Real> x[kMultiplyAddVectors];
  for (int vector = 0; vector < kMultiplyAddVectors; ++vector) {
    x[vector].v = static_cast<Real>(chunk % 7 + vector) + typename Wide<Real>::Vector{};
  }
  for (std::int64_t round = 0; round < kMultiplyAddRounds; ++round) {
#pragma GCC unroll 12
    for (int vector = 0; vector < kMultiplyAddVectors; ++vector) {
      multiply_add(x[vector], factor, summand);
    }
  }
  Real sum = 0;
  for (int vector = 0; vector < kMultiplyAddVectors; ++vector) {
    for (int lane = 0; lane < kLaneCount<Real>; ++lane) sum += x[vector].v[lane];
  }
  return sum;
}

template <class Real>
double run(Executor& executor, std::int64_t chunks, View<Real> sums) {
  executor.for_chunks(
      chunks, [sums](std::int64_t chunk) { sums[chunk] = multiply_adds_of_chunk<Real>(chunk); });
  return 2.0 * static_cast<double>(chunks) * static_cast<double>(kMultiplyAddRounds) *
         static_cast<double>(kMultiplyAddVectors) * kLaneCount<Real>;
}

}  // namespace
}  // namespace TESSERA_ISA

double TESSERA_ISA::run_multiply_adds(Executor& executor, std::int64_t chunks, View<double> sums) {
  return run(executor, chunks, sums);
}

double TESSERA_ISA::run_multiply_adds(Executor& executor, std::int64_t chunks, View<float> sums) {
  return run(executor, chunks, sums);
}

}  // namespace tessera::cpu
