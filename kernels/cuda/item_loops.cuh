#pragma once

#include <algorithm>

#include "kernels/cuda/launch.cuh"
#include "kernels/gpu_layout_stages.hpp"

// The CUDA half of kernels/stages/item_loops.hpp, for the bodies of the files that include this.

namespace tessera::gpu {

inline constexpr int kLoopThreads = 256;
/// Blocks that fold: as many as one block then combines with four values per thread.
inline constexpr std::int64_t kFoldBlocks = 4 * kLoopThreads;

/// A thread per item.
template <class Body>
__global__ void __launch_bounds__(kLoopThreads) item_kernel(std::int64_t count, Body body) {
  const std::int64_t item = thread_in_grid();
  if (item < count) body(item);
}

/// What the threads of a block have, combined; in thread 0.
template <class Fold>
__device__ typename Fold::Value combine_block(const Fold& fold, typename Fold::Value value) {
  __shared__ typename Fold::Value of_thread[kLoopThreads];
  of_thread[threadIdx.x] = value;
  for (unsigned half = kLoopThreads / 2; half > 0; half /= 2) {
    __syncthreads();
    if (threadIdx.x < half) {
      value = fold.combine(value, of_thread[threadIdx.x + half]);
      of_thread[threadIdx.x] = value;
    }
  }
  return value;
}

template <class Fold>
__global__ void __launch_bounds__(kLoopThreads)
    fold_kernel(std::int64_t count, Fold fold, View<typename Fold::Value> of_block) {
  typename Fold::Value value = fold.none();
  const std::int64_t step = std::int64_t{gridDim.x} * kLoopThreads;
  for (std::int64_t item = thread_in_grid(); item < count; item += step) {
    value = fold.combine(value, fold.of(item));
  }
  value = combine_block(fold, value);
  if (threadIdx.x == 0) of_block[blockIdx.x] = value;
}

/// One block: what all blocks have, in of_block[0].
template <class Fold>
__global__ void __launch_bounds__(kLoopThreads)
    combine_kernel(Fold fold, View<typename Fold::Value> of_block) {
  typename Fold::Value value = fold.none();
  for (std::int64_t block = threadIdx.x; block < of_block.count; block += kLoopThreads) {
    value = fold.combine(value, of_block[block]);
  }
  value = combine_block(fold, value);
  if (threadIdx.x == 0) of_block[0] = value;
}

template <class Body>
void for_items(Executor& executor, std::int64_t count, const Body& body) {
  launch(executor, blocks_for(count, kLoopThreads), kLoopThreads, item_kernel<Body>, count, body);
}

template <class Fold>
typename Fold::Value fold_items(Executor& executor, std::int64_t count, const Fold& fold) {
  using Value = typename Fold::Value;
  if (count == 0) return fold.none();
  const std::int64_t blocks = std::min(blocks_for(count, kLoopThreads), kFoldBlocks);
  Array<Value> of_block = allocate<Value>(executor, blocks);
  launch(executor, blocks, kLoopThreads, fold_kernel<Fold>, count, fold, of_block.view());
  launch(executor, 1, kLoopThreads, combine_kernel<Fold>, fold, of_block.view());
  return read_later(executor, View<const Value>(part(of_block.view(), 0, 1))).get();
}

}  // namespace tessera::gpu
