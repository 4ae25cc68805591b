#pragma once

#include "host/pipelines/flow_solve.hpp"

// FlowSolve from the system to the results.

namespace tessera {

template <class Exec>
void FlowSolve<Exec>::prepare_operator() {
  slots_ = {};
  if (is_matrix_free()) return;
  if constexpr (HasVendorMatrix<Exec>) {
    // The vendor takes no matrix without rows; there is nothing to multiply then.
    if (method_.linear_operator == LinearOperator::cusparse && host_.unknown_count > 0) {
      vendor_matrix_.emplace(executor_, matrix());
      return;
    }
  }
  slice();
}

// Returns the number of entries, padding included.
template <class Exec>
std::int64_t FlowSolve<Exec>::plan(int lanes) {
  const std::int64_t slices = slice_count_of(host_.unknown_count, lanes);
  slice_rows_ = allocate<std::int32_t>(executor_, slices * lanes);
  slice_offsets_ = allocate<std::int64_t>(executor_, slices + 1);
  return plan_slices(executor_, matrix(),
                     SlicePlan{slice_rows_.view(), slice_offsets_.view(), lanes});
}

template <class Exec>
void FlowSolve<Exec>::slice() {
  const int lanes = slice_rows(executor_);
  const std::int64_t entries = plan(lanes);
  sliced_columns_ = allocate<std::int32_t>(executor_, entries);
  sliced_values_ = allocate<double>(executor_, entries);
  fill_slices(executor_, matrix(), SlicePlan{slice_rows_.view(), slice_offsets_.view(), lanes},
              SliceEntries{sliced_columns_.view(), sliced_values_.view()});
  values_ = {};
  columns_ = {};
  row_offsets_ = {};
}

template <class Exec>
void FlowSolve<Exec>::prepare_preconditioner() {
  if constexpr (HasElementStages<Exec>) {
    if (method_.preconditioner != Preconditioner::multigrid || host_.unknown_count == 0) return;
    multigrid_.emplace(executor_, host_, *layout_, quad8_places_, conductance_.view());
    preconditioner_.used = Preconditioner::multigrid;
    preconditioner_.level_unknowns = multigrid_->level_sizes();
    preconditioner_.coarse = multigrid_->coarse();
    preconditioner_.finest_degree = multigrid_->finest_degree();
    preconditioner_.aggregate_entries = multigrid_->aggregate_entries();
    if constexpr (!std::is_same_v<Exec, cpu::Executor>) layout_.reset();
  }
}

template <class Exec>
template <class Observer>
CgReport FlowSolve<Exec>::solve(const CgSettings& settings, Observer&& observe) {
  for (auto* vector : {&solution_, &r_, &p_, &q_}) {
    *vector = allocate<double>(executor_, host_.unknown_count);
  }
  chunk_sums_ = allocate<double>(executor_, sum_chunk_count(host_.unknown_count));
  state_ = allocate<CgState>(executor_, 1);
  if constexpr (HasVendorMatrix<Exec>) {
    if (vendor_matrix_) return solve_with(*vendor_matrix_, settings, observe);
  }
  if constexpr (HasElementStages<Exec>) {
    if (is_matrix_free()) return solve_with(element_operator_, settings, observe);
  }
  return solve_with(sliced_matrix(), settings, observe);
}

template <class Exec>
template <class Matrix, class Observer>
CgReport FlowSolve<Exec>::solve_with(const Matrix& A, const CgSettings& settings,
                                     Observer& observe) {
  if constexpr (HasElementStages<Exec>) {
    if (multigrid_) {
      return preconditioned_gradient(executor_,
                                     EquilibratedSystem<Matrix>{A, b_.view(), scale_.view()},
                                     *multigrid_, cg_vectors(), settings, observe, preconditioner_);
    }
  }
  return conjugate_gradient(executor_, A, b_.view(), cg_vectors(), settings, observe);
}

template <class Exec>
FlowResult FlowSolve<Exec>::recover() {
  const std::int64_t elements = table_.element_count();
  auto u = allocate<double>(executor_, table_.node_count());
  auto action = allocate<double>(executor_, table_.node_count());
  compose_potential(executor_, PotentialParts{solution_.view(), scale_.view(), known_.view()},
                    u.view());
  apply_stiffness(executor_, table_, conductance_.view(), u.view(), action.view());

  auto vx = allocate<double>(executor_, elements);
  auto vy = allocate<double>(executor_, elements);
  auto speed = allocate<double>(executor_, elements);
  auto pressure = allocate<double>(executor_, elements);
  recover_velocity(executor_, table_, u.view(), ElementFlow{vx.view(), vy.view(), speed.view()});
  recover_pressure(executor_, speed.view(), problem_.density, problem_.reference_pressure,
                   pressure.view());

  FlowResult result;
  result.energy = dot_product(executor_, u.view(), action.view());
  result.potential = nodes_in_file_order(u.view());
  result.stiffness_action = nodes_in_file_order(action.view());
  result.load = nodes_in_file_order(load_.view());
  for (std::size_t node = 0; node < host_.file_node.size(); ++node) {
    result.source_flow +=
        result.load[static_cast<std::size_t>(host_.file_node[node])] - host_.load[node];
  }
  const std::vector<double> x_velocity = elements_in_file_order(vx.view());
  const std::vector<double> y_velocity = elements_in_file_order(vy.view());
  result.velocity.reserve(2 * x_velocity.size());
  for (std::size_t element = 0; element < x_velocity.size(); ++element) {
    result.velocity.push_back(x_velocity[element]);
    result.velocity.push_back(y_velocity[element]);
  }
  result.speed = elements_in_file_order(speed.view());
  result.pressure = elements_in_file_order(pressure.view());
  result.unknowns = host_.unknown_count;
  result.nonzeros = nonzeros_;
  result.preconditioner = preconditioner_;
  return result;
}

template <class Exec>
CsrMatrix FlowSolve<Exec>::matrix() {
  return {row_offsets_.view(), columns_.view(), values_.view()};
}

template <class Exec>
SlicedMatrix FlowSolve<Exec>::sliced_matrix() {
  return {slice_rows_.view(),    slice_offsets_.view(), sliced_columns_.view(),
          sliced_values_.view(), host_.unknown_count,   slice_rows(executor_)};
}

template <class Exec>
CgVectors FlowSolve<Exec>::cg_vectors() {
  return {solution_.view(), r_.view(), p_.view(), q_.view(), chunk_sums_.view(), state_.view()};
}

template <class Exec>
std::vector<double> FlowSolve<Exec>::nodes_in_file_order(View<const double> values) {
  return in_file_order(executor_, values, host_.file_node, problem_.mesh.node_count());
}

template <class Exec>
std::vector<double> FlowSolve<Exec>::elements_in_file_order(View<const double> values) {
  return in_file_order(executor_, values, host_.file_element, host_.file_element.size());
}

template <class Exec>
FlowSizes FlowSolve<Exec>::sizes(int lanes) {
  FlowSizes sizes = sizes_of(problem_, host_, nonzeros_);
  sizes.slice_rows = lanes;
  sizes.slice_entries = plan(lanes);
  sizes.coarse = choose_coarse_levels(host_, lay_out_elements(host_)).kind;
  return sizes;
}

}  // namespace tessera
