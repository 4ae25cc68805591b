#pragma once

#include <cstdint>

namespace tessera::gpu {

inline constexpr int kWarp = 32;
inline constexpr unsigned kFullWarp = 0xFFFFFFFFU;

/// The smallest value of a warp, in every lane.
__device__ inline unsigned warp_min(unsigned value) {
#if __CUDA_ARCH__ >= 800
  return __reduce_min_sync(kFullWarp, value);
#else
  for (int offset = kWarp / 2; offset > 0; offset /= 2) {
    value = min(value, __shfl_xor_sync(kFullWarp, value, offset));
  }
  return value;
#endif
}

}  // namespace tessera::gpu
