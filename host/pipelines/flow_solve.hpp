#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
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
#include "host/pipelines/sweep_plan.hpp"
#include "kernels/numerics/fixed_sum.hpp"
#include "kernels/stages/boundary.hpp"
#include "kernels/stages/element_level.hpp"
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
/// mesh and its conditions go in and only results come out; what leaves the executor in between are
/// numbers, and what a sum in the order of the elements takes.
template <class Exec>
class FlowSolve {
 public:
  FlowSolve(Exec& executor, const FlowProblem& problem, FlowMethod method = {})
      : executor_(executor),
        problem_(problem),
        method_(method),
        mesh_(discretise(executor, problem)),
        table_(mesh_.table()) {}

  /// Finds the sparsity pattern of the eliminated matrix, which Assembly::triplets leaves to
  /// `assemble` and products without a matrix do not need. Throws ResourceError when the rest of
  /// the run does not fit on a device.
  void prepare();
  /// K as element conductances, put together to the eliminated matrix.
  void assemble();
  /// Loads, known potentials, Robin edges and equilibration: the system is ready to be solved.
  void apply_conditions();
  /// Makes the form of the matrix that the solver multiplies with; for our own operator that is
  /// sliced rows, and the compressed ones are given back.
  void prepare_operator();
  /// Makes the levels of multigrid if that is the method.
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

  template <class Values>
  [[nodiscard]] auto put(const Values& values) {
    return upload(executor_, std::span(values));
  }
  [[nodiscard]] bool is_matrix_free() const {
    return method_.linear_operator == LinearOperator::matrix_free;
  }
  template <class Matrix, class Observer>
  CgReport solve_with(const Matrix& A, const CgSettings& settings, Observer& observe);
  void find_pattern();
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
  [[nodiscard]] double source_flow(const std::vector<double>& load,
                                   View<const NodeId> file_node) const;

  Exec& executor_;
  const FlowProblem& problem_;
  FlowMethod method_;
  FlowDiscretisation<Exec> mesh_;
  ElementTable table_;

  Array<std::int32_t> row_offsets_, columns_;
  Array<Slot> slots_;
  Array<double> conductance_, values_;
  std::int64_t nonzeros_ = 0;

  Array<std::int32_t> slice_rows_, sliced_columns_;
  Array<std::int64_t> slice_offsets_;
  Array<double> sliced_values_;
  std::optional<typename VendorMatrixOf<Exec>::Type> vendor_matrix_;

  Array<double> b_, scale_;
  ElementLayout<Exec> layout_;  // without a matrix, and for multigrid
  Array<std::int32_t> robin_rows_, robin_columns_, robin_offsets_;
  Array<double> robin_values_, scaled_, rates_;
  ElementOperator element_operator_;
  std::optional<typename MultigridOf<Exec>::Type> multigrid_;
  PreconditionerReport preconditioner_;

  Array<double> solution_, r_, p_, q_, chunk_sums_;
  Array<CgState> state_;
};

}  // namespace tessera

#include "host/pipelines/flow_solve_solution.hpp"
#include "host/pipelines/flow_solve_system.hpp"
