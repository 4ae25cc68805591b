#pragma once

#include <cstdint>

// Loops over arrays with elementary functions: ours, the C library's, and those of its vector
// library, which -ffast-math allows. Compiled once per instruction set.

namespace tessera::bench {

template <class Real>
using ArrayFunction = void (*)(const Real* arguments, Real* results, std::int64_t count);

/// `sincos` puts the sines first and the cosines after them; absent ones are null.
template <class Real>
struct FunctionArrays {
  ArrayFunction<Real> log, log_in_range, exp, exp_in_range, sincos, sincos_2pi, inverse_normal;
};

#define TESSERA_DECLARE_FUNCTION_ARRAYS(isa)      \
  namespace isa {                                 \
  FunctionArrays<double> exact_functions_f64();   \
  FunctionArrays<float> exact_functions_f32();    \
  FunctionArrays<double> library_functions_f64(); \
  FunctionArrays<float> library_functions_f32();  \
  FunctionArrays<double> vector_functions_f64();  \
  FunctionArrays<float> vector_functions_f32();   \
  }

#if defined(__x86_64__)
TESSERA_DECLARE_FUNCTION_ARRAYS(x86_64_v3)
TESSERA_DECLARE_FUNCTION_ARRAYS(x86_64_v4)
#else
TESSERA_DECLARE_FUNCTION_ARRAYS(generic)
#endif
#undef TESSERA_DECLARE_FUNCTION_ARRAYS

}  // namespace tessera::bench
