#pragma once

#include "kernels/stages/grid_level.hpp"

// What smoothing does at one node of a grid. Half a warp has a line of 16 nodes and reads 64 bytes
// of each of its 25 planes. Vectors are read by plain loads: a kernel that makes several steps has
// written them itself, and the read-only cache would not know.

namespace tessera::gpu {

inline constexpr int kLineNodes = static_cast<int>(kFloatLanes);

/// A node of a line that has active ones.
struct LineNode {
  std::int64_t line;
  int lane;
  std::int64_t place;
};

/// Nodes of such lines.
__host__ __device__ inline std::int64_t line_node_count(const GridLevel& level) {
  return level.lines.count * kLineNodes;
}

/// One of them by its number.
__device__ inline LineNode line_node(const GridLevel& level, std::int64_t item) {
  const std::int64_t line = __ldg(level.lines.data + item / kLineNodes);
  const int lane = static_cast<int>(item) % kLineNodes;
  return {line, lane, level.shape.place(0, 0) + line * kLineNodes + lane};
}

/// r - A direction, the five rows of neighbours summed apart.
__device__ inline float residual_of(const GridLevel& level, const LevelVectors& at,
                                    const LineNode& node) {
  const std::int64_t stride = level.shape.stride();
  const float* const stencil =
      level.stencil.data + node.line * kStencilNodes * kLineNodes + node.lane;
  const float* const neighbours = at.direction.data + node.place - 2 * stride - 2;
  float action = 0.0F;
#pragma unroll
  for (int row = 0; row < kStencil; ++row) {
    float sum = 0.0F;
#pragma unroll
    for (int k = 0; k < kStencil; ++k) {
      sum = sum + __ldg(stencil + (row * kStencil + k) * kLineNodes) * neighbours[row * stride + k];
    }
    action = action + sum;
  }
  return at.r[node.place] - action;
}

/// BeginSmoothing.
__device__ inline void begin_at_node(const GridLevel& level, const LevelVectors& at,
                                     ChebyshevStep step, const LineNode& node) {
  const float direction =
      first_direction(step, __ldg(level.inverse_diagonal.data + node.place), at.r[node.place]);
  at.direction[node.place] = direction;
  at.x[node.place] = direction;
}

/// SmoothStep.
__device__ inline void smooth_node(const GridLevel& level, const LevelVectors& at,
                                   ChebyshevStep step, const LineNode& node) {
  const float r = residual_of(level, at, node);
  const float direction = next_direction(step, at.direction[node.place],
                                         __ldg(level.inverse_diagonal.data + node.place), r);
  at.r[node.place] = r;
  at.spare[node.place] = direction;
  at.x[node.place] = at.x[node.place] + direction;
}

/// SubtractAction.
__device__ inline void subtract_at_node(const GridLevel& level, const LevelVectors& at,
                                        const LineNode& node) {
  at.r[node.place] = residual_of(level, at, node);
}

}  // namespace tessera::gpu
