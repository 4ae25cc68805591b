#include "host/commands/solve_method.hpp"

namespace tessera {

namespace {

Preconditioner preconditioner_on(bool cuda, const SolveSettings& settings) {
  const bool by_rule = !cuda && !settings.reproducible;
  return settings.preconditioner.value.value_or(by_rule ? "multigrid" : "jacobi") == "multigrid"
             ? Preconditioner::multigrid
             : Preconditioner::jacobi;
}

LinearOperator operator_on(bool cuda, const SolveSettings& settings,
                           Preconditioner preconditioner) {
  if (const auto& said = settings.linear_operator.value) {
    if (*said == "cusparse") return LinearOperator::cusparse;
    return *said == "matrix-free" ? LinearOperator::matrix_free : LinearOperator::csr;
  }
  if (settings.reproducible) return LinearOperator::csr;
  if (cuda) return LinearOperator::cusparse;
  // Asking for triplets is asking for a matrix. A few iterations are over before one is put
  // together; over thousands it pays.
  const bool few_iterations = preconditioner == Preconditioner::multigrid;
  return few_iterations && settings.assembly == Assembly::gather ? LinearOperator::matrix_free
                                                                 : LinearOperator::csr;
}

}  // namespace

FlowMethod method_on(bool cuda, const SolveSettings& settings) {
  const Preconditioner preconditioner = preconditioner_on(cuda, settings);
  return {operator_on(cuda, settings, preconditioner), settings.assembly, preconditioner};
}

FlowMethod choose_method(const SolveSettings& settings, const Backend& backend) {
  const FlowMethod method = method_on(backend.on_cuda, settings);
  if (method.linear_operator == LinearOperator::cusparse && !backend.on_cuda) {
    const std::string why = backend.gpu_obstacle.empty() ? "" : " (" + backend.gpu_obstacle + ")";
    settings.linear_operator.refuse("runs on a GPU only, and this run is on " + backend.name() +
                                    why + "; valid there is csr");
  }
  return method;
}

}  // namespace tessera
