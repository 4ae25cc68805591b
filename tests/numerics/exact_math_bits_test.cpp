#include <cstdint>
#include <gtest/gtest.h>
#include <limits>
#include <string>
#include <vector>

#include "host/pipelines/quasi_tables.hpp"
#include "tests/numerics/exact_math_arrays.hpp"
#include "tests/numerics/ulp.hpp"
#include "tests/support/same_bits.hpp"

// One set of bits: over the instruction sets in one binary, over compilers and machines by
// constants.

namespace tessera {
namespace {

using support::ArrayFunction;
using support::Points;

/// A build of the array loops, and whether this processor can run it.
struct Build {
  std::string name;
  bool runs;
  support::ExactArrays<double> f64;
  support::ExactArrays<float> f32;
  ArrayFunction<double> inverse_normal;
  support::SobolFunction (*sobol_normals)(Scrambling);
};

std::vector<Build> builds() {
  namespace arrays = support;
  std::vector<Build> all{
      {"baseline", true, arrays::baseline::exact_arrays_f64(), arrays::baseline::exact_arrays_f32(),
       arrays::baseline::exact_inverse_normal_array(), arrays::baseline::sobol_normals}};
#if defined(__x86_64__)
  const bool has_v3 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  const bool has_v4 = has_v3 && __builtin_cpu_supports("avx512f") &&
                      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
  all.push_back({"x86_64_v3", has_v3, arrays::x86_64_v3::exact_arrays_f64(),
                 arrays::x86_64_v3::exact_arrays_f32(),
                 arrays::x86_64_v3::exact_inverse_normal_array(),
                 arrays::x86_64_v3::sobol_normals});
  all.push_back({"x86_64_v4", has_v4, arrays::x86_64_v4::exact_arrays_f64(),
                 arrays::x86_64_v4::exact_arrays_f32(),
                 arrays::x86_64_v4::exact_inverse_normal_array(),
                 arrays::x86_64_v4::sobol_normals});
#endif
  return all;
}

// A count that leaves a rest after groups of 16.
constexpr int kCount = 40'009;

template <class Real>
std::vector<Real> any_numbers() {
  using Limits = std::numeric_limits<Real>;
  std::vector<Real> numbers{0,
                            -Real{0},
                            1,
                            Limits::infinity(),
                            -Limits::infinity(),
                            Limits::quiet_NaN(),
                            Limits::denorm_min(),
                            Limits::min(),
                            Limits::max(),
                            Limits::lowest()};
  Points<Real> points(5);
  while (numbers.size() < kCount / 2) numbers.push_back(points.any());
  while (numbers.size() < kCount) numbers.push_back(points.in(Real{-800}, Real{800}));
  return numbers;
}

template <class Real>
std::vector<Real> normal_numbers() {
  Points<Real> points(6);
  std::vector<Real> numbers;
  while (numbers.size() < kCount) numbers.push_back(points.normal());
  return numbers;
}

template <class Real>
std::vector<Real> moderate_numbers() {
  Points<Real> points(7);
  std::vector<Real> numbers;
  while (numbers.size() < kCount) numbers.push_back(points.in(Real{-87}, Real{87}));
  return numbers;
}

template <class Real>
std::vector<Real> uniform_numbers() {
  Points<Real> points(8);
  std::vector<Real> numbers;
  while (numbers.size() < kCount) numbers.push_back(points.uniform());
  return numbers;
}

template <class Real>
std::vector<Real> results_of(ArrayFunction<Real> function, const std::vector<Real>& arguments,
                             std::size_t results_each = 1) {
  std::vector<Real> results(arguments.size() * results_each);
  function(arguments.data(), results.data(), static_cast<std::int64_t>(arguments.size()));
  return results;
}

/// FNV-1a over the bits, with one NaN for all.
template <class Real>
std::uint64_t hash_of(const std::vector<Real>& numbers) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const Real number : numbers) {
    for (std::size_t byte = 0; byte < sizeof(Real); ++byte) {
      hash = (hash ^ (support::bits_of(number) >> (8 * byte) & 0xFF)) * 0x100000001b3;
    }
  }
  return hash;
}

/// Runs `results`, which maps a build to its results, on every build that runs here.
template <class Results>
void expect_same_bits_everywhere(std::uint64_t expected_hash, const Results& results) {
  const std::vector<Build> all = builds();
  const auto baseline = results(all.front());
  EXPECT_EQ(hash_of(baseline), expected_hash) << "0x" << std::hex << hash_of(baseline);
  for (const Build& build : all) {
    if (!build.runs) continue;
    SCOPED_TRACE(build.name);
    EXPECT_SAME_BITS(results(build), baseline);
  }
}

TEST(ExactMathBits, OfF64LogAreTheSameEverywhere) {
  expect_same_bits_everywhere(0x42142fd557772a05, [](const Build& build) {
    return results_of(build.f64.log, any_numbers<double>());
  });
  expect_same_bits_everywhere(0x74112949fe6d9269, [](const Build& build) {
    return results_of(build.f64.log_in_range, normal_numbers<double>());
  });
}

TEST(ExactMathBits, OfF32LogAreTheSameEverywhere) {
  expect_same_bits_everywhere(0x744ae22c343d7122, [](const Build& build) {
    return results_of(build.f32.log, any_numbers<float>());
  });
  expect_same_bits_everywhere(0x4507c27450cf1786, [](const Build& build) {
    return results_of(build.f32.log_in_range, normal_numbers<float>());
  });
}

TEST(ExactMathBits, OfF64ExpAreTheSameEverywhere) {
  expect_same_bits_everywhere(0xe2324fbe4779810f, [](const Build& build) {
    return results_of(build.f64.exp, any_numbers<double>());
  });
  expect_same_bits_everywhere(0x26ca0e0d7ab1f490, [](const Build& build) {
    return results_of(build.f64.exp_in_range, moderate_numbers<double>());
  });
}

TEST(ExactMathBits, OfF32ExpAreTheSameEverywhere) {
  expect_same_bits_everywhere(0x982409139102ed24, [](const Build& build) {
    return results_of(build.f32.exp, any_numbers<float>());
  });
  expect_same_bits_everywhere(0x9d42411c5545c47c, [](const Build& build) {
    return results_of(build.f32.exp_in_range, moderate_numbers<float>());
  });
}

TEST(ExactMathBits, OfF64SinCosAreTheSameEverywhere) {
  expect_same_bits_everywhere(0x820214985a3cb295, [](const Build& build) {
    return results_of(build.f64.sincos, any_numbers<double>(), 2);
  });
  expect_same_bits_everywhere(0xb022f212f129deba, [](const Build& build) {
    return results_of(build.f64.sincos_2pi, uniform_numbers<double>(), 2);
  });
}

TEST(ExactMathBits, OfF32SinCosAreTheSameEverywhere) {
  expect_same_bits_everywhere(0xa608d0f664754f39, [](const Build& build) {
    return results_of(build.f32.sincos, any_numbers<float>(), 2);
  });
  expect_same_bits_everywhere(0xfcce2b4387001f11, [](const Build& build) {
    return results_of(build.f32.sincos_2pi, uniform_numbers<float>(), 2);
  });
}

TEST(ExactMathBits, OfTheInverseNormalAreTheSameEverywhere) {
  expect_same_bits_everywhere(0x2f7bdb82d2b952f4, [](const Build& build) {
    return results_of(build.inverse_normal, uniform_numbers<double>());
  });
}

TEST(ExactMathBits, OfTheNormalsOfSobolPointsAreTheSameEverywhere) {
  const std::vector<std::uint32_t> directions = sobol_directions(3);
  const auto normals = [&](Scrambling scrambling) {
    return [&, scrambling](const Build& build) {
      std::vector<double> results(std::size_t{1} << 15);
      build.sobol_normals(scrambling)(directions.data() + 2 * kSobolDigits,
                                      scrambling_key(42, 1, 2), results.data(),
                                      static_cast<std::int64_t>(results.size()));
      return results;
    };
  };
  expect_same_bits_everywhere(0xba9a885e09fec46e, normals(Scrambling::owen));
  expect_same_bits_everywhere(0xc3fd3121101ffc8, normals(Scrambling::shift));
}

}  // namespace
}  // namespace tessera
