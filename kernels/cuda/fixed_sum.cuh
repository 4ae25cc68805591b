#pragma once

#include "kernels/cuda/warp.cuh"
#include "kernels/numerics/fixed_sum.hpp"

// The fixed summation shape on a GPU. A block holds the 1024 terms of one chunk in a tile of 32
// rows of 32 lanes; one warp sums the rows and then halves the lanes. The block that finishes last
// sums the chunk sums the same way, so that a dot product needs no second kernel.

namespace tessera::gpu {

/// Absent terms are +0: a lane starts from +0 and can never be -0, so adding +0 changes no bit.
struct SumTile {
  double term[kSumChunk];
};

/// The tree over the lanes of a warp; the sum is in lane 0.
__device__ inline double sum_warp(double lane) {
  for (int offset = kSumLanes / 2; offset > 0; offset /= 2) {
    lane = lane + __shfl_down_sync(kFullWarp, lane, offset);
  }
  return lane;
}

/// Sum of the tile, in thread 0; every thread of the block has written its terms.
__device__ inline double sum_tile(const SumTile& tile) {
  __syncthreads();
  double sum = 0.0;
  if (threadIdx.x < kWarp) {
#pragma unroll
    for (int row = 0; row < kSumChunk; row += kSumLanes) {
      sum = sum + tile.term[row + threadIdx.x];
    }
    sum = sum_warp(sum);
  }
  return sum;
}

/// Sum of `count` <= 1024 numbers in global memory by one warp, in lane 0. They may have been
/// written by other blocks of this kernel.
__device__ inline double sum_chunk_by_warp(const double* terms, std::int64_t count) {
  const int lane = static_cast<int>(threadIdx.x) % kWarp;
  double sum = 0.0;
#pragma unroll 8
  for (int row = 0; row < kSumChunk; row += kSumLanes) {
    if (row + lane < count) sum = sum + __ldcg(terms + row + lane);
  }
  return sum_warp(sum);
}

/// Whether this block is the last of the grid to come here; the same answer in all its threads.
/// What the blocks wrote before is then visible to it. Leaves `ticket` at 0.
__device__ inline bool is_last_block(unsigned* ticket) {
  __shared__ bool last;
  __threadfence();
  __syncthreads();
  if (threadIdx.x == 0) last = atomicInc(ticket, gridDim.x - 1) == gridDim.x - 1;
  __syncthreads();
  __threadfence();
  return last;
}

/// Sums the chunk sums level by level, as `sum_partials` does, by one block; overwrites them. The
/// sum is in thread 0.
__device__ inline double sum_partials_by_block(double* partial, std::int64_t count) {
  if (count == 0) return 0.0;
  const int warps = static_cast<int>(blockDim.x) / kWarp;
  const int warp = static_cast<int>(threadIdx.x) / kWarp;
  while (count > 1) {
    const std::int64_t chunks = sum_chunk_count(count);
    for (std::int64_t round = 0; round < chunks; round += warps) {
      const std::int64_t chunk = round + warp;
      const std::int64_t left = count - chunk * kSumChunk;
      const double sum =
          left > 0 ? sum_chunk_by_warp(partial + chunk * kSumChunk, min(left, std::int64_t{1024}))
                   : 0.0;
      // The sums of this round lie where its first chunk was read.
      __syncthreads();
      if (left > 0 && threadIdx.x % kWarp == 0) __stcg(partial + chunk, sum);
      __syncthreads();
    }
    count = chunks;
  }
  return __ldcg(partial);
}

}  // namespace tessera::gpu
