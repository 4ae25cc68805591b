#include "host/commands/solve_method.hpp"

namespace tessera {

FlowMethod method_on(bool cuda, const SolveSettings& settings) {
  const char* const by_rule = cuda && !settings.reproducible ? "cusparse" : "csr";
  FlowMethod method;
  method.assembly = settings.assembly;
  if (settings.linear_operator.value.value_or(by_rule) == "cusparse") {
    method.linear_operator = LinearOperator::cusparse;
  } else if (settings.linear_operator.value == "matrix-free") {
    method.linear_operator = LinearOperator::matrix_free;
  }
  if (settings.preconditioner.value == "multigrid") {
    method.preconditioner = Preconditioner::multigrid;
  }
  return method;
}

FlowMethod choose_method(const SolveSettings& settings, const Backend& backend) {
  const FlowMethod method = method_on(backend.on_cuda, settings);
  if (method.linear_operator == LinearOperator::cusparse && !backend.on_cuda) {
    const std::string why = backend.gpu_obstacle.empty() ? "" : " (" + backend.gpu_obstacle + ")";
    settings.linear_operator.refuse("runs on a GPU only, and this run is on " + backend.name() +
                                    why + "; valid there is csr");
  }
  if (method.linear_operator == LinearOperator::matrix_free && backend.on_cuda) {
    settings.linear_operator.refuse(
        "runs on the CPU only in this version, and this run is on a GPU; valid there are cusparse "
        "and csr");
  }
  if (method.preconditioner == Preconditioner::multigrid && backend.on_cuda) {
    settings.preconditioner.refuse(
        "runs on the CPU only in this version, and this run is on a GPU; valid there is jacobi");
  }
  return method;
}

}  // namespace tessera
