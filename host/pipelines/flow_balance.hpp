#pragma once

#include "host/pipelines/flow_problem.hpp"
#include "host/pipelines/potential_flow.hpp"

namespace tessera {

/// What flows into the domain and out of it, m^2/s (per metre of depth), both positive.
struct FlowBalance {
  double inflow = 0.0;
  double outflow = 0.0;
  /// (inflow - outflow) / max(inflow, outflow), 0 if both are 0.
  double imbalance = 0.0;
};

/// Every condition and the sources count with their net flow, on the side of its sign. The flow
/// through nodes of known potential comes from the reactions K u - f there.
FlowBalance balance_flow(const FlowProblem& problem, const FlowResult& result);

}  // namespace tessera
