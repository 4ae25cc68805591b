#pragma once

#include "kernels/stages/level_transfer.hpp"

// What goes on between a grid and the halved one, at one node.

namespace tessera::gpu {

struct GridNode {
  std::int32_t slow;
  std::int32_t fast;
};

/// Grids have fewer than 2^31 nodes: division in 32 bits is several times as fast.
__device__ inline GridNode grid_node(std::int64_t item, const GridShape& shape) {
  const auto node = static_cast<std::uint32_t>(item);
  const auto fast = static_cast<std::uint32_t>(shape.fast);
  return {static_cast<std::int32_t>(node / fast), static_cast<std::int32_t>(node % fast)};
}

__device__ inline float sum_fine_nodes(const HalvingTransfer& transfer, const float* fine,
                                       const GridNode& node) {
  float sum = 0.0F;
#pragma unroll
  for (int a = -1; a <= 1; ++a) {
    const std::int32_t s = 2 * node.slow + a;
    if (s < 0 || s >= transfer.fine.slow) continue;
#pragma unroll
    for (int b = -1; b <= 1; ++b) {
      const std::int32_t f = 2 * node.fast + b;
      if (f < 0 || f >= transfer.fine.fast) continue;
      const float weight = (a == 0 ? 1.0F : 0.5F) * (b == 0 ? 1.0F : 0.5F);
      sum = sum + weight * fine[transfer.fine.place(s, f)];
    }
  }
  return sum;
}

/// The mean of the two or four coarse nodes around a fine one, or the coarse node itself.
__device__ inline float interpolate(const GridShape& shape, const float* coarse,
                                    const GridNode& fine) {
  const std::int64_t s = fine.slow / 2;
  const std::int64_t f = fine.fast / 2;
  const std::int64_t next_s = s + fine.slow % 2;
  const std::int64_t next_f = f + fine.fast % 2;
  const float low = 0.5F * (coarse[shape.place(s, f)] + coarse[shape.place(s, next_f)]);
  const float high = 0.5F * (coarse[shape.place(next_s, f)] + coarse[shape.place(next_s, next_f)]);
  return 0.5F * (low + high);
}

/// RestrictResidual at node `item` of the coarse grid.
__device__ inline void restrict_at_node(const HalvingTransfer& transfer, const float* fine,
                                        View<float> coarse, std::int64_t item) {
  const GridNode node = grid_node(item, transfer.coarse);
  coarse[transfer.coarse.place(node.slow, node.fast)] = sum_fine_nodes(transfer, fine, node);
}

/// ProlongCorrection at node `item` of the fine grid.
__device__ inline void prolong_at_node(const HalvingTransfer& transfer, const float* coarse,
                                       const LevelVectors& fine, std::int64_t item) {
  const GridNode node = grid_node(item, transfer.fine);
  const std::int64_t place = transfer.fine.place(node.slow, node.fast);
  const bool active = __ldg(transfer.active.data + place) > 0.0F;
  const float direction = active ? interpolate(transfer.coarse, coarse, node) : 0.0F;
  fine.direction[place] = direction;
  fine.x[place] = fine.x[place] + direction;
}

}  // namespace tessera::gpu
