#pragma once

#include "cpu_fallback/executor.hpp"
#include "host/pipelines/flow_discretisation.hpp"
#include "host/pipelines/flow_problem.hpp"
#include "kernels/stages/element_table.hpp"
#include "kernels/stages/krylov.hpp"
#include "kernels/stages/sliced_matrix.hpp"
#include "kernels/stages/sparsity_pattern.hpp"
#include "kernels/stages/stiffness.hpp"

namespace tessera::bench {

/// The arrays of a flow solve on one executor, ready for the first iteration, so that any stage can
/// be run again by itself.
class FlowArrays {
 public:
  FlowArrays(cpu::Executor& executor, const FlowProblem& problem);

  void find_pattern();
  void compute_conductance();
  void gather();
  /// Conditions, equilibration and the layout for the solver.
  void slice();
  /// x = 0, r = p = b; iterates on until the norm of r is `target` times that of b.
  void start_search(double target);

  cpu::Executor& executor;
  FlowDiscretisation host;

  ElementTable table;
  SlicedMatrix matrix;
  CgVectors cg;
  View<const double> b;

 private:
  cpu::Array<double> x_, y_, conductivity_;
  cpu::Array<std::int32_t> nodes_, incidence_offsets_, incidences_;
  cpu::Array<std::int32_t> row_offsets_, columns_;
  cpu::Array<Slot> slots_;
  cpu::Array<double> conductance_, values_;
  cpu::Array<std::int32_t> slice_rows_, sliced_columns_;
  cpu::Array<std::int64_t> slice_offsets_;
  cpu::Array<double> sliced_values_;
  cpu::Array<double> b_, scale_, solution_, r_, p_, q_, chunk_sums_;
  cpu::Array<CgState> state_;
};

}  // namespace tessera::bench
