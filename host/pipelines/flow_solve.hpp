#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "host/errors.hpp"
#include "host/pipelines/conjugate_gradient.hpp"
#include "host/pipelines/file_order.hpp"
#include "host/pipelines/flow_discretisation.hpp"
#include "host/pipelines/flow_memory.hpp"
#include "host/pipelines/flow_method.hpp"
#include "host/pipelines/flow_result.hpp"
#include "host/pipelines/multigrid.hpp"
#include "host/pipelines/preconditioned_gradient.hpp"
#include "kernels/numerics/fixed_sum.hpp"
#include "kernels/stages/boundary.hpp"
#include "kernels/stages/element_operator.hpp"
#include "kernels/stages/equilibration.hpp"
#include "kernels/stages/recovery.hpp"
#include "kernels/stages/sliced_matrix.hpp"
#include "kernels/stages/source_load.hpp"
#include "kernels/stages/sparsity_pattern.hpp"
#include "kernels/stages/stiffness.hpp"
#include "kernels/stages/triplets.hpp"

namespace tessera {

template <class Exec>
struct MultigridOf {
  using Type = std::monostate;
};
template <HasElementStages Exec>
struct MultigridOf<Exec> {
  using Type = Multigrid<Exec>;
};

/// The flow solve on one executor: every array of the run, and the stages in their order. Only the
/// mesh goes in and only results come out; nothing in between leaves the executor.
template <class Exec>
class FlowSolve {
 public:
  FlowSolve(Exec& executor, const FlowProblem& problem, FlowMethod method = {})
      : executor_(executor), problem_(problem), method_(method), host_(discretise(problem)) {}

  /// Uploads the mesh and finds the sparsity pattern of the eliminated matrix, which
  /// Assembly::triplets leaves to `assemble`. Throws ResourceError when the rest of the run does
  /// not fit on a device.
  void prepare();
  /// K as element conductances, put together to the eliminated matrix.
  void assemble();
  /// Loads, known potentials, Robin edges and equilibration: the system is ready to be solved.
  void apply_conditions();
  /// Makes the form of the matrix that the solver multiplies with; for our own operator that is
  /// sliced rows, and the compressed ones are given back.
  void prepare_operator();
  /// Makes the levels of multigrid if that is the method and the mesh has them.
  void prepare_preconditioner();
  template <class Observer>
  CgReport solve(const CgSettings& settings, Observer&& observe);
  /// What `prepare_preconditioner` made, for tests that break it.
  [[nodiscard]] auto& multigrid() { return *multigrid_; }
  /// Potential, velocity, pressure and reactions, in the order of the mesh file.
  [[nodiscard]] FlowResult recover();

  /// What decides about memory, with slices of `lanes` rows. Between `prepare` and
  /// `prepare_operator`; with Assembly::triplets after `assemble`.
  [[nodiscard]] FlowSizes sizes(int lanes);

 private:
  template <class T>
  using Array = decltype(allocate<T>(std::declval<Exec&>(), 0));

  template <class T>
  [[nodiscard]] auto put(const std::vector<T>& values) {
    return upload(executor_, std::span(values));
  }
  [[nodiscard]] bool is_matrix_free() const {
    return method_.linear_operator == LinearOperator::matrix_free;
  }
  template <class Matrix, class Observer>
  CgReport solve_with(const Matrix& A, const CgSettings& settings, Observer& observe);
  void find_pattern();
  void place_elements();
  void equilibrate_matrix(const MatrixEntries& robin);
  void equilibrate_without_matrix(const MatrixEntries& robin);
  void gather();
  void assemble_triplets();
  [[nodiscard]] std::int64_t plan(int lanes);
  void slice();
  void require_room();
  void require_index(std::int64_t entries) const;
  [[nodiscard]] CsrMatrix matrix();
  [[nodiscard]] SlicedMatrix sliced_matrix();
  [[nodiscard]] CgVectors cg_vectors();
  [[nodiscard]] std::vector<double> nodes_in_file_order(View<const double> values);
  [[nodiscard]] std::vector<double> elements_in_file_order(View<const double> values);

  Exec& executor_;
  const FlowProblem& problem_;
  FlowMethod method_;
  FlowDiscretisation host_;

  Array<double> x_, y_, conductivity_;
  Array<std::int32_t> nodes_, incidence_offsets_, incidences_;
  ElementTable table_;

  Array<std::int32_t> row_offsets_, columns_;
  Array<Slot> slots_;
  Array<double> conductance_, values_;
  std::int64_t nonzeros_ = 0;

  Array<std::int32_t> slice_rows_, sliced_columns_;
  Array<std::int64_t> slice_offsets_;
  Array<double> sliced_values_;
  std::optional<typename VendorMatrixOf<Exec>::Type> vendor_matrix_;

  Array<double> known_, load_, b_, scale_;
  // Without a matrix, and for multigrid.
  std::optional<ElementLayout> layout_;
  Array<std::int32_t> element_rows_, incident_offsets_, incident_places_;
  Array<std::int32_t> robin_rows_, robin_columns_, robin_offsets_;
  Array<double> robin_values_, scaled_, rates_;
  ElementOperator element_operator_;
  std::optional<typename MultigridOf<Exec>::Type> multigrid_;
  PreconditionerReport preconditioner_;

  Array<double> solution_, r_, p_, q_, chunk_sums_;
  Array<CgState> state_;
};

template <class Exec>
void FlowSolve<Exec>::prepare() {
  x_ = put(host_.x);
  y_ = put(host_.y);
  conductivity_ = put(host_.conductivity);
  nodes_ = put(host_.nodes);
  incidence_offsets_ = put(host_.incidence_offsets);
  incidences_ = put(host_.incidences);
  table_ = {x_.view(),
            y_.view(),
            nodes_.view(),
            conductivity_.view(),
            incidence_offsets_.view(),
            incidences_.view(),
            host_.unknown_count};
  if constexpr (HasElementStages<Exec>) {
    if (is_matrix_free() || method_.preconditioner == Preconditioner::multigrid) place_elements();
  }
  if (method_.assembly == Assembly::gather && !is_matrix_free()) find_pattern();
  require_room();
}

template <class Exec>
void FlowSolve<Exec>::place_elements() {
  layout_ = lay_out_elements(host_);
  element_rows_ = put(layout_->quad8_nodes);
  incident_offsets_ = put(layout_->quad8_incident.offsets);
  incident_places_ = put(layout_->quad8_incident.places);
}

template <class Exec>
void FlowSolve<Exec>::find_pattern() {
  row_offsets_ = allocate<std::int32_t>(executor_, host_.unknown_count + 1);
  nonzeros_ = compute_row_offsets(executor_, table_, row_offsets_.view());
  require_index(nonzeros_);
  columns_ = allocate<std::int32_t>(executor_, nonzeros_);
  slots_ = allocate<Slot>(executor_, table_.incidences.count * kQuad8Nodes);
  fill_rows(executor_, table_, PatternRows{row_offsets_.view(), columns_.view(), slots_.view()});
}

// Beside what is known here, slices are padded a little: what is refused would not have fitted.
template <class Exec>
void FlowSolve<Exec>::require_room() {
  if constexpr (HasDevice<Exec>) {
    FlowSizes least = sizes_of(problem_, host_, nonzeros_);
    least.slice_rows = slice_rows(executor_);
    least.slice_entries = nonzeros_;
    require_memory(executor_.device(), executor_bytes(least, method_));
  }
}

template <class Exec>
void FlowSolve<Exec>::require_index(std::int64_t entries) const {
  if (entries <= std::numeric_limits<std::int32_t>::max()) return;
  throw InputError(problem_.mesh.source + ": the matrix has " + std::to_string(entries) +
                   " entries; at most 2147483647 can be indexed");
}

template <class Exec>
void FlowSolve<Exec>::assemble() {
  conductance_ = allocate<double>(executor_, conductance_count(table_.element_count()));
  compute_conductance(executor_, table_, conductance_.view());
  if (is_matrix_free()) return;
  if (method_.assembly == Assembly::gather) {
    gather();
  } else {
    assemble_triplets();
  }
}

template <class Exec>
void FlowSolve<Exec>::gather() {
  values_ = allocate<double>(executor_, nonzeros_);
  gather_stiffness(
      executor_, table_,
      StiffnessRows{row_offsets_.view(), slots_.view(), conductance_.view(), values_.view()});
}

template <class Exec>
void FlowSolve<Exec>::assemble_triplets() {
  const std::int64_t count = table_.element_count() * kElementTriplets;
  require_index(count);
  auto keys = allocate<std::uint64_t>(executor_, count);
  auto triplet_values = allocate<double>(executor_, count);
  const Triplets triplets{keys.view(), triplet_values.view()};
  fill_triplets(executor_, table_, conductance_.view(), triplets);
  sort_triplets(executor_, triplets);
  auto first_triplet = allocate<std::int32_t>(executor_, count + 1);
  row_offsets_ = allocate<std::int32_t>(executor_, host_.unknown_count + 1);
  nonzeros_ = find_entries(executor_, triplets, first_triplet.view(), row_offsets_.view());
  columns_ = allocate<std::int32_t>(executor_, nonzeros_);
  values_ = allocate<double>(executor_, nonzeros_);
  sum_triplets(executor_, triplets,
               TripletEntries{part(first_triplet.view(), 0, nonzeros_ + 1), columns_.view(),
                              values_.view()});
}

template <class Exec>
void FlowSolve<Exec>::apply_conditions() {
  load_ = put(host_.load);
  known_ = put(host_.known);
  if (host_.has_sources()) {
    const auto of_element = put(host_.element_source);
    const auto of_node = put(host_.nodal_source);
    add_source_load(executor_, table_, Sources{of_element.view(), of_node.view()}, load_.view());
  }
  robin_rows_ = put(host_.robin.rows);
  robin_columns_ = put(host_.robin.columns);
  robin_values_ = put(host_.robin.values);
  auto action = allocate<double>(executor_, table_.node_count());
  apply_stiffness(executor_, table_, conductance_.view(), known_.view(), action.view());
  b_ = allocate<double>(executor_, host_.unknown_count);
  form_right_side(executor_, load_.view(), action.view(), b_.view());

  scale_ = allocate<double>(executor_, host_.unknown_count);
  const MatrixEntries robin{robin_rows_.view(), robin_columns_.view(), robin_values_.view()};
  if (is_matrix_free()) {
    equilibrate_without_matrix(robin);
  } else {
    equilibrate_matrix(robin);
  }
}

template <class Exec>
void FlowSolve<Exec>::equilibrate_matrix(const MatrixEntries& robin) {
  add_entries(executor_, matrix(), robin);
  compute_scale(executor_, matrix(), scale_.view());
  equilibrate(executor_, matrix(), scale_.view(), b_.view());
}

template <class Exec>
void FlowSolve<Exec>::equilibrate_without_matrix(const MatrixEntries& robin) {
  if constexpr (HasElementStages<Exec>) {
    robin_offsets_ = put(chunk_offsets(host_.robin.rows, host_.unknown_count));
    scaled_ = allocate<double>(executor_, padded_rows(host_.unknown_count));
    rates_ = allocate<double>(executor_, rate_count<kQuad8Nodes>(table_.element_count()));
    set_zero(executor_, scaled_.view());
    set_zero(executor_, rates_.view());
    element_operator_ = {element_rows_.view(),
                         conductance_.view(),
                         {incident_offsets_.view(), incident_places_.view()},
                         robin,
                         robin_offsets_.view(),
                         scale_.view(),
                         scaled_.view(),
                         rates_.view(),
                         host_.unknown_count,
                         table_.element_count()};
    equilibrate_elements(executor_, element_operator_, scale_.view(), b_.view());
  }
}

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
    const Quad8Places places{element_rows_.view(),
                             {incident_offsets_.view(), incident_places_.view()}};
    multigrid_.emplace(executor_, host_, *layout_, places, conductance_.view());
    if (multigrid_->obstacle().empty()) {
      preconditioner_.used = Preconditioner::multigrid;
      preconditioner_.level_unknowns = multigrid_->level_sizes();
    } else {
      preconditioner_.note =
          "no multigrid on this mesh: " + multigrid_->obstacle() + "; jacobi instead";
      multigrid_.reset();
    }
    layout_.reset();
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
    if (vendor_matrix_) {
      return conjugate_gradient(executor_, *vendor_matrix_, b_.view(), cg_vectors(), settings,
                                observe);
    }
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
      return preconditioned_gradient(executor_, A, {b_.view(), scale_.view()}, *multigrid_,
                                     cg_vectors(), settings, observe, preconditioner_);
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
  return sizes;
}

}  // namespace tessera
