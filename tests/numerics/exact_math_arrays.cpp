#include "tests/numerics/exact_math_arrays.hpp"

#include "kernels/numerics/exact_math.hpp"
#include "kernels/numerics/sobol.hpp"

namespace tessera::support::TESSERA_ISA {
namespace {

constexpr int kGroup = 16;

template <class Real>
void log_array(const Real* __restrict x, Real* __restrict result, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) result[i] = exact::log(x[i]);
}

template <class Real>
void log_in_range_array(const Real* __restrict x, Real* __restrict result, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) result[i] = exact::log_in_range(x[i]);
}

template <class Real>
void exp_array(const Real* __restrict x, Real* __restrict result, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) result[i] = exact::exp(x[i]);
}

template <class Real>
void exp_in_range_array(const Real* __restrict x, Real* __restrict result, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) result[i] = exact::exp_in_range(x[i]);
}

template <class Real>
void sincos_array(const Real* __restrict x, Real* __restrict result, std::int64_t count) {
  for (std::int64_t begin = 0; begin < count; begin += kGroup) {
    const std::int64_t size = count - begin < kGroup ? count - begin : kGroup;
    Real lanes[kGroup] = {};
    Real sine[kGroup];
    Real cosine[kGroup];
    for (std::int64_t lane = 0; lane < size; ++lane) lanes[lane] = x[begin + lane];
    exact::sincos_lanes(lanes, sine, cosine);
    for (std::int64_t lane = 0; lane < size; ++lane) {
      result[2 * (begin + lane)] = sine[lane];
      result[2 * (begin + lane) + 1] = cosine[lane];
    }
  }
}

template <class Real>
void sincos_2pi_array(const Real* __restrict u, Real* __restrict result, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) {
    const exact::SinCos<Real> turn = exact::sincos_2pi(u[i]);
    result[2 * i] = turn.sine;
    result[2 * i + 1] = turn.cosine;
  }
}

void inverse_normal_array(const double* __restrict u, double* __restrict result,
                          std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) result[i] = exact::inverse_normal_in_range(u[i]);
}

template <Scrambling scrambling>
void sobol_normal_array(const std::uint32_t* __restrict directions, std::uint64_t key,
                        double* __restrict result, std::int64_t count) {
  for (std::int64_t begin = 0; begin + kGroup <= count; begin += kGroup) {
    std::uint32_t digits[kGroup];
    sobol_digits_lanes(directions, static_cast<std::uint32_t>(begin), digits);
    for (int lane = 0; lane < kGroup; ++lane) {
      result[begin + lane] = scrambled_normal<scrambling>(digits[lane], key);
    }
  }
}

template <class Real>
ExactArrays<Real> arrays() {
  return {log_array<Real>,          log_in_range_array<Real>, exp_array<Real>,
          exp_in_range_array<Real>, sincos_array<Real>,       sincos_2pi_array<Real>};
}

}  // namespace

ExactArrays<double> exact_arrays_f64() { return arrays<double>(); }
ExactArrays<float> exact_arrays_f32() { return arrays<float>(); }
ArrayFunction<double> exact_inverse_normal_array() { return inverse_normal_array; }
SobolFunction sobol_normals(Scrambling scrambling) {
  return scrambling == Scrambling::owen ? sobol_normal_array<Scrambling::owen>
                                        : sobol_normal_array<Scrambling::shift>;
}

}  // namespace tessera::support::TESSERA_ISA
