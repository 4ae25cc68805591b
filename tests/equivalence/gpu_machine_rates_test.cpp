// What a GPU is measured to be capable of: the work that is timed, never how fast it was.

#include "kernels/gpu_machine_rates.hpp"

#include <cmath>

#include "tests/support/gpu_test.hpp"

namespace tessera {
namespace {

using support::get;

class GpuMachineRates : public support::Equivalence {
 protected:
  template <class Real>
  static std::vector<Real> expected(std::int64_t threads, std::int64_t rounds) {
    std::vector<Real> sums;
    for (std::int64_t thread = 0; thread < threads; ++thread) {
      Real sum = 0;
      for (int chain = 0; chain < gpu::kMultiplyAddChains; ++chain) {
        auto x = static_cast<Real>(thread % 7 + chain);
        for (std::int64_t round = 0; round < rounds; ++round) x = std::fma(x, Real{0.5}, Real{1});
        sum = sum + x;
      }
      sums.push_back(sum);
    }
    return sums;
  }

  template <class Real>
  void expect_sums(std::int64_t threads, std::int64_t rounds) {
    auto sums = allocate<Real>(on_gpu(), threads);
    const double flops = gpu::run_multiply_adds(on_gpu(), rounds, sums.view());
    EXPECT_EQ(flops, 2.0 * 8 * static_cast<double>(threads * rounds));
    EXPECT_SAME_BITS(get(on_gpu(), sums.view()), expected<Real>(threads, rounds));
  }
};

TEST_F(GpuMachineRates, EveryThreadMakesAllMultiplyAddsThatAreCounted) {
  expect_sums<double>(300, 5);
  expect_sums<float>(300, 5);
  expect_sums<double>(1, 1);
  // All chains come to 2.
  auto sums = allocate<double>(on_gpu(), 3);
  ASSERT_GT(gpu::run_multiply_adds(on_gpu(), 80, sums.view()), 0.0);
  EXPECT_EQ(get(on_gpu(), sums.view()), std::vector<double>(3, 16.0));
}

TEST_F(GpuMachineRates, AreAllMeasured) {
  const MachineRates rates = measure_machine_rates(on_gpu(), {std::int64_t{1} << 16, 32, 4});
  EXPECT_TRUE(rates.on_cuda);
  EXPECT_GT(rates.copy_bytes_per_s, 0.0);
  EXPECT_GT(rates.f64_flops_per_s, 0.0);
  EXPECT_GT(rates.f32_flops_per_s, 0.0);
  EXPECT_TRUE(std::isfinite(rates.f64_flops_per_s + rates.f32_flops_per_s));
}

}  // namespace
}  // namespace tessera
