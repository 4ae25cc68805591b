#include "host/pipelines/conjugate_gradient.hpp"
#include "kernels/stages/level_costs.hpp"
#include "tools/benchmarks/gpu_parts.hpp"

namespace tessera::bench {
namespace {

using State = Part::State;

constexpr ChebyshevStep kStep{0.25F, 0.25F};

std::int64_t bytes_of(const StageCost& cost) { return static_cast<std::int64_t>(cost.bytes); }

// Per row the inverse diagonal; of the action only what the conductances alone make of it.
template <class Level>
std::int64_t invert_bytes(const Level& level) {
  return bytes_of(level_action_cost(level)) - 4 * Level::kElementNodes * level.element_count +
         8 * level.row_count;
}

std::vector<Part> setup_parts() {
  return {
      {"derive_levels", State::cold,
       [](GpuFlow& flow) {
         derive_levels(flow.executor, flow.elements.quad8.element_count, flow.arrays.conductance,
                       1.0, flow.elements.derived);
       },
       [](const FlowCounts& count) { return bytes_of(derive_levels_cost(count.elements)); }},
      {"quad8_invert_diagonal", State::cold,
       [](GpuFlow& flow) {
         invert_diagonal(flow.executor, flow.elements.quad8, flow.elements.quad8_inverse);
       },
       [](const FlowCounts& count) { return invert_bytes(count.quad8); }},
      {"quad4_invert_diagonal", State::cold,
       [](GpuFlow& flow) {
         invert_diagonal(flow.executor, flow.elements.quad4, flow.elements.quad4_inverse);
       },
       [](const FlowCounts& count) { return invert_bytes(count.quad4); }},
      {"equilibrate_elements", State::cold,
       [](GpuFlow& flow) {
         equilibrate_elements(flow.executor, flow.elements.product, flow.elements.scale,
                              flow.elements.b);
       },
       [](const FlowCounts& count) {
         return bytes_of(multiply_elements_cost(count.product)) - 32 * count.elements;
       }},
  };
}

std::vector<Part> quad8_parts() {
  return {
      {"quad8_begin_smoothing", State::warm,
       [](GpuFlow& flow) {
         begin_smoothing(flow.executor, flow.elements.quad8, flow.elements.quad8_vectors, kStep);
       },
       [](const FlowCounts& count) {
         return bytes_of(begin_smoothing_cost(count.quad8.row_count));
       }},
      {"quad8_smooth_step", State::warm,
       [](GpuFlow& flow) {
         smooth_step(flow.executor, flow.elements.quad8, flow.elements.quad8_vectors, kStep);
       },
       [](const FlowCounts& count) { return bytes_of(smooth_step_cost(count.quad8)); }},
      {"quad8_subtract_action", State::warm,
       [](GpuFlow& flow) {
         subtract_action(flow.executor, flow.elements.quad8, flow.elements.quad8_vectors);
       },
       [](const FlowCounts& count) { return bytes_of(subtract_action_cost(count.quad8)); }},
  };
}

std::vector<Part> quad4_parts() {
  return {
      {"quad4_begin_smoothing", State::warm,
       [](GpuFlow& flow) {
         begin_smoothing(flow.executor, flow.elements.quad4, flow.elements.quad4_vectors, kStep);
       },
       [](const FlowCounts& count) {
         return bytes_of(begin_smoothing_cost(count.quad4.row_count));
       }},
      {"quad4_smooth_step", State::warm,
       [](GpuFlow& flow) {
         smooth_step(flow.executor, flow.elements.quad4, flow.elements.quad4_vectors, kStep);
       },
       [](const FlowCounts& count) { return bytes_of(smooth_step_cost(count.quad4)); }},
      {"quad4_subtract_action", State::warm,
       [](GpuFlow& flow) {
         subtract_action(flow.executor, flow.elements.quad4, flow.elements.quad4_vectors);
       },
       [](const FlowCounts& count) { return bytes_of(subtract_action_cost(count.quad4)); }},
  };
}

std::vector<Part> product_parts() {
  return {
      {"elements_multiply_direction", State::warm,
       [](GpuFlow& flow) {
         multiply_direction(flow.executor, flow.elements.product, flow.arrays.cg);
       },
       [](const FlowCounts& count) { return bytes_of(multiply_elements_cost(count.product)); }},
      {"elements_iteration", State::warm,
       [](GpuFlow& flow) { iterate(flow.executor, flow.elements.product, flow.arrays.cg); },
       [](const FlowCounts& count) {
         return bytes_of(multiply_elements_cost(count.product) +
                         advance_residual_cost(count.unknowns) +
                         advance_solution_cost(count.unknowns));
       }},
  };
}

}  // namespace

std::vector<Part> element_parts() {
  std::vector<Part> all;
  for (const auto& group : {setup_parts(), product_parts(), quad8_parts(), quad4_parts()}) {
    all.insert(all.end(), group.begin(), group.end());
  }
  return all;
}

}  // namespace tessera::bench
