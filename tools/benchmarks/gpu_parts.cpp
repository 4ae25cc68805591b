#include "tools/benchmarks/gpu_parts.hpp"

#include <exception>

#include "host/pipelines/conjugate_gradient.hpp"

namespace tessera::bench {
namespace {

using State = Part::State;

constexpr double kDensity = 1.225;
constexpr double kReferencePressure = 101325.0;

// What a vector update moves per row: r, q in and r out; x, p, r in and x, p out.
constexpr std::int64_t kUpdateBytes = 24 + 40;

void fill_triplets_of(GpuFlow& flow) {
  fill_triplets(flow.executor, flow.arrays.table, flow.arrays.conductance, flow.triplets);
}
void sort_triplets_of(GpuFlow& flow) {
  fill_triplets_of(flow);
  sort_triplets(flow.executor, flow.triplets);
}
void find_entries_of(GpuFlow& flow) {
  static_cast<void>(
      find_entries(flow.executor, flow.triplets, flow.first_triplet, flow.arrays.row_offsets));
}

std::vector<Part> assembly_parts() {
  return {
      {"row_offsets", State::cold,
       [](GpuFlow& flow) {
         compute_row_offsets(flow.executor, flow.arrays.table, flow.arrays.row_offsets);
       },
       [](const FlowCounts& count) { return 64 * count.elements + 8 * count.unknowns; }},
      {"fill_rows", State::cold,
       [](GpuFlow& flow) { fill_rows(flow.executor, flow.arrays.table, flow.arrays.pattern); },
       [](const FlowCounts& count) {
         return (64 + 128) * count.elements + 8 * count.unknowns + 4 * count.entries;
       }},
      {"conductance", State::cold,
       [](GpuFlow& flow) {
         compute_conductance(flow.executor, flow.arrays.table, flow.arrays.conductance);
       },
       [](const FlowCounts& count) { return (40 + 224) * count.elements + 16 * count.nodes; }},
      {"gather", State::cold,
       [](GpuFlow& flow) { gather_stiffness(flow.executor, flow.arrays.table, flow.arrays.rows); },
       [](const FlowCounts& count) {
         return (224 + 128 + 32) * count.elements + 8 * count.unknowns + 8 * count.entries;
       }},
  };
}

std::vector<Part> triplet_parts() {
  return {
      {"triplets_fill", State::cold, fill_triplets_of,
       [](const FlowCounts& count) { return (32 + 224 + 1024) * count.elements; }},
      {"triplets_sort", State::cold,
       [](GpuFlow& flow) { sort_triplets(flow.executor, flow.triplets); },
       [](const FlowCounts& count) { return 2048 * count.elements; }, fill_triplets_of},
      {"triplets_find", State::cold, find_entries_of,
       [](const FlowCounts& count) {
         return 512 * count.elements + 4 * count.entries + 4 * count.unknowns;
       },
       sort_triplets_of},
      {"triplets_sum", State::cold,
       [](GpuFlow& flow) {
         sum_triplets(flow.executor, flow.triplets,
                      {part(flow.first_triplet, 0, flow.arrays.csr.values.count + 1),
                       flow.arrays.pattern.columns, flow.arrays.rows.values});
       },
       [](const FlowCounts& count) { return 512 * count.elements + (4 + 8 + 12) * count.entries; },
       [](GpuFlow& flow) {
         sort_triplets_of(flow);
         find_entries_of(flow);
       }},
  };
}

std::vector<Part> condition_parts() {
  return {
      {"source_load", State::cold,
       [](GpuFlow& flow) {
         add_source_load(flow.executor, flow.arrays.table, {flow.element_source, {}},
                         flow.arrays.action);
       },
       [](const FlowCounts& count) { return 72 * count.elements + 36 * count.nodes; }},
      {"apply_stiffness", State::cold,
       [](GpuFlow& flow) {
         apply_stiffness(flow.executor, flow.arrays.table, flow.arrays.conductance,
                         flow.arrays.known, flow.arrays.action);
       },
       [](const FlowCounts& count) { return (224 + 32 + 32) * count.elements + 20 * count.nodes; }},
      {"form_right_side", State::cold,
       [](GpuFlow& flow) {
         form_right_side(flow.executor, flow.arrays.load, flow.arrays.action, flow.arrays.b);
       },
       [](const FlowCounts& count) { return 24 * count.unknowns; }},
      {"compute_scale", State::cold,
       [](GpuFlow& flow) { compute_scale(flow.executor, flow.arrays.csr, flow.arrays.scale); },
       [](const FlowCounts& count) { return 20 * count.unknowns + 4 * count.entries; }},
      {"equilibrate", State::cold,
       [](GpuFlow& flow) {
         equilibrate(flow.executor, flow.arrays.csr, flow.arrays.scale, flow.arrays.b);
       },
       [](const FlowCounts& count) { return 28 * count.unknowns + 20 * count.entries; }},
      {"plan_slices", State::cold,
       [](GpuFlow& flow) { plan_slices(flow.executor, flow.arrays.csr, flow.arrays.plan); },
       [](const FlowCounts& count) { return 8 * count.unknowns; }},
      {"fill_slices", State::cold,
       [](GpuFlow& flow) {
         fill_slices(flow.executor, flow.arrays.csr, flow.arrays.plan, flow.arrays.slices);
       },
       [](const FlowCounts& count) {
         return 8 * count.unknowns + 12 * count.entries + 12 * count.sliced_entries;
       }},
  };
}

std::vector<Part> solver_parts() {
  return {
      {"csr_multiply_direction", State::warm,
       [](GpuFlow& flow) { multiply_direction(flow.executor, flow.arrays.matrix, flow.arrays.cg); },
       [](const FlowCounts& count) {
         return csr_iteration_bytes(count) - kUpdateBytes * count.unknowns;
       }},
      {"cusparse_multiply_direction", State::warm,
       [](GpuFlow& flow) { multiply_direction(flow.executor, *flow.vendor(), flow.arrays.cg); },
       [](const FlowCounts& count) {
         return cusparse_iteration_bytes(count) - kUpdateBytes * count.unknowns;
       }},
      {"advance_residual", State::warm,
       [](GpuFlow& flow) { advance_residual(flow.executor, flow.arrays.cg); },
       [](const FlowCounts& count) { return 24 * count.unknowns; }},
      {"advance_solution", State::warm,
       [](GpuFlow& flow) { advance_solution(flow.executor, flow.arrays.cg); },
       [](const FlowCounts& count) { return 40 * count.unknowns; }},
      {"csr_iteration", State::warm,
       [](GpuFlow& flow) { iterate(flow.executor, flow.arrays.matrix, flow.arrays.cg); },
       csr_iteration_bytes},
      {"cusparse_iteration", State::warm,
       [](GpuFlow& flow) { iterate(flow.executor, *flow.vendor(), flow.arrays.cg); },
       cusparse_iteration_bytes},
  };
}

std::vector<Part> recovery_parts() {
  return {
      {"compose_potential", State::cold,
       [](GpuFlow& flow) {
         const auto& arrays = flow.arrays;
         compose_potential(flow.executor, {arrays.cg.x, arrays.scale, arrays.known},
                           arrays.potential);
       },
       [](const FlowCounts& count) { return 16 * count.nodes + 8 * count.unknowns; }},
      {"recover_velocity", State::cold,
       [](GpuFlow& flow) {
         recover_velocity(flow.executor, flow.arrays.table, flow.arrays.potential,
                          flow.arrays.flow);
       },
       [](const FlowCounts& count) { return (40 + 24) * count.elements + 24 * count.nodes; }},
      {"recover_pressure", State::cold,
       [](GpuFlow& flow) {
         recover_pressure(flow.executor, flow.arrays.flow.speed, kDensity, kReferencePressure,
                          flow.arrays.pressure);
       },
       [](const FlowCounts& count) { return 16 * count.elements; }},
      {"dot_product", State::cold,
       [](GpuFlow& flow) {
         static_cast<void>(dot_product(flow.executor, flow.arrays.potential, flow.arrays.action));
       },
       [](const FlowCounts& count) { return 16 * count.nodes; }},
  };
}

}  // namespace

GpuFlow::GpuFlow(gpu::Executor& on, const FlowProblem& problem)
    : executor(on), arrays(on, problem), elements(arrays), cycle(arrays, elements) {
  const std::int64_t count = arrays.table.element_count() * kElementTriplets;
  keys_ = gpu::allocate<std::uint64_t>(executor, count);
  triplet_values_ = gpu::allocate<double>(executor, count);
  first_triplet_ = gpu::allocate<std::int32_t>(executor, count + 1);
  element_source_ = gpu::allocate<double>(executor, arrays.table.element_count());
  triplets = {keys_.view(), triplet_values_.view()};
  first_triplet = first_triplet_.view();
  element_source = element_source_.view();
  gpu::set_zero(executor, element_source);
  try {
    vendor_ = std::make_unique<gpu::CusparseMatrix>(executor, arrays.csr);
  } catch (const std::exception& failure) {
    vendor_obstacle_ = failure.what();
  }
}

FlowCounts::FlowCounts(const GpuFlow& flow)
    : elements(flow.arrays.table.element_count()),
      nodes(flow.arrays.table.node_count()),
      unknowns(flow.arrays.host.unknown_count),
      entries(flow.arrays.csr.values.count),
      sliced_entries(flow.arrays.matrix.values.count),
      corners(flow.elements.quad4.row_count),
      level_sizes(flow.cycle.level_sizes()),
      finest_degree(flow.cycle.finest_degree()),
      aggregate_entries(flow.cycle.aggregate_entries()) {}

// 12 bytes per entry; per row its number, p for the dot product, and q.
std::int64_t csr_iteration_bytes(const FlowCounts& count) {
  return 12 * count.sliced_entries + (4 + 8 + 8 + kUpdateBytes) * count.unknowns;
}

// The product is the vendor's; p and q are read once more for the dot product.
std::int64_t cusparse_iteration_bytes(const FlowCounts& count) {
  return 12 * count.entries + (4 + 8 + 8 + 16 + kUpdateBytes) * count.unknowns;
}

std::vector<Part> all_parts() {
  std::vector<Part> all;
  for (const auto& group : {assembly_parts(), triplet_parts(), condition_parts(), solver_parts(),
                            element_parts(), cycle_parts(), recovery_parts()}) {
    all.insert(all.end(), group.begin(), group.end());
  }
  return all;
}

}  // namespace tessera::bench
