#include "host/commands/solve_method.hpp"

namespace tessera {

FlowMethod method_on(bool cuda, const SolveSettings& settings) {
  const char* const by_rule = cuda && !settings.reproducible ? "cusparse" : "csr";
  FlowMethod method;
  method.assembly = settings.assembly;
  if (settings.linear_operator.value.value_or(by_rule) == "cusparse") {
    method.linear_operator = LinearOperator::cusparse;
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
  return method;
}

}  // namespace tessera
