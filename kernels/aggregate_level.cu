#include "kernels/cuda/launch.cuh"
#include "kernels/gpu_stages.hpp"
#include "kernels/stages/aggregate_level.hpp"

// A row per thread: half a warp has a slice and reads 64 bytes of columns and of weights per slot.
// Rows behind the last one of the last slice have weights of 0 alone, so that what is 0 there stays
// 0. A level is read six times in a row in a cycle: what fits into the cache may stay there.

namespace tessera {
namespace {

using gpu::blocks_for;
using gpu::thread_in_grid;

/// Levels are small: smaller blocks spread over more multiprocessors.
constexpr int kThreads = 128;

/// The product of one row with a vector, in ascending columns.
__device__ float multiply_row(const WeightedSlices& matrix, std::int64_t row,
                              const float* __restrict__ values) {
  const std::int64_t slice = row / kFloatLanes;
  const std::int64_t lane = row % kFloatLanes;
  const std::int32_t* const columns = matrix.columns.places.data + lane;
  const float* const weights = matrix.weights.data + lane;
  const std::int32_t end = matrix.columns.offsets[slice + 1];
  float sum = 0.0F;
#pragma unroll 4
  for (std::int32_t slot = matrix.columns.offsets[slice]; slot < end; ++slot) {
    const std::int64_t entry = std::int64_t{slot} * kFloatLanes;
    sum = sum + __ldg(weights + entry) * __ldg(values + __ldg(columns + entry));
  }
  return sum;
}

__device__ float residual_of(const AggregateLevel& level, const LevelVectors& at,
                             std::int64_t row) {
  return at.r[row] - multiply_row(level.matrix, row, at.direction.data);
}

__global__ void __launch_bounds__(kThreads)
    begin_aggregates_kernel(AggregateLevel level, LevelVectors at, ChebyshevStep step) {
  const std::int64_t row = thread_in_grid();
  if (row >= padded_rows(level.row_count)) return;
  const float direction = first_direction(step, level.inverse_diagonal[row], at.r[row]);
  at.direction[row] = direction;
  at.x[row] = direction;
}

__global__ void __launch_bounds__(kThreads)
    smooth_aggregates_kernel(AggregateLevel level, LevelVectors at, ChebyshevStep step) {
  const std::int64_t row = thread_in_grid();
  if (row >= padded_rows(level.row_count)) return;
  const float r = residual_of(level, at, row);
  const float direction = next_direction(step, at.direction[row], level.inverse_diagonal[row], r);
  at.r[row] = r;
  at.spare[row] = direction;
  at.x[row] = at.x[row] + direction;
}

__global__ void __launch_bounds__(kThreads)
    subtract_aggregates_kernel(AggregateLevel level, LevelVectors at) {
  const std::int64_t row = thread_in_grid();
  if (row >= padded_rows(level.row_count)) return;
  at.r[row] = residual_of(level, at, row);
}

__global__ void __launch_bounds__(kThreads)
    restrict_to_aggregates_kernel(AggregateTransfer transfer, const float* __restrict__ fine,
                                  View<float> coarse) {
  const std::int64_t row = thread_in_grid();
  if (row >= padded_rows(transfer.coarse_rows)) return;
  coarse[row] = multiply_row(transfer.restriction, row, fine);
}

__global__ void __launch_bounds__(kThreads)
    prolong_from_aggregates_kernel(AggregateTransfer transfer, const float* __restrict__ coarse,
                                   LevelVectors fine) {
  const std::int64_t row = thread_in_grid();
  if (row >= padded_rows(transfer.fine_rows)) return;
  const float direction = multiply_row(transfer.prolongation, row, coarse);
  fine.direction[row] = direction;
  fine.x[row] = fine.x[row] + direction;
}

std::int64_t blocks_of(std::int64_t rows) { return blocks_for(padded_rows(rows), kThreads); }

}  // namespace

void gpu::begin_smoothing(Executor& executor, const AggregateLevel& level, LevelVectors at,
                          ChebyshevStep step) {
  launch(executor, blocks_of(level.row_count), kThreads, begin_aggregates_kernel, level, at, step);
}

void gpu::smooth_step(Executor& executor, const AggregateLevel& level, LevelVectors at,
                      ChebyshevStep step) {
  launch(executor, blocks_of(level.row_count), kThreads, smooth_aggregates_kernel, level, at, step);
}

void gpu::subtract_action(Executor& executor, const AggregateLevel& level, LevelVectors at) {
  launch(executor, blocks_of(level.row_count), kThreads, subtract_aggregates_kernel, level, at);
}

void gpu::restrict_residual(Executor& executor, const AggregateTransfer& transfer,
                            View<const float> fine, View<float> coarse) {
  launch(executor, blocks_of(transfer.coarse_rows), kThreads, restrict_to_aggregates_kernel,
         transfer, fine.data, coarse);
}

void gpu::prolong_correction(Executor& executor, const AggregateTransfer& transfer,
                             View<const float> coarse, LevelVectors fine) {
  launch(executor, blocks_of(transfer.fine_rows), kThreads, prolong_from_aggregates_kernel,
         transfer, coarse.data, fine);
}

}  // namespace tessera
