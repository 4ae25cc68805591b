#include "tools/benchmarks/gpu_cycle.hpp"

#include "host/pipelines/multigrid_cost.hpp"
#include "tools/benchmarks/gpu_parts.hpp"

namespace tessera::bench {
namespace {

using State = Part::State;

std::int64_t cycle_bytes(const FlowCounts& count) {
  return bytes_of(count.aggregate_entries.empty()
                      ? multigrid_cycle_cost(count.elements, count.level_sizes)
                      : aggregates_cycle_cost(count.elements, count.finest_degree,
                                              count.level_sizes, count.aggregate_entries));
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
