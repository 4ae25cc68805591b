#pragma once

#include <cstdint>

#include "kernels/numerics/sobol.hpp"

// Loops over arrays with the functions of kernels/numerics/exact_math.hpp and sobol.hpp, compiled
// once per instruction set.

namespace tessera::support {

template <class Real>
using ArrayFunction = void (*)(const Real* arguments, Real* results, std::int64_t count);

/// `sincos` and `sincos_2pi` put the sine at an even place and the cosine after it: `results` has
/// twice as many numbers as `arguments`.
template <class Real>
struct ExactArrays {
  ArrayFunction<Real> log, log_in_range, exp, exp_in_range, sincos, sincos_2pi;
};

/// The scrambled normals of points 0..count-1, a multiple of 16, in the dimension of `directions`.
using SobolFunction = void (*)(const std::uint32_t* directions, std::uint64_t key, double* results,
                               std::int64_t count);

#define TESSERA_DECLARE_EXACT_ARRAYS(isa)             \
  namespace isa {                                     \
  ExactArrays<double> exact_arrays_f64();             \
  ExactArrays<float> exact_arrays_f32();              \
  ArrayFunction<double> exact_inverse_normal_array(); \
  SobolFunction sobol_normals(Scrambling scrambling); \
  }

TESSERA_DECLARE_EXACT_ARRAYS(baseline)
#if defined(__x86_64__)
TESSERA_DECLARE_EXACT_ARRAYS(x86_64_v3)
TESSERA_DECLARE_EXACT_ARRAYS(x86_64_v4)
#endif
#undef TESSERA_DECLARE_EXACT_ARRAYS

}  // namespace tessera::support
