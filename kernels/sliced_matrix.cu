#include "kernels/cuda/launch.cuh"
#include "kernels/cuda/scan.hpp"
#include "kernels/cuda/warp.cuh"
#include "kernels/gpu_stages.hpp"
#include "kernels/stages/sliced_matrix.hpp"

namespace tessera {
namespace {

constexpr int kThreads = 256;
constexpr int kRowsPerThread = static_cast<int>(kRowChunk) / kThreads;

__device__ std::int32_t length_of(const CsrMatrix& A, std::int64_t row) {
  return A.row_offsets[row + 1] - A.row_offsets[row];
}

/// One block per chunk. A row's place is the number of rows that come before it: longer ones, and
/// earlier ones of the same length. Both are in one key, which no two rows share.
__global__ void __launch_bounds__(kThreads) sort_rows_kernel(CsrMatrix A, SlicePlan plan) {
  __shared__ std::int32_t keys[kRowChunk];
  const std::int64_t first = blockIdx.x * kRowChunk;
  std::int32_t own[kRowsPerThread];
  for (int turn = 0; turn < kRowsPerThread; ++turn) {
    const int index = turn * kThreads + static_cast<int>(threadIdx.x);
    const bool present = first + index < A.row_count();
    const auto later = static_cast<std::int32_t>(kRowChunk) - 1 - index;
    own[turn] = (present ? length_of(A, first + index) : -1) * static_cast<int>(kRowChunk) + later;
    keys[index] = own[turn];
  }
  __syncthreads();
  int place[kRowsPerThread] = {};
  for (int other = 0; other < kRowChunk; ++other) {
    const std::int32_t key = keys[other];
    for (int turn = 0; turn < kRowsPerThread; ++turn) place[turn] += key > own[turn] ? 1 : 0;
  }
  for (int turn = 0; turn < kRowsPerThread; ++turn) {
    const std::int64_t row = first + turn * kThreads + threadIdx.x;
    const bool present = row < A.row_count();
    plan.rows[first + place[turn]] = present ? static_cast<std::int32_t>(row) : -1;
    if (place[turn] % plan.slice_rows != 0) continue;
    const std::int64_t slice = (first + place[turn]) / plan.slice_rows;
    plan.slice_offsets[slice + 1] = present ? std::int64_t{length_of(A, row)} * plan.slice_rows : 0;
    if (slice == 0) plan.slice_offsets[0] = 0;
  }
}

/// One warp per 32 lanes of a slice's entries: entry after entry, lane beside lane.
__global__ void __launch_bounds__(kThreads)
    fill_slices_kernel(CsrMatrix A, SlicePlan plan, SliceEntries entries) {
  const std::int64_t lane_in_all = gpu::thread_in_grid();
  if (lane_in_all >= plan.rows.count) return;
  const std::int64_t slice = lane_in_all / plan.slice_rows;
  const std::int32_t row = plan.rows[lane_in_all];
  const std::int32_t begin = row < 0 ? 0 : A.row_offsets[row];
  const std::int32_t length = row < 0 ? 0 : length_of(A, row);
  const std::int64_t end = plan.slice_offsets[slice + 1];
  std::int64_t target = plan.slice_offsets[slice] + lane_in_all % plan.slice_rows;
  for (std::int32_t entry = 0; target < end; ++entry, target += plan.slice_rows) {
    const bool padding = entry >= length;
    entries.columns[target] = padding ? (row < 0 ? 0 : row) : A.columns[begin + entry];
    entries.values[target] = padding ? 0.0 : A.values[begin + entry];
  }
}

}  // namespace

std::int64_t gpu::plan_slices(Executor& executor, CsrMatrix A, SlicePlan plan) {
  if (A.row_count() == 0) {
    set_zero(executor, plan.slice_offsets);
    return 0;
  }
  launch(executor, chunk_count_of(A.row_count(), kRowChunk), kThreads, sort_rows_kernel, A, plan);
  return inclusive_scan(executor, plan.slice_offsets);
}

void gpu::fill_slices(Executor& executor, CsrMatrix A, SlicePlan plan, SliceEntries entries) {
  launch(executor, blocks_for(plan.rows.count, kThreads), kThreads, fill_slices_kernel, A, plan,
         entries);
}

}  // namespace tessera
