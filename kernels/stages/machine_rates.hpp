#pragma once

namespace tessera {

/// What the workers of a team together, or a GPU, can do at most: the two limits of every stage.
struct MachineRates {
  int workers = 1;
  double copy_bytes_per_s = 0.0;   // b = a, read and written, from memory
  double triad_bytes_per_s = 0.0;  // c = a + s b, likewise; 0 on a GPU, where it is no faster
  double f64_flops_per_s = 0.0;    // fused multiply-adds in registers, two flops each
  double f32_flops_per_s = 0.0;
  bool on_cuda = false;  // then `workers` means nothing
  int device = 0;        // ordinal of the GPU
};

}  // namespace tessera
