#pragma once

#include "cpu_fallback/executor.hpp"

namespace tessera::cpu {

/// What the workers of an executor can do together at most: the two limits of every stage.
struct MachineRates {
  int workers = 1;
  double copy_bytes_per_s = 0.0;   // b = a, read and written, stores past the caches
  double triad_bytes_per_s = 0.0;  // c = a + s b, likewise
  double f64_flops_per_s = 0.0;    // fused multiply-adds in registers, two flops each
  double f32_flops_per_s = 0.0;
};

/// Measures all of them, in about a second: bests of a few runs.
[[nodiscard]] MachineRates measure_machine_rates(Executor& executor);

}  // namespace tessera::cpu
