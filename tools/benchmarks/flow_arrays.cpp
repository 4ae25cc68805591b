#include "tools/benchmarks/flow_arrays.hpp"

#include <cmath>
#include <span>

#include "cpu_fallback/stages.hpp"
#include "kernels/numerics/fixed_sum.hpp"

namespace tessera::bench {

FlowArrays::FlowArrays(cpu::Executor& on, const FlowProblem& problem)
    : executor(on), host(discretise(problem)) {
  const auto copy = [&](const auto& values) {
    return cpu::upload(executor, std::span(values.data(), values.size()));
  };
  x_ = copy(host.x);
  y_ = copy(host.y);
  conductivity_ = copy(host.conductivity);
  nodes_ = copy(host.nodes);
  incidence_offsets_ = copy(host.incidence_offsets);
  incidences_ = copy(host.incidences);
  table = {x_.view(),
           y_.view(),
           nodes_.view(),
           conductivity_.view(),
           incidence_offsets_.view(),
           incidences_.view(),
           host.unknown_count};
  find_pattern();
  conductance_ = cpu::allocate<double>(executor, conductance_count(table.element_count()));
  compute_conductance();
  values_ = cpu::allocate<double>(executor, columns_.count());
  gather();
  slice();

  for (auto* vector : {&solution_, &r_, &p_, &q_}) {
    *vector = cpu::allocate<double>(executor, host.unknown_count);
  }
  chunk_sums_ = cpu::allocate<double>(executor, sum_chunk_count(host.unknown_count));
  state_ = cpu::allocate<CgState>(executor, 1);
  cg = {solution_.view(), r_.view(), p_.view(), q_.view(), chunk_sums_.view(), state_.view()};
  start_search(0.0);
}

void FlowArrays::find_pattern() {
  row_offsets_ = cpu::allocate<std::int32_t>(executor, host.unknown_count + 1);
  const std::int64_t entries = cpu::compute_row_offsets(executor, table, row_offsets_.view());
  columns_ = cpu::allocate<std::int32_t>(executor, entries);
  slots_ = cpu::allocate<Slot>(executor, table.incidences.count * kQuad8Nodes);
  cpu::fill_rows(executor, table, PatternRows{row_offsets_.view(), columns_.view(), slots_.view()});
}

void FlowArrays::compute_conductance() {
  cpu::compute_conductance(executor, table, conductance_.view());
}

void FlowArrays::gather() {
  cpu::gather_stiffness(
      executor, table,
      StiffnessRows{row_offsets_.view(), slots_.view(), conductance_.view(), values_.view()});
}

void FlowArrays::slice() {
  const CsrMatrix csr{row_offsets_.view(), columns_.view(), values_.view()};
  const std::span<const double> load(host.load.data(),
                                     static_cast<std::size_t>(host.unknown_count));
  b_ = cpu::upload(executor, load);
  scale_ = cpu::allocate<double>(executor, host.unknown_count);
  cpu::compute_scale(executor, csr, scale_.view());
  cpu::equilibrate(executor, csr, scale_.view(), b_.view());
  b = b_.view();

  const int lanes = cpu::slice_rows(executor);
  const std::int64_t slices = slice_count_of(host.unknown_count, lanes);
  slice_rows_ = cpu::allocate<std::int32_t>(executor, slices * lanes);
  slice_offsets_ = cpu::allocate<std::int64_t>(executor, slices + 1);
  const SlicePlan plan{slice_rows_.view(), slice_offsets_.view(), lanes};
  const std::int64_t entries = cpu::plan_slices(executor, csr, plan);
  sliced_columns_ = cpu::allocate<std::int32_t>(executor, entries);
  sliced_values_ = cpu::allocate<double>(executor, entries);
  cpu::fill_slices(executor, csr, plan,
                   SliceEntries{sliced_columns_.view(), sliced_values_.view()});
  matrix = {slice_rows_.view(),    slice_offsets_.view(), sliced_columns_.view(),
            sliced_values_.view(), host.unknown_count,    lanes};
}

void FlowArrays::start_search(double target) {
  cpu::set_zero(executor, cg.x);
  cpu::set_zero(executor, cg.state);
  const double norm_b = std::sqrt(cpu::dot_product(executor, b, b));
  cpu::start_search(executor, matrix, b, cg, target * norm_b);
}

}  // namespace tessera::bench
