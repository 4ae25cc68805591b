// The functions of the C library, compiled twice: as they are, and with -ffast-math, which lets the
// compiler call the library's vector functions. TESSERA_LIBRARY names the build.

#include <cmath>
#include <numbers>

#include "tools/benchmarks/function_arrays.hpp"

#define TESSERA_JOIN_NAMES(library, kind) library##_functions_##kind
#define TESSERA_NAME(library, kind) TESSERA_JOIN_NAMES(library, kind)

namespace tessera::bench::TESSERA_ISA {
namespace {

template <class Real>
void map_log(const Real* __restrict x, Real* __restrict result, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) result[i] = std::log(x[i]);
}

template <class Real>
void map_exp(const Real* __restrict x, Real* __restrict result, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) result[i] = std::exp(x[i]);
}

// Two loops: from one, GCC calls the scalar sincos.
template <class Real>
void map_sincos(const Real* __restrict x, Real* __restrict result, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) result[i] = std::sin(x[i]);
  for (std::int64_t i = 0; i < count; ++i) result[count + i] = std::cos(x[i]);
}

template <class Real>
void map_sincos_2pi(const Real* __restrict u, Real* __restrict result, std::int64_t count) {
  constexpr Real kTurn = 2 * std::numbers::pi_v<Real>;
  for (std::int64_t i = 0; i < count; ++i) result[i] = std::sin(kTurn * u[i]);
  for (std::int64_t i = 0; i < count; ++i) result[count + i] = std::cos(kTurn * u[i]);
}

template <class Real>
FunctionArrays<Real> functions() {
  return {map_log<Real>,    map_log<Real>,        map_exp<Real>, map_exp<Real>,
          map_sincos<Real>, map_sincos_2pi<Real>, nullptr};
}

}  // namespace

FunctionArrays<double> TESSERA_NAME(TESSERA_LIBRARY, f64)() { return functions<double>(); }
FunctionArrays<float> TESSERA_NAME(TESSERA_LIBRARY, f32)() { return functions<float>(); }

}  // namespace tessera::bench::TESSERA_ISA
