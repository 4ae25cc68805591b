#include "tools/benchmarks/gpu_cycle.hpp"

#include "host/pipelines/multigrid_cost.hpp"
#include "kernels/stages/level_costs.hpp"
#include "tools/benchmarks/gpu_parts.hpp"

namespace tessera::bench {
namespace {

using State = Part::State;

std::int64_t bytes_of(const StageCost& cost) { return static_cast<std::int64_t>(cost.bytes); }

// All smoothing of a cycle on one element level; a step of the second smoothing knows the action of
// the correction by itself.
template <class Level>
std::int64_t smoothing_bytes(const Level& level, int degree) {
  return bytes_of(begin_smoothing_cost(level.row_count)) +
         (2 * degree - 1) * bytes_of(smooth_step_cost(level)) +
         bytes_of(subtract_action_cost(level));
}

// The same per node of a grid: 25 coefficients, the direction once, and the vectors.
constexpr std::int64_t kStencilBytes = 4 * kStencilNodes + 4;
constexpr std::int64_t kGridBytes =
    16 + (2 * kGridDegree - 1) * (kStencilBytes + 24) + (kStencilBytes + 8);
// To a halved grid and back, per fine node and per coarse one.
constexpr std::int64_t kHalvingBytesFine = 4 + 16;
constexpr std::int64_t kHalvingBytesCoarse = 4 + 4;

// Parents, the residual, the correction and its sum; per corner some four mid-side nodes.
std::int64_t corner_transfer_bytes(std::int64_t rows, std::int64_t corners) {
  return rows * (4 + 8 + 12) + corners * (16 + 4 + 4 + 4);
}

// Rows and weights of the corners twice, their residual, the correction and its sum.
std::int64_t grid_transfer_bytes(std::int64_t corners, std::int64_t nodes) {
  return corners * (2 * 20 + 4 + 12) + nodes * (4 + 4 + 4 + 4);
}

std::int64_t cycle_bytes(const FlowCounts& count) {
  const std::vector<std::int64_t>& size = count.level_sizes;
  if (!count.aggregate_entries.empty() || size.size() == 1) {
    return bytes_of(aggregates_cycle_cost(count.elements, size, count.aggregate_entries));
  }
  std::int64_t bytes =
      smoothing_bytes(count.quad8, kQuad8Degree) + smoothing_bytes(count.quad4, kQuad4Degree) +
      corner_transfer_bytes(size[0], size[1]) + grid_transfer_bytes(size[1], size[2]);
  for (std::size_t level = 2; level + 1 < size.size(); ++level) {
    bytes += size[level] * (kGridBytes + kHalvingBytesFine) + size[level + 1] * kHalvingBytesCoarse;
  }
  return bytes + size.back() * (4 * size.back() + 16);
}

}  // namespace

GpuCycle::GpuCycle(FlowArrays<gpu::Executor>& flow, const ElementArrays<gpu::Executor>& elements)
    : flow_(flow) {
  const ElementLayout layout = lay_out_elements(flow.host);
  multigrid_.emplace(flow.executor, flow.host, layout,
                     Quad8Places{elements.quad8.nodes, elements.quad8.incident}, flow.conductance);
}

void GpuCycle::narrow() { narrow_residual(flow_.executor, flow_.cg, by(), multigrid_->residual()); }

void GpuCycle::turn() {
  turn_direction(flow_.executor, flow_.cg, by(), multigrid_->correction(), false);
}

std::vector<Part> cycle_parts() {
  const auto precondition = [](GpuFlow& flow) {
    flow.arrays.restart(0.0);
    flow.cycle.narrow();
    flow.cycle.cycle();
  };
  return {
      {"multigrid_narrow_residual", State::warm, [](GpuFlow& flow) { flow.cycle.narrow(); },
       [](const FlowCounts& count) { return 20 * count.unknowns; }},
      {"multigrid_cycle", State::warm, [](GpuFlow& flow) { flow.cycle.cycle(); }, cycle_bytes,
       [](GpuFlow& flow) { flow.cycle.narrow(); }},
      {"multigrid_turn_direction", State::warm, [](GpuFlow& flow) { flow.cycle.turn(); },
       [](const FlowCounts& count) { return (20 + 28) * count.unknowns; }, precondition},
      {"multigrid_advance_iterate", State::warm,
       [](GpuFlow& flow) { advance_iterate(flow.executor, flow.arrays.cg); },
       [](const FlowCounts& count) { return 48 * count.unknowns; }},
  };
}

}  // namespace tessera::bench
