#pragma once

#include <cstdint>
#include <vector>

#include "host/pipelines/flow_problem.hpp"

// The conditions of a flow problem by node, in the numbers of the mesh file. There are few of these
// nodes, so that the host finds them whatever the executor.

namespace tessera {

/// Nodes, ascending and each once, and what belongs to them.
struct NodeValues {
  std::vector<NodeId> nodes;
  std::vector<double> values;
};

/// The known potentials. Throws UsageError when two conditions give one node different ones.
[[nodiscard]] NodeValues known_potentials(const FlowProblem& problem);

/// What Robin edges add to the matrix between two unknowns, position by position, ascending.
struct RobinPairs {
  std::vector<NodeId> rows;
  std::vector<NodeId> columns;
  std::vector<double> values;
};

/// The loads of flux edges on all nodes, and of Robin edges on unknowns; what Robin edges couple.
struct EdgeConditions {
  NodeValues loads;
  RobinPairs robin;
};

/// Every sum in the order of conditions and edges, flux edges first. known: known_potentials
[[nodiscard]] EdgeConditions edge_conditions(const FlowProblem& problem, const NodeValues& known);

}  // namespace tessera
