#include "host/report/flow_costs.hpp"

#include "kernels/stages/krylov.hpp"
#include "kernels/stages/stiffness.hpp"

namespace tessera {

std::vector<StageRun> flow_costs(std::int64_t elements, const FlowResult& result) {
  const StageCost assembly =
      compute_conductance_cost(elements) + gather_stiffness_cost(elements, result.nonzeros);
  const StageCost iteration = cg_iteration_cost(result.unknowns, result.nonzeros);
  return {
      {"assembly", assembly, result.timings.assembly},
      {"solve", static_cast<double>(result.solver.iterations) * iteration, result.timings.solve}};
}

}  // namespace tessera
