#include "host/report/flow_costs.hpp"

#include "host/pipelines/multigrid_cost.hpp"
#include "kernels/stages/krylov.hpp"
#include "kernels/stages/level_costs.hpp"
#include "kernels/stages/stiffness.hpp"

namespace tessera {
namespace {

StageCost cycle_cost(std::int64_t elements, const PreconditionerReport& levels) {
  return levels.coarse == "aggregates"
             ? aggregates_cycle_cost(elements, levels.finest_degree, levels.level_unknowns,
                                     levels.aggregate_entries)
             : multigrid_cycle_cost(elements, levels.level_unknowns);
}

StageCost iteration_cost(FlowMethod method, std::int64_t elements, const FlowResult& result) {
  const StageCost product = method.linear_operator == LinearOperator::matrix_free
                                ? multiply_elements_cost(result.unknowns, elements)
                                : multiply_direction_cost(result.unknowns, result.nonzeros);
  if (method.preconditioner == Preconditioner::multigrid) {
    return product + preconditioned_update_cost(result.unknowns) +
           cycle_cost(elements, result.preconditioner);
  }
  return product + advance_residual_cost(result.unknowns) + advance_solution_cost(result.unknowns);
}

}  // namespace

std::vector<StageRun> flow_costs(FlowMethod method, std::int64_t elements,
                                 const FlowResult& result) {
  std::vector<StageRun> runs;
  StageCost assembly = compute_conductance_cost(elements);
  if (method.linear_operator != LinearOperator::matrix_free) {
    assembly = assembly + gather_stiffness_cost(elements, result.nonzeros);
  }
  // What sorting triplets costs depends on the sort.
  if (method.assembly == Assembly::gather) {
    runs.push_back({"assembly", assembly, result.timings.assembly});
  }
  // Of a search that gave its preconditioner up on the way nobody knows what it cost.
  if (result.preconditioner.used != method.preconditioner) return runs;
  const auto iterations = static_cast<double>(result.solver.iterations);
  runs.push_back(
      {"solve", iterations * iteration_cost(method, elements, result), result.timings.solve});
  return runs;
}

}  // namespace tessera
