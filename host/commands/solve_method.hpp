#pragma once

#include "host/commands/backend.hpp"
#include "host/commands/solve_settings.hpp"
#include "host/pipelines/flow_method.hpp"

namespace tessera {

/// How the settings have a flow solved on CUDA or on the CPU. What was not said is decided by rule,
/// never by timing. On CUDA: cuSPARSE and Jacobi. On the CPU: multigrid, without a matrix; with
/// Jacobi or triplets our own product. With --reproducible what is the same everywhere: our own
/// product and Jacobi.
[[nodiscard]] FlowMethod method_on(bool cuda, const SolveSettings& settings);

/// The same for the backend that was chosen. Throws UsageError for an operator that it cannot have;
/// where the CPU was taken for want of a GPU, says why there is none.
[[nodiscard]] FlowMethod choose_method(const SolveSettings& settings, const Backend& backend);

}  // namespace tessera
