#pragma once

#include "kernels/stages/level_transfer.hpp"

namespace tessera::gpu {

/// SolveCoarsest for one row, in a block of kThreads threads that all come here; `tile` is shared
/// memory of as many numbers. The matrix is symmetric: its rows serve as columns, so that
/// neighbouring threads read neighbouring entries.
template <int kThreads>
__device__ void solve_row(const DenseInverse& inverse, const LevelVectors& at, std::int64_t row,
                          float* tile) {
  const std::int64_t rows = inverse.places.count;
  const std::int64_t stride = padded_rows(rows);
  const float* const entries = inverse.entries.data + min(row, rows - 1);
  const int thread = static_cast<int>(threadIdx.x);
  float sum = 0.0F;
  for (std::int64_t first = 0; first < rows; first += kThreads) {
    const int width = static_cast<int>(min(rows - first, std::int64_t{kThreads}));
    __syncthreads();
    if (thread < width) tile[thread] = at.r[__ldg(inverse.places.data + first + thread)];
    __syncthreads();
#pragma unroll 16
    for (int column = 0; column < width; ++column) {
      sum = sum + tile[column] * __ldg(entries + (first + column) * stride);
    }
  }
  if (row < rows) at.x[inverse.places[row]] = sum;
}

}  // namespace tessera::gpu
