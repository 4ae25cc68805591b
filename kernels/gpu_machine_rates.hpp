#pragma once

#include <cstdint>

#include "kernels/gpu_executor.hpp"
#include "kernels/stages/machine_rates.hpp"

namespace tessera::gpu {

/// Independent multiply-adds of a thread, more than are in flight between one and the next.
inline constexpr int kMultiplyAddChains = 8;

/// Has every thread do `rounds` rounds of x = x / 2 + 1 in kMultiplyAddChains registers, which
/// begin with thread % 7 + chain. Returns the flops of them all. sums: [thread] sum of its chains
double run_multiply_adds(Executor& executor, std::int64_t rounds, View<double> sums);
double run_multiply_adds(Executor& executor, std::int64_t rounds, View<float> sums);

/// How much is done to find a rate out.
struct RateEffort {
  std::int64_t copy_bytes = std::int64_t{1} << 30;
  int threads_per_multiprocessor = 2048;
  std::int64_t rounds = 4096;
};

/// Measures what the device of `executor` can do: `measure_copy_bandwidth`, and fused multiply-adds
/// in registers on all its multiprocessors, medians timed by the device. Takes a fraction of a
/// second. Throws CudaError, OutOfDeviceMemory.
[[nodiscard]] MachineRates measure_machine_rates(Executor& executor, RateEffort effort = {});

}  // namespace tessera::gpu
