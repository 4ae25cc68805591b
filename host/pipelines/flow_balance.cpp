#include "host/pipelines/flow_balance.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "host/pipelines/edge_loads.hpp"

namespace tessera {
namespace {

std::size_t at(NodeId id) { return static_cast<std::size_t>(id); }

double total_of(const EdgeLoad& load) { return load[0] + load[1] + load[2]; }

EdgeLoad robin_load(const FlowProblem& problem, const RobinCondition& condition, const Edge3& edge,
                    const std::vector<double>& u) {
  std::array<double, 3> q{};
  for (std::size_t a = 0; a < 3; ++a) {
    q[a] = condition.value - condition.coefficient * u[at(edge[a])];
  }
  return edge_load(problem.mesh, edge, q);
}

void count_flow(double flow, FlowBalance& balance) {
  (flow > 0.0 ? balance.inflow : balance.outflow) += std::abs(flow);
}

}  // namespace

FlowBalance balance_flow(const FlowProblem& problem, const FlowResult& result) {
  FlowBalance balance;
  std::vector<double> robin(problem.mesh.node_count(), 0.0);
  for (const FluxCondition& condition : problem.fluxes) {
    double flow = 0.0;
    for (std::size_t item = 0; item < condition.edges.size(); ++item) {
      flow += total_of(edge_load(problem.mesh, condition.edges[item], condition.inflow[item]));
    }
    count_flow(flow, balance);
  }
  for (const RobinCondition& condition : problem.robins) {
    double flow = 0.0;
    for (const Edge3& edge : condition.edges) {
      const EdgeLoad share = robin_load(problem, condition, edge, result.potential);
      for (std::size_t a = 0; a < 3; ++a) robin[at(edge[a])] += share[a];
      flow += total_of(share);
    }
    count_flow(flow, balance);
  }
  std::vector<bool> counted(problem.mesh.node_count(), false);
  for (const PotentialCondition& condition : problem.potentials) {
    double flow = 0.0;
    for (const NodeId node : condition.nodes) {
      if (counted[at(node)]) continue;
      counted[at(node)] = true;
      flow += result.stiffness_action[at(node)] - result.load[at(node)] - robin[at(node)];
    }
    count_flow(flow, balance);
  }
  count_flow(result.source_flow, balance);
  const double larger = std::max(balance.inflow, balance.outflow);
  balance.imbalance = larger > 0.0 ? (balance.inflow - balance.outflow) / larger : 0.0;
  return balance;
}

}  // namespace tessera
