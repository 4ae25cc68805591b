#pragma once

#include <array>
#include <string>

#include "host/pipelines/flow_method.hpp"

namespace tessera {

/// Whether executors of this kind have the stages that `method` needs.
template <class Exec>
[[nodiscard]] constexpr bool has_method(FlowMethod method) {
  if (method.linear_operator == LinearOperator::cusparse) return HasVendorMatrix<Exec>;
  const bool needs_elements = method.linear_operator == LinearOperator::matrix_free ||
                              method.preconditioner == Preconditioner::multigrid;
  return !needs_elements || HasElementStages<Exec>;
}

/// The methods that `tessera verify` and `tessera bench` set beside FlowMethod{}, which is Jacobi
/// with our own product over a gathered matrix. The last one has bits of its own on every device.
inline constexpr std::array kFlowAlternatives{
    FlowMethod{LinearOperator::matrix_free, Assembly::gather, Preconditioner::multigrid},
    FlowMethod{LinearOperator::csr, Assembly::gather, Preconditioner::multigrid},
    FlowMethod{LinearOperator::csr, Assembly::triplets, Preconditioner::multigrid},
    FlowMethod{LinearOperator::cusparse, Assembly::gather, Preconditioner::jacobi}};

/// "multigrid, csr, triplets"; gathering, which is the rule, goes without saying.
[[nodiscard]] inline std::string text_of(FlowMethod method) {
  std::string text =
      std::string(name_of(method.preconditioner)) + ", " + name_of(method.linear_operator);
  if (method.assembly == Assembly::triplets) text += std::string(", ") + name_of(method.assembly);
  return text;
}

}  // namespace tessera
