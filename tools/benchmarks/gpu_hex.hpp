#pragma once

#include "kernels/gpu_executor.hpp"
#include "tools/benchmarks/device_clock.hpp"

namespace tessera::bench {

/// Where and how thoroughly the hexagonal grid is timed. The references outlive the benchmarks.
struct HexBench {
  gpu::Executor& executor;
  DeviceClock& clock;
  double copy_rate;  // bytes per second, read and written
  int samples;
  int batches;  // recorded batches per sample
  bool quick;   // small grids: that it runs, not how fast
};

/// Registers passes of 1 and more time steps over hexagonal and square grids in f64 and f32, and
/// one with heavy rounds, as `hex/PRECISION_SIDE_fuse_STEPS`. Each has its floor beside it, the
/// time in which the device copies the field once, and `times_wall`: its updates per second over
/// those that one step per pass could make at that rate.
void register_hex(const HexBench& bench);

}  // namespace tessera::bench
