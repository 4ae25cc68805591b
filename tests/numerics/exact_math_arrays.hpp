#pragma once

#include <cstdint>

// Loops over arrays with the functions of kernels/numerics/exact_math.hpp, compiled once per
// instruction set.

namespace tessera::support {

template <class Real>
using ArrayFunction = void (*)(const Real* arguments, Real* results, std::int64_t count);

/// `sincos` and `sincos_2pi` put the sine at an even place and the cosine after it: `results` has
/// twice as many numbers as `arguments`.
template <class Real>
struct ExactArrays {
  ArrayFunction<Real> log, log_in_range, exp, exp_in_range, sincos, sincos_2pi;
};

#define TESSERA_DECLARE_EXACT_ARRAYS(isa)             \
  namespace isa {                                     \
  ExactArrays<double> exact_arrays_f64();             \
  ExactArrays<float> exact_arrays_f32();              \
  ArrayFunction<double> exact_inverse_normal_array(); \
  }

TESSERA_DECLARE_EXACT_ARRAYS(baseline)
#if defined(__x86_64__)
TESSERA_DECLARE_EXACT_ARRAYS(x86_64_v3)
TESSERA_DECLARE_EXACT_ARRAYS(x86_64_v4)
#endif
#undef TESSERA_DECLARE_EXACT_ARRAYS

}  // namespace tessera::support
