#include "kernels/cuda/launch.cuh"
#include "kernels/cuda/median_time.hpp"
#include "kernels/gpu_copy_bandwidth.hpp"
#include "kernels/gpu_machine_rates.hpp"
#include "kernels/numerics/float_bits.hpp"

namespace tessera::gpu {
namespace {

constexpr int kThreads = 256;

// Values tend to 2: neither subnormal numbers nor infinities come up.
template <class Real>
__global__ void __launch_bounds__(kThreads)
    multiply_add_kernel(std::int64_t rounds, View<Real> sums) {
  const std::int64_t thread = thread_in_grid();
  if (thread >= sums.count) return;
  Real x[kMultiplyAddChains];
#pragma unroll
  for (int chain = 0; chain < kMultiplyAddChains; ++chain) {
    x[chain] = static_cast<Real>(thread % 7 + chain);
  }
  for (std::int64_t round = 0; round < rounds; ++round) {
#pragma unroll
    for (int chain = 0; chain < kMultiplyAddChains; ++chain) {
      x[chain] = exact::fused(x[chain], Real{0.5}, Real{1});
    }
  }
  Real sum = Real{0};
#pragma unroll
  for (int chain = 0; chain < kMultiplyAddChains; ++chain) sum = sum + x[chain];
  sums[thread] = sum;
}

template <class Real>
double run(Executor& executor, std::int64_t rounds, View<Real> sums) {
  launch(executor, blocks_for(sums.count, kThreads), kThreads, multiply_add_kernel<Real>, rounds,
         sums);
  return 2.0 * kMultiplyAddChains * static_cast<double>(rounds) * static_cast<double>(sums.count);
}

template <class Real>
double measure_flops(Executor& executor, const RateEffort& effort) {
  const std::int64_t threads =
      std::int64_t{executor.device().multiprocessors} * effort.threads_per_multiprocessor;
  auto sums = allocate<Real>(executor, threads);
  double flops = 0.0;
  const double seconds =
      median_s(executor, [&] { flops = run(executor, effort.rounds, sums.view()); });
  return flops / seconds;
}

}  // namespace

double run_multiply_adds(Executor& executor, std::int64_t rounds, View<double> sums) {
  return run(executor, rounds, sums);
}

double run_multiply_adds(Executor& executor, std::int64_t rounds, View<float> sums) {
  return run(executor, rounds, sums);
}

MachineRates measure_machine_rates(Executor& executor, RateEffort effort) {
  MachineRates rates;
  rates.on_cuda = true;
  rates.device = executor.device().ordinal;
  rates.copy_bytes_per_s = measure_copy_bandwidth(executor, effort.copy_bytes);
  rates.f64_flops_per_s = measure_flops<double>(executor, effort);
  rates.f32_flops_per_s = measure_flops<float>(executor, effort);
  return rates;
}

}  // namespace tessera::gpu
