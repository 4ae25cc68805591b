#include "kernels/cuda/coarsest_row.cuh"
#include "kernels/cuda/halving_node.cuh"
#include "kernels/cuda/launch.cuh"
#include "kernels/cuda/warp.cuh"
#include "kernels/gpu_stages.hpp"
#include "kernels/stages/level_transfer.hpp"

namespace tessera {
namespace {

using gpu::grid_node;
using gpu::GridNode;
using gpu::kFullWarp;
using gpu::prolong_at_node;
using gpu::restrict_at_node;
using gpu::solve_row;
using gpu::thread_in_grid;

constexpr int kThreads = 128;
constexpr int kLanes = static_cast<int>(kFloatLanes);
/// Threads that share the rows of a square: some sixteen stand in it.
constexpr int kSquareTeam = 8;
/// Squares around a node of a grid.
constexpr int kSquares = 4;

// Between Quad-8 rows and corner rows: a row per thread, half a warp has a slice ------------------

__global__ void __launch_bounds__(kThreads)
    restrict_to_corners_kernel(CornerTransfer transfer, const float* __restrict__ fine,
                               View<float> coarse) {
  const std::int64_t row = thread_in_grid();
  if (row >= slice_count(transfer.corner_rows) * kLanes) return;
  const std::int64_t slice = row / kLanes;
  const int lane = static_cast<int>(threadIdx.x) % kLanes;
  const std::int32_t* const places = transfer.mid_sides.places.data + lane;
  const std::int32_t end = transfer.mid_sides.offsets[slice + 1];
  float sum = 0.0F;
#pragma unroll 4
  for (std::int32_t slot = transfer.mid_sides.offsets[slice]; slot < end; ++slot) {
    sum = sum + fine[places[std::int64_t{slot} * kLanes]];
  }
  coarse[row] = fine[transfer.corners[row]] + 0.5F * sum;
}

__global__ void __launch_bounds__(kThreads)
    prolong_from_corners_kernel(CornerTransfer transfer, const float* __restrict__ coarse,
                                LevelVectors fine) {
  const std::int64_t row = thread_in_grid();
  if (row >= slice_count(transfer.fine_rows) * kLanes) return;
  const int lane = static_cast<int>(threadIdx.x) % kLanes;
  const std::int32_t* const parents = transfer.parents.data + row / kLanes * 2 * kLanes + lane;
  const float direction = 0.5F * (coarse[parents[0]] + coarse[parents[kLanes]]);
  fine.direction[row] = direction;
  fine.x[row] = fine.x[row] + direction;
}

// Between corner rows and the nodes of a grid -----------------------------------------------------

/// The weighted sum of the rows in one square, as its corner `k` has it.
__device__ float sum_square(const GridTransfer& transfer, const float* __restrict__ fine,
                            std::int64_t cell, int k) {
  float sum = 0.0F;
  const std::int32_t end = transfer.cell_offsets[cell + 1];
#pragma unroll 4
  for (std::int32_t at = transfer.cell_offsets[cell]; at < end; ++at) {
    sum = sum + transfer.weights[at].of[k] * fine[transfer.rows[at]];
  }
  return sum;
}

/// Four threads per node, one for each square around it, of which it is corner `k`. No sum of a
/// square is of use to two nodes, so that nothing has to be kept. A square that is not there adds
/// +0, which changes no bit of a sum that begins with +0.
__global__ void __launch_bounds__(kThreads)
    restrict_to_grid_kernel(GridTransfer transfer, const float* __restrict__ fine,
                            View<float> coarse) {
  const std::int64_t item = thread_in_grid() / kSquares;
  const int k = static_cast<int>(threadIdx.x) % kSquares;
  const GridNode node = grid_node(item, transfer.shape);
  const std::int32_t slow = node.slow - k / 2;
  const std::int32_t fast = node.fast - k % 2;
  const bool is_node = item < transfer.shape.node_count();
  float part = 0.0F;
  if (is_node && slow >= 0 && fast >= 0) {
    part = sum_square(transfer, fine, slow * transfer.shape.fast + fast, k);
  }
  float sum = 0.0F;
#pragma unroll
  for (int square = 0; square < kSquares; ++square) {
    sum = sum + __shfl_sync(kFullWarp, part, square, kSquares);
  }
  if (is_node && k == 0) coarse[transfer.shape.place(node.slow, node.fast)] = sum;
}

__global__ void __launch_bounds__(kThreads)
    prolong_from_grid_kernel(GridTransfer transfer, const float* __restrict__ coarse,
                             LevelVectors fine) {
  const std::int64_t cell = thread_in_grid() / kSquareTeam;
  const GridShape& shape = transfer.shape;
  if (cell >= shape.node_count()) return;
  const int member = static_cast<int>(threadIdx.x) % kSquareTeam;
  const std::int32_t end = transfer.cell_offsets[cell + 1];
  const std::int32_t begin = transfer.cell_offsets[cell];
  if (begin == end) return;
  const GridNode node = grid_node(cell, shape);
  const float* const low = coarse + shape.place(node.slow, node.fast);
  const float* const high = low + shape.stride();
  const float corner[kSquares] = {low[0], low[1], high[0], high[1]};
  for (std::int32_t at = begin + member; at < end; at += kSquareTeam) {
    const BilinearWeights weights = transfer.weights[at];
    const float direction = (weights.of[0] * corner[0] + weights.of[1] * corner[1]) +
                            (weights.of[2] * corner[2] + weights.of[3] * corner[3]);
    const std::int32_t row = transfer.rows[at];
    fine.direction[row] = direction;
    fine.x[row] = fine.x[row] + direction;
  }
}

// Between a grid and the halved one: a node per thread --------------------------------------------

__global__ void __launch_bounds__(kThreads)
    restrict_to_half_kernel(HalvingTransfer transfer, const float* fine, View<float> coarse) {
  const std::int64_t item = thread_in_grid();
  if (item < transfer.coarse.node_count()) restrict_at_node(transfer, fine, coarse, item);
}

__global__ void __launch_bounds__(kThreads)
    prolong_from_half_kernel(HalvingTransfer transfer, const float* coarse, LevelVectors fine) {
  const std::int64_t item = thread_in_grid();
  if (item < transfer.fine.node_count()) prolong_at_node(transfer, coarse, fine, item);
}

// The coarsest grid -------------------------------------------------------------------------------

__global__ void __launch_bounds__(kThreads)
    solve_coarsest_kernel(DenseInverse inverse, LevelVectors at) {
  __shared__ float tile[kThreads];
  solve_row<kThreads>(inverse, at, thread_in_grid(), tile);
}

}  // namespace

void gpu::restrict_residual(Executor& executor, const CornerTransfer& transfer,
                            View<const float> fine, View<float> coarse) {
  launch(executor, blocks_for(slice_count(transfer.corner_rows) * kLanes, kThreads), kThreads,
         restrict_to_corners_kernel, transfer, fine.data, coarse);
}

void gpu::prolong_correction(Executor& executor, const CornerTransfer& transfer,
                             View<const float> coarse, LevelVectors fine) {
  launch(executor, blocks_for(slice_count(transfer.fine_rows) * kLanes, kThreads), kThreads,
         prolong_from_corners_kernel, transfer, coarse.data, fine);
}

void gpu::restrict_residual(Executor& executor, const GridTransfer& transfer,
                            View<const float> fine, View<float> coarse) {
  launch(executor, blocks_for(transfer.shape.node_count() * kSquares, kThreads), kThreads,
         restrict_to_grid_kernel, transfer, fine.data, coarse);
}

void gpu::prolong_correction(Executor& executor, const GridTransfer& transfer,
                             View<const float> coarse, LevelVectors fine) {
  launch(executor, blocks_for(transfer.shape.node_count() * kSquareTeam, kThreads), kThreads,
         prolong_from_grid_kernel, transfer, coarse.data, fine);
}

void gpu::restrict_residual(Executor& executor, const HalvingTransfer& transfer,
                            View<const float> fine, View<float> coarse) {
  launch(executor, blocks_for(transfer.coarse.node_count(), kThreads), kThreads,
         restrict_to_half_kernel, transfer, fine.data, coarse);
}

void gpu::prolong_correction(Executor& executor, const HalvingTransfer& transfer,
                             View<const float> coarse, LevelVectors fine) {
  launch(executor, blocks_for(transfer.fine.node_count(), kThreads), kThreads,
         prolong_from_half_kernel, transfer, coarse.data, fine);
}

void gpu::solve_coarsest(Executor& executor, DenseInverse inverse, LevelVectors at) {
  launch(executor, blocks_for(inverse.places.count, kThreads), kThreads, solve_coarsest_kernel,
         inverse, at);
}

}  // namespace tessera
