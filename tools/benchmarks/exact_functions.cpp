#include "kernels/numerics/exact_math.hpp"
#include "tools/benchmarks/function_arrays.hpp"

namespace tessera::bench::TESSERA_ISA {
namespace {

constexpr std::int64_t kGroup = 16;

template <class Real, Real (*function)(Real)>
void map(const Real* __restrict x, Real* __restrict result, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) result[i] = function(x[i]);
}

/// `count` is a multiple of the group.
template <class Real>
void map_sincos(const Real* __restrict x, Real* __restrict result, std::int64_t count) {
  for (std::int64_t begin = 0; begin < count; begin += kGroup) {
    Real lanes[kGroup];
    Real sine[kGroup];
    Real cosine[kGroup];
    for (std::int64_t lane = 0; lane < kGroup; ++lane) lanes[lane] = x[begin + lane];
    exact::sincos_lanes(lanes, sine, cosine);
    for (std::int64_t lane = 0; lane < kGroup; ++lane) {
      result[begin + lane] = sine[lane];
      result[count + begin + lane] = cosine[lane];
    }
  }
}

template <class Real>
void map_sincos_2pi(const Real* __restrict u, Real* __restrict result, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) {
    const exact::SinCos<Real> turn = exact::sincos_2pi(u[i]);
    result[i] = turn.sine;
    result[count + i] = turn.cosine;
  }
}

template <class Real>
FunctionArrays<Real> functions() {
  return {map<Real, exact::log<Real>>,
          map<Real, exact::log_in_range<Real>>,
          map<Real, exact::exp<Real>>,
          map<Real, exact::exp_in_range<Real>>,
          map_sincos<Real>,
          map_sincos_2pi<Real>,
          nullptr};
}

}  // namespace

FunctionArrays<double> exact_functions_f64() {
  FunctionArrays<double> all = functions<double>();
  all.inverse_normal = map<double, exact::inverse_normal_in_range>;
  return all;
}
FunctionArrays<float> exact_functions_f32() { return functions<float>(); }

}  // namespace tessera::bench::TESSERA_ISA
