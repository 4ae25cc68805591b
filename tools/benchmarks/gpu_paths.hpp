#pragma once

#include "tools/benchmarks/device_clock.hpp"

namespace tessera::bench {

/// Registers paths/<contract>/<f64|f32> on a GPU, each with `repetitions` repetitions; `quick`: of
/// a few paths. Executor and clock outlive the run.
void register_gpu_paths(gpu::Executor& executor, DeviceClock& clock, int repetitions, bool quick);

}  // namespace tessera::bench
