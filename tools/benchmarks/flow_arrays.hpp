#pragma once

#include <cmath>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "host/pipelines/flow_discretisation.hpp"
#include "host/pipelines/flow_problem.hpp"
#include "kernels/numerics/fixed_sum.hpp"
#include "kernels/stages/array.hpp"
#include "kernels/stages/boundary.hpp"
#include "kernels/stages/element_table.hpp"
#include "kernels/stages/equilibration.hpp"
#include "kernels/stages/krylov.hpp"
#include "kernels/stages/recovery.hpp"
#include "kernels/stages/sliced_matrix.hpp"
#include "kernels/stages/sparsity_pattern.hpp"
#include "kernels/stages/stiffness.hpp"

namespace tessera::bench {

/// The arrays of a flow solve on one executor, all at once and with every result in place, so that
/// any stage can be run again by itself: `stage(flow.executor, flow.table, ...)`.
template <class Exec>
class FlowArrays {
 public:
  FlowArrays(Exec& executor, const FlowProblem& problem);
  FlowArrays(const FlowArrays&) = delete;
  FlowArrays& operator=(const FlowArrays&) = delete;

  /// Assembles and equilibrates anew what stages changed in place, and starts a search that no
  /// tolerance ends.
  void restore();
  /// x = 0, r = p = b; iterates on until the norm of r is `target` times that of b.
  void restart(double target);
  [[nodiscard]] CgState state() const {
    return read_later(executor, View<const CgState>(cg.state)).get();
  }

  Exec& executor;
  FlowDiscretisation<Exec> host;

  ElementTable table;
  View<std::int32_t> row_offsets;
  PatternRows pattern;
  View<double> conductance;
  StiffnessRows rows;
  CsrMatrix csr;
  View<double> load, known, action, potential;
  View<double> scale, b;
  SlicePlan plan;
  SliceEntries slices;
  SlicedMatrix matrix;
  CgVectors cg;
  ElementFlow flow;
  View<double> pressure;

 private:
  template <class T>
  using Array = decltype(allocate<T>(std::declval<Exec&>(), 0));

  template <class Values>
  [[nodiscard]] auto put(const Values& values) {
    return upload(executor, std::span(values));
  }
  template <class T, class Memory>
  [[nodiscard]] View<T> make(tessera::Array<T, Memory>& array, std::int64_t count) {
    array = allocate<T>(executor, count);
    return array.view();
  }
  void find_pattern();
  void make_vectors();
  void make_slices();

  Array<std::int32_t> row_offsets_, columns_;
  Array<Slot> slots_;
  Array<double> conductance_, values_;
  Array<double> action_, potential_, scale_, b_;
  Array<std::int32_t> slice_rows_, sliced_columns_;
  Array<std::int64_t> slice_offsets_;
  Array<double> sliced_values_;
  Array<double> solution_, r_, p_, q_, chunk_sums_;
  Array<CgState> state_;
  Array<double> vx_, vy_, speed_, pressure_;
};

template <class Exec>
FlowArrays<Exec>::FlowArrays(Exec& on, const FlowProblem& problem)
    : executor(on), host(discretise(on, problem)), table(host.table()) {
  find_pattern();
  make_vectors();
  conductance = make(conductance_, conductance_count(table.element_count()));
  compute_conductance(executor, table, conductance);
  rows = {row_offsets, pattern.slots, conductance, make(values_, pattern.columns.count)};
  csr = {row_offsets, pattern.columns, rows.values};
  gather_stiffness(executor, table, rows);
  make_slices();
  restore();
}

template <class Exec>
void FlowArrays<Exec>::find_pattern() {
  row_offsets = make(row_offsets_, host.unknown_count + 1);
  const std::int64_t entries = compute_row_offsets(executor, table, row_offsets);
  pattern = {row_offsets, make(columns_, entries), make(slots_, table.incidences.count * 8)};
  fill_rows(executor, table, pattern);
}

template <class Exec>
void FlowArrays<Exec>::make_vectors() {
  const std::int64_t unknowns = host.unknown_count;
  const std::int64_t elements = table.element_count();
  load = host.load.view();
  known = host.known.view();
  action = make(action_, table.node_count());
  potential = make(potential_, table.node_count());
  scale = make(scale_, unknowns);
  b = make(b_, unknowns);
  cg = {make(solution_, unknowns),
        make(r_, unknowns),
        make(p_, unknowns),
        make(q_, unknowns),
        make(chunk_sums_, sum_chunk_count(unknowns)),
        make(state_, 1)};
  flow = {make(vx_, elements), make(vy_, elements), make(speed_, elements)};
  pressure = make(pressure_, elements);
  set_zero(executor, potential);
}

template <class Exec>
void FlowArrays<Exec>::make_slices() {
  const int lanes = slice_rows(executor);
  const std::int64_t count = slice_count_of(host.unknown_count, lanes);
  plan = {make(slice_rows_, count * lanes), make(slice_offsets_, count + 1), lanes};
  const std::int64_t entries = plan_slices(executor, csr, plan);
  slices = {make(sliced_columns_, entries), make(sliced_values_, entries)};
  matrix = {plan.rows,     plan.slice_offsets, slices.columns,
            slices.values, host.unknown_count, plan.slice_rows};
}

template <class Exec>
void FlowArrays<Exec>::restore() {
  gather_stiffness(executor, table, rows);
  apply_stiffness(executor, table, conductance, known, action);
  form_right_side(executor, load, action, b);
  compute_scale(executor, csr, scale);
  equilibrate(executor, csr, scale, b);
  fill_slices(executor, csr, plan, slices);
  restart(0.0);
}

template <class Exec>
void FlowArrays<Exec>::restart(double target) {
  set_zero(executor, cg.x);
  set_zero(executor, cg.q);
  set_zero(executor, cg.state);
  const double norm_b = std::sqrt(dot_product(executor, b, b));
  start_search(executor, matrix, b, cg, target * norm_b);
}

}  // namespace tessera::bench
