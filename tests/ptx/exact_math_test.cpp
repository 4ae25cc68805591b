#include "kernels/numerics/exact_math.hpp"

#include <cmath>
#include <cstdint>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>
#include <string>
#include <vector>

#include "tests/numerics/ulp.hpp"
#include "tests/ptx/kernels/arguments.hpp"
#include "tests/ptx/replay/bit_hazards.hpp"
#include "tests/ptx/replayed_kernels.hpp"
#include "tests/support/same_bits.hpp"

namespace tessera::ptx {
namespace {

constexpr std::size_t kCount = 20'011;

template <class Real>
std::vector<Real> special_numbers() {
  using Limits = std::numeric_limits<Real>;
  std::vector<Real> numbers{0,
                            1,
                            Limits::infinity(),
                            Limits::quiet_NaN(),
                            Limits::denorm_min(),
                            Limits::min(),
                            Limits::max(),
                            exact::kSincosRange<Real>,
                            std::nextafter(exact::kSincosRange<Real>, Limits::infinity()),
                            exact::kExpSaturation<Real>};
  const std::size_t positive = numbers.size();
  for (std::size_t i = 0; i < positive; ++i) numbers.push_back(-numbers[i]);
  return numbers;
}

/// Any numbers at all, and as many of moderate size.
template <class Real>
std::vector<Real> any_numbers() {
  std::vector<Real> numbers = special_numbers<Real>();
  support::Points<Real> points(11);
  while (numbers.size() < kCount / 2) numbers.push_back(points.any());
  while (numbers.size() < kCount) numbers.push_back(points.in(Real{-800}, Real{800}));
  return numbers;
}

template <class Real>
std::vector<Real> normal_numbers() {
  std::vector<Real> numbers{1, std::numeric_limits<Real>::min(), std::numeric_limits<Real>::max()};
  support::Points<Real> points(12);
  while (numbers.size() < kCount) numbers.push_back(points.normal());
  return numbers;
}

template <class Real>
std::vector<Real> moderate_numbers() {
  constexpr Real kRange = exact::kExpRange<Real>;
  std::vector<Real> numbers{0, kRange, -kRange};
  support::Points<Real> points(13);
  while (numbers.size() < kCount) numbers.push_back(points.in(-kRange, kRange));
  return numbers;
}

template <class Real>
std::vector<Real> uniform_numbers() {
  std::vector<Real> numbers{0, Real{0.25}, Real{0.5}, Real{0.75}};
  support::Points<Real> points(14);
  while (numbers.size() < kCount) numbers.push_back(points.uniform());
  return numbers;
}

class ExactMathReplay : public ReplayedKernels {
 protected:
  /// Expects of `kernel` what `function`, one number from one, gives on the host.
  template <class Real, class Function>
  void expect_bits_of_host(const std::string& kernel, const std::vector<Real>& arguments,
                           const Function& function) {
    std::vector<Real> expected;
    for (const Real x : arguments) expected.push_back(function(x));
    EXPECT_SAME_BITS(results_of(kernel, arguments, arguments.size()), expected) << kernel;
  }

  /// The same for a sine and a cosine from one number.
  template <class Real, class Function>
  void expect_pairs_of_host(const std::string& kernel, const std::vector<Real>& arguments,
                            const Function& function) {
    std::vector<Real> expected;
    for (const Real x : arguments) {
      const exact::SinCos<Real> pair = function(x);
      expected.push_back(pair.sine);
      expected.push_back(pair.cosine);
    }
    EXPECT_SAME_BITS(results_of(kernel, arguments, 2 * arguments.size()), expected) << kernel;
  }

  template <class Real>
  void expect_all_bits_of_host(const std::string& real) {
    expect_bits_of_host("log_kernel" + real, any_numbers<Real>(), exact::log<Real>);
    expect_bits_of_host("log_in_range_kernel" + real, normal_numbers<Real>(),
                        exact::log_in_range<Real>);
    expect_bits_of_host("exp_kernel" + real, any_numbers<Real>(), exact::exp<Real>);
    expect_bits_of_host("exp_in_range_kernel" + real, moderate_numbers<Real>(),
                        exact::exp_in_range<Real>);
    expect_pairs_of_host("sincos_kernel" + real, any_numbers<Real>(), exact::sincos<Real>);
    expect_pairs_of_host("sincos_2pi_kernel" + real, uniform_numbers<Real>(),
                         exact::sincos_2pi<Real>);
  }

 private:
  template <class Real>
  std::vector<Real> results_of(const std::string& kernel, const std::vector<Real>& arguments,
                               std::size_t result_count) {
    Real* const results = memory_.allocate<Real>(result_count);
    const ptx_kernels::FunctionTable<Real> table{memory_.upload(arguments), results,
                                                 static_cast<std::int64_t>(arguments.size())};
    const auto blocks = static_cast<std::uint32_t>((arguments.size() + 127) / 128);
    launch(module("exact_math"), kernel, {{blocks}, {128}}, Arguments(table), memory_);
    return memory_.download(results, result_count);
  }
};
INSTANTIATE_TEST_SUITE_P(Sm, ExactMathReplay, ::testing::Values("75", "120"));

TEST_P(ExactMathReplay, F64FunctionsHaveTheBitsOfTheHost) {
  expect_all_bits_of_host<double>("<double>");
}

TEST_P(ExactMathReplay, F32FunctionsHaveTheBitsOfTheHost) {
  expect_all_bits_of_host<float>("<float>");
}

TEST_P(ExactMathReplay, TheInverseNormalHasTheBitsOfTheHost) {
  std::vector<double> arguments = uniform_numbers<double>();
  for (std::size_t i = 0; i < arguments.size(); i += 3) {
    arguments[i] = std::ldexp(arguments[i], -static_cast<int>(i % 1000));
  }
  for (const double special : special_numbers<double>()) arguments.push_back(special);
  expect_bits_of_host("inverse_normal_kernel", arguments, exact::inverse_normal);
}

TEST_P(ExactMathReplay, HasAsManyFusedOperationsAsTheSourceAsksFor) {
  const ExpectedFused expected{
      {"log_kernel<double>", 24},          {"log_kernel<float>", 13},
      {"log_in_range_kernel<double>", 24}, {"log_in_range_kernel<float>", 13},
      {"exp_kernel<double>", 13},          {"exp_kernel<float>", 9},
      {"exp_in_range_kernel<double>", 13}, {"exp_in_range_kernel<float>", 9},
      {"sincos_kernel<double>", 20},       {"sincos_kernel<float>", 14},
      {"sincos_2pi_kernel<double>", 19},   {"sincos_2pi_kernel<float>", 13},
      {"inverse_normal_kernel", 57},       {"inverse_normal_far(", 40},
      {"reduce_far(double)", 2},           {"reduce_far(float)", 5}};
  EXPECT_THAT(bit_hazards(module("exact_math"), expected), ::testing::IsEmpty());
}

}  // namespace
}  // namespace tessera::ptx
