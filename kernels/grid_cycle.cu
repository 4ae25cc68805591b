#include <algorithm>

#include "kernels/cuda/coarsest_row.cuh"
#include "kernels/cuda/cooperative_launch.cuh"
#include "kernels/cuda/grid_barrier.cuh"
#include "kernels/cuda/grid_node.cuh"
#include "kernels/cuda/halving_node.cuh"
#include "kernels/cuda/row_chunks.cuh"
#include "kernels/gpu_stages.hpp"
#include "kernels/stages/grid_cycle.hpp"

// All grids of a cycle in one kernel, whose blocks stay and meet at barriers. Its steps are small:
// a kernel each would take longer to start than to run. See docs/multigrid.md.

namespace tessera {
namespace {

using gpu::arrivals_between;
using gpu::GridBarrier;
using gpu::kLineNodes;
using gpu::line_node;
using gpu::line_node_count;

constexpr int kThreads = 512;
/// So many nodes take one block about as long as a barrier between blocks takes.
constexpr std::int64_t kNodesOfOneBlock = 1024;
/// Fewer per block would not make a step of many blocks any faster.
constexpr std::int64_t kLeastNodesPerBlock = 128;
/// What fits into the 4 KiB of a kernel's parameters.
constexpr std::size_t kMostGrids = 12;
constexpr std::size_t kMostSteps = 152;

/// A GridCycle as the kernel gets it.
struct ResidentCycle {
  GridOfCycle grids[kMostGrids];
  GridStep steps[kMostSteps];
  std::uint16_t blocks[kMostSteps + 1];  // that make a step, and 0 behind the last one
  std::int32_t step_count;
  unsigned arrivals;
  unsigned* counter;
  DenseInverse coarsest;
};
static_assert(sizeof(ResidentCycle) <= 4096);

/// Calls `use(item)` for the items of this thread: a block has neighbouring lines of the grid.
template <class Use>
__device__ void for_share(std::int64_t items, unsigned blocks, const Use& use) {
  const auto lines = static_cast<std::uint32_t>((items + kLineNodes - 1) / kLineNodes);
  const std::uint32_t share = (lines + blocks - 1) / blocks * kLineNodes;
  const std::int64_t first = std::int64_t{blockIdx.x} * share;
  const std::int64_t end = min(first + share, items);
  for (std::int64_t item = first + threadIdx.x; item < end; item += kThreads) use(item);
}

__device__ void solve(const DenseInverse& inverse, const LevelVectors& at) {
  __shared__ float tile[kThreads];
  for (std::int64_t first = 0; first < inverse.places.count; first += kThreads) {
    gpu::solve_row<kThreads>(inverse, at, first + threadIdx.x, tile);
  }
}

__device__ void take_step(const ResidentCycle& cycle, const GridStep& step, unsigned blocks) {
  const GridOfCycle& grid = cycle.grids[step.grid];
  const GridOfCycle& next = cycle.grids[min(step.grid + 1, static_cast<int>(kMostGrids) - 1)];
  const LevelVectors at = vectors_of(grid, step.turned);
  const std::int64_t line_nodes = line_node_count(grid.level);
  switch (step.task) {
    case GridTask::begin_smoothing:
      return for_share(line_nodes, blocks, [&](std::int64_t item) {
        gpu::begin_at_node(grid.level, at, step.smoothing, line_node(grid.level, item));
      });
    case GridTask::smooth_step:
      return for_share(line_nodes, blocks, [&](std::int64_t item) {
        gpu::smooth_node(grid.level, at, step.smoothing, line_node(grid.level, item));
      });
    case GridTask::subtract_action:
      return for_share(line_nodes, blocks, [&](std::int64_t item) {
        gpu::subtract_at_node(grid.level, at, line_node(grid.level, item));
      });
    case GridTask::restrict_residual:
      return for_share(next.level.shape.node_count(), blocks, [&](std::int64_t item) {
        gpu::restrict_at_node(halving_between(grid, next), at.r.data, next.at.r, item);
      });
    case GridTask::prolong_correction:
      return for_share(grid.level.shape.node_count(), blocks, [&](std::int64_t item) {
        gpu::prolong_at_node(halving_between(grid, next), next.at.x.data, at, item);
      });
    case GridTask::solve_coarsest:
      return solve(cycle.coarsest, at);
  }
}

__global__ void __launch_bounds__(kThreads)
    grid_cycle_kernel(const __grid_constant__ ResidentCycle cycle) {
  GridBarrier barrier(cycle.counter, cycle.arrivals);
  for (int at = 0; at < cycle.step_count; ++at) {
    const unsigned blocks = cycle.blocks[at];
    if (blockIdx.x < blocks) take_step(cycle, cycle.steps[at], blocks);
    barrier.pass(blocks, cycle.blocks[at + 1]);
  }
}

/// Threads that a step has work for.
std::int64_t items_of(const GridCycle& cycle, const GridStep& step) {
  const GridLevel& level = cycle.grids[step.grid].level;
  switch (step.task) {
    case GridTask::restrict_residual:
      return cycle.grids[step.grid + 1U].level.shape.node_count();
    case GridTask::prolong_correction:
      return level.shape.node_count();
    case GridTask::solve_coarsest:
      return 1;
    default:
      return line_node_count(level);
  }
}

std::uint16_t blocks_of(std::int64_t items, std::int64_t most_blocks) {
  if (items <= kNodesOfOneBlock) return 1;
  return static_cast<std::uint16_t>(
      std::min(gpu::blocks_for(items, kLeastNodesPerBlock), most_blocks));
}

bool fits(const GridCycle& cycle) {
  return cycle.grids.size() <= kMostGrids && cycle.steps.size() <= kMostSteps;
}

/// `cycle`, which fits, for at most `most_blocks` blocks.
ResidentCycle resident(const GridCycle& cycle, std::int64_t most_blocks, unsigned* counter) {
  ResidentCycle made{};
  std::ranges::copy(cycle.grids, made.grids);
  std::ranges::copy(cycle.steps, made.steps);
  std::ranges::transform(cycle.steps, made.blocks, [&](const GridStep& step) {
    return blocks_of(items_of(cycle, step), most_blocks);
  });
  made.step_count = static_cast<std::int32_t>(cycle.steps.size());
  for (std::size_t at = 0; at < cycle.steps.size(); ++at) {
    made.arrivals += arrivals_between(made.blocks[at], made.blocks[at + 1]);
  }
  made.counter = counter;
  made.coarsest = cycle.coarsest;
  return made;
}

}  // namespace

void gpu::run_grid_cycle(Executor& executor, const GridCycle& cycle) {
  if (cycle.steps.empty()) return;
  const std::int64_t most_blocks = cooperative_blocks(executor, kThreads, grid_cycle_kernel);
  if (most_blocks > 0 && fits(cycle)) {
    const ResidentCycle made = resident(cycle, most_blocks, ticket_of(executor));
    const std::int64_t blocks = *std::ranges::max_element(made.blocks);
    if (launch_cooperatively(executor, blocks, kThreads, grid_cycle_kernel, made)) return;
  }
  take_grid_steps(executor, cycle);
}

}  // namespace tessera
