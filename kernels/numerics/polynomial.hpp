#pragma once

#include "kernels/numerics/float_bits.hpp"

// TESSERA_DEFINE_COEFFICIENTS(double, kName, 1.0, ...) defines an array at namespace scope, and
// TESSERA_COEFFICIENTS(kName) is that array. On a device it lies in constant memory, where an
// instruction takes an operand from: a double that is part of the code would cost two instructions
// to put together, as many as it costs to use it.
#if defined(__CUDACC__)
#define TESSERA_DEFINE_COEFFICIENTS(Real, name, ...)    \
  inline constexpr Real name##OnHost[] = {__VA_ARGS__}; \
  template <class>                                      \
  static __constant__ Real name##OnDevice[] = {__VA_ARGS__}
#else
#define TESSERA_DEFINE_COEFFICIENTS(Real, name, ...) \
  inline constexpr Real name##OnHost[] = {__VA_ARGS__}
#endif
#if defined(__CUDA_ARCH__)
#define TESSERA_COEFFICIENTS(name) name##OnDevice<void>
#else
#define TESSERA_COEFFICIENTS(name) name##OnHost
#endif

namespace tessera::exact {
inline namespace TESSERA_ISA {

/// Value of a ratio of polynomials, before the division.
template <class Real>
struct Ratio {
  Real numerator, denominator;
};

/// The largest power of two below `count`, as an exponent; `count` > 1.
TESSERA_HD constexpr int half_exponent(int count) {
  int exponent = 0;
  while ((2 << exponent) < count) ++exponent;
  return exponent;
}

/// The sum of coefficients[first + i] x^i for i < count; powers[j] = x^(2^j).
template <int first, int count, class Real, int size, int levels>
TESSERA_HD Real polynomial_part(const Real (&coefficients)[size], const Real (&powers)[levels]) {
  if constexpr (count == 1) {
    return coefficients[first];
  } else {
    constexpr int kLevel = half_exponent(count);
    constexpr int kLow = 1 << kLevel;
    return fused(powers[kLevel], polynomial_part<first + kLow, count - kLow>(coefficients, powers),
                 polynomial_part<first, kLow>(coefficients, powers));
  }
}

/// The sum of coefficients[i] x^i by Estrin's scheme: halves, quarters, ... are independent of each
/// other, which keeps the pipelines of a processor busy where Horner's rule would wait.
template <class Real, int size>
TESSERA_HD Real polynomial(Real x, const Real (&coefficients)[size]) {
  constexpr int kLevels = half_exponent(size) + 1;
  Real powers[kLevels];
  powers[0] = x;
  for (int level = 1; level < kLevels; ++level) {
    powers[level] = powers[level - 1] * powers[level - 1];
  }
  return polynomial_part<0, size>(coefficients, powers);
}

}  // namespace TESSERA_ISA
}  // namespace tessera::exact
