#include "host/pipelines/conjugate_gradient.hpp"
#include "kernels/stages/level_costs.hpp"
#include "tools/benchmarks/gpu_parts.hpp"

namespace tessera::bench {
namespace {

using State = Part::State;

constexpr ChebyshevStep kStep{0.25F, 0.25F};

// What subtract_action takes on an element level.
template <class Level>
StageCost subtract_cost(std::int64_t rows, std::int64_t elements) {
  return subtract_elements_cost<Level::kElementNodes, Level::kElementPairs>(rows, elements);
}

template <class Level>
std::int64_t smooth_bytes(std::int64_t rows, std::int64_t elements) {
  return bytes_of(subtract_cost<Level>(rows, elements) + chebyshev_step_cost(rows));
}

// Per row the inverse diagonal; of the action only what the conductances alone make of it.
template <class Level>
std::int64_t invert_bytes(std::int64_t rows, std::int64_t elements) {
  constexpr int kNodes = Level::kElementNodes;
  return bytes_of(element_sum_cost<kNodes, Level::kElementPairs>(elements, 4)) -
         4 * kNodes * elements + 8 * rows;
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
       [](const FlowCounts& count) {
         return invert_bytes<Quad8Level>(count.unknowns, count.elements);
       }},
      {"quad4_invert_diagonal", State::cold,
       [](GpuFlow& flow) {
         invert_diagonal(flow.executor, flow.elements.quad4, flow.elements.quad4_inverse);
       },
       [](const FlowCounts& count) {
         return invert_bytes<Quad4Level>(count.corners, count.elements);
       }},
      {"equilibrate_elements", State::cold,
       [](GpuFlow& flow) {
         equilibrate_elements(flow.executor, flow.elements.product, flow.elements.scale,
                              flow.elements.b);
       },
       [](const FlowCounts& count) {
         return bytes_of(multiply_elements_cost(count.unknowns, count.elements)) -
                32 * count.elements;
       }},
  };
}

std::vector<Part> quad8_parts() {
  return {
      {"quad8_begin_smoothing", State::warm,
       [](GpuFlow& flow) {
         begin_smoothing(flow.executor, flow.elements.quad8, flow.elements.quad8_vectors, kStep);
       },
       [](const FlowCounts& count) { return bytes_of(begin_smoothing_cost(count.unknowns)); }},
      {"quad8_smooth_step", State::warm,
       [](GpuFlow& flow) {
         smooth_step(flow.executor, flow.elements.quad8, flow.elements.quad8_vectors, kStep);
       },
       [](const FlowCounts& count) {
         return smooth_bytes<Quad8Level>(count.unknowns, count.elements);
       }},
      {"quad8_subtract_action", State::warm,
       [](GpuFlow& flow) {
         subtract_action(flow.executor, flow.elements.quad8, flow.elements.quad8_vectors);
       },
       [](const FlowCounts& count) {
         return bytes_of(subtract_cost<Quad8Level>(count.unknowns, count.elements));
       }},
  };
}

std::vector<Part> quad4_parts() {
  return {
      {"quad4_begin_smoothing", State::warm,
       [](GpuFlow& flow) {
         begin_smoothing(flow.executor, flow.elements.quad4, flow.elements.quad4_vectors, kStep);
       },
       [](const FlowCounts& count) { return bytes_of(begin_smoothing_cost(count.corners)); }},
      {"quad4_smooth_step", State::warm,
       [](GpuFlow& flow) {
         smooth_step(flow.executor, flow.elements.quad4, flow.elements.quad4_vectors, kStep);
       },
       [](const FlowCounts& count) {
         return smooth_bytes<Quad4Level>(count.corners, count.elements);
       }},
      {"quad4_subtract_action", State::warm,
       [](GpuFlow& flow) {
         subtract_action(flow.executor, flow.elements.quad4, flow.elements.quad4_vectors);
       },
       [](const FlowCounts& count) {
         return bytes_of(subtract_cost<Quad4Level>(count.corners, count.elements));
       }},
  };
}

std::vector<Part> product_parts() {
  return {
      {"elements_multiply_direction", State::warm,
       [](GpuFlow& flow) {
         multiply_direction(flow.executor, flow.elements.product, flow.arrays.cg);
       },
       [](const FlowCounts& count) {
         return bytes_of(multiply_elements_cost(count.unknowns, count.elements));
       }},
      {"elements_iteration", State::warm,
       [](GpuFlow& flow) { iterate(flow.executor, flow.elements.product, flow.arrays.cg); },
       [](const FlowCounts& count) {
         return bytes_of(multiply_elements_cost(count.unknowns, count.elements) +
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
