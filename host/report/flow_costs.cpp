#include "host/report/flow_costs.hpp"

#include "kernels/stages/krylov.hpp"
#include "kernels/stages/stiffness.hpp"

namespace tessera {

std::vector<StageRun> flow_costs(FlowMethod method, std::int64_t elements,
                                 const FlowResult& result) {
  std::vector<StageRun> runs;
  const bool has_matrix = method.linear_operator != LinearOperator::matrix_free;
  StageCost assembly = compute_conductance_cost(elements);
  if (has_matrix) assembly = assembly + gather_stiffness_cost(elements, result.nonzeros);
  if (method.assembly == Assembly::gather) {
    runs.push_back({"assembly", assembly, result.timings.assembly});
  }
  if (has_matrix && method.preconditioner == Preconditioner::jacobi) {
    const StageCost iteration = cg_iteration_cost(result.unknowns, result.nonzeros);
    runs.push_back(
        {"solve", static_cast<double>(result.solver.iterations) * iteration, result.timings.solve});
  }
  return runs;
}

}  // namespace tessera
