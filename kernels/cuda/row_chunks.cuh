#pragma once

#include "kernels/cuda/fixed_sum.cuh"
#include "kernels/cuda/launch.cuh"
#include "kernels/stages/chunk_sizes.hpp"

// Kernels over chunks of 1024 rows, one block per chunk, because that is the chunk of the fixed
// sum. A kernel that sums also makes the scalar that follows from the sum: the block that finishes
// last does it.

namespace tessera::gpu {

inline constexpr int kChunkThreads = 256;

static_assert(kRowChunk == kSumChunk, "a chunk of rows is one chunk of the fixed sum");

/// Calls `use(row, place)` for the rows of this block's chunk; neighbouring threads have
/// neighbouring rows, and `place` is the row's number in the chunk.
template <class Use>
__device__ void for_chunk_rows(std::int64_t row_count, const Use& use) {
  constexpr int kRowsPerThread = static_cast<int>(kRowChunk) / kChunkThreads;
#pragma unroll
  for (int turn = 0; turn < kRowsPerThread; ++turn) {
    const int place = turn * kChunkThreads + static_cast<int>(threadIdx.x);
    const std::int64_t row = blockIdx.x * kRowChunk + place;
    if (row < row_count) use(row, place);
  }
}

/// Terms of rows beyond the last.
__device__ inline void clear_absent_terms(SumTile& tile, std::int64_t row_count) {
  const std::int64_t present = row_count - blockIdx.x * kRowChunk;
  for (std::int64_t place = present + threadIdx.x; place < kRowChunk; place += kChunkThreads) {
    tile.term[place] = 0.0;
  }
}

/// Sums the tiles of all blocks; the last block calls `take(sum)` once, when all others have come
/// this far.
template <class Take>
__device__ void sum_tiles(const SumTile& tile, std::int64_t row_count, double* chunk_sums,
                          unsigned* ticket, const Take& take) {
  const std::int64_t chunks = sum_chunk_count(row_count);
  const double sum = sum_tile(tile);
  if (threadIdx.x == 0 && blockIdx.x < chunks) chunk_sums[blockIdx.x] = sum;
  if (!is_last_block(ticket)) return;
  const double total = sum_partials_by_block(chunk_sums, chunks);
  if (threadIdx.x == 0) take(total);
}

/// One block per chunk; one block also for no rows at all, because the scalars are made in any
/// case.
inline std::int64_t chunk_blocks(std::int64_t row_count) {
  return row_count == 0 ? 1 : sum_chunk_count(row_count);
}

inline unsigned* ticket_of(Executor& executor) { return executor.context().ticket.view().data; }
inline double* number_of(Executor& executor) { return executor.context().number.view().data; }

/// What a kernel has put there; waits for it.
inline double read_number(Executor& executor) {
  return read_later(executor, View<const double>(executor.context().number.view())).get();
}

}  // namespace tessera::gpu
