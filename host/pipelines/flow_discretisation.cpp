#include "host/pipelines/flow_discretisation.hpp"

#include <cstdint>
#include <limits>
#include <map>
#include <numeric>
#include <sstream>
#include <utility>

#include "host/errors.hpp"
#include "host/mesh/entity_names.hpp"
#include "host/mesh/ordering.hpp"
#include "host/pipelines/edge_loads.hpp"
#include "kernels/numerics/quad8.hpp"
#include "kernels/stages/sparsity_pattern.hpp"

namespace tessera {
namespace {

constexpr std::int32_t kUnused = -1;

std::size_t at(NodeId id) { return static_cast<std::size_t>(id); }

[[noreturn]] void refuse_two_potentials(const FlowProblem& problem, NodeId node,
                                        const PotentialCondition& condition, double first,
                                        double second) {
  std::ostringstream message;
  message << problem.mesh.source << ": node " << node << " at "
          << position_text({problem.mesh.x[at(node)], problem.mesh.y[at(node)]})
          << " has two different potentials, " << first << " and, from boundary '" << condition.name
          << "', " << second << "; give it one";
  throw UsageError(message.str());
}

// Known potential by file node; NaN where it is unknown.
std::vector<double> known_potentials(const FlowProblem& problem) {
  const double unknown = std::numeric_limits<double>::quiet_NaN();
  std::vector<double> known(problem.mesh.node_count(), unknown);
  for (const PotentialCondition& condition : problem.potentials) {
    for (std::size_t item = 0; item < condition.nodes.size(); ++item) {
      double& value = known[at(condition.nodes[item])];
      const double wanted = condition.values[item];
      if (value == value && value != wanted) {
        refuse_two_potentials(problem, condition.nodes[item], condition, value, wanted);
      }
      value = wanted;
    }
  }
  return known;
}

// Numbers the nodes: unknowns in strip order, then known potentials in strip order. Returns the
// internal number by file node, kUnused for nodes of no element.
std::vector<std::int32_t> number_nodes(const std::vector<NodeId>& order,
                                       const std::vector<double>& known,
                                       FlowDiscretisation& result) {
  for (const bool want_known : {false, true}) {
    for (const NodeId node : order) {
      const bool is_known = known[at(node)] == known[at(node)];
      if (is_known == want_known) result.file_node.push_back(node);
    }
    if (!want_known) result.unknown_count = static_cast<std::int64_t>(result.file_node.size());
  }
  std::vector<std::int32_t> number(known.size(), kUnused);
  for (std::size_t node = 0; node < result.file_node.size(); ++node) {
    number[at(result.file_node[node])] = static_cast<std::int32_t>(node);
  }
  return number;
}

void place_nodes(const FlowProblem& problem, const std::vector<double>& known,
                 FlowDiscretisation& result) {
  for (const NodeId node : result.file_node) {
    result.x.push_back(problem.mesh.x[at(node)]);
    result.y.push_back(problem.mesh.y[at(node)]);
    result.known.push_back(known[at(node)] == known[at(node)] ? known[at(node)] : 0.0);
    if (!problem.nodal_source.empty()) {
      result.nodal_source.push_back(problem.nodal_source[at(node)]);
    }
  }
}

void place_elements(const FlowProblem& problem, const std::vector<std::int32_t>& number,
                    FlowDiscretisation& result) {
  result.nodes.reserve(problem.mesh.element_count() * kQuad8Nodes);
  for (const ElementId element : result.file_element) {
    for (const NodeId node : problem.mesh.quad8[at(element)]) {
      result.nodes.push_back(number[at(node)]);
    }
    result.conductivity.push_back(problem.conductivity.empty() ? 1.0
                                                               : problem.conductivity[at(element)]);
    if (!problem.element_source.empty()) {
      result.element_source.push_back(problem.element_source[at(element)]);
    }
  }
}

// The elements at every node, ascending, by counting.
void connect_nodes(const FlowProblem& problem, FlowDiscretisation& result) {
  result.incidence_offsets.assign(result.file_node.size() + 1, 0);
  for (const std::int32_t node : result.nodes) ++result.incidence_offsets[at(node) + 1];
  for (std::size_t node = 0; node < result.file_node.size(); ++node) {
    const std::int32_t meeting = result.incidence_offsets[node + 1];
    if (meeting > kMaxNodeElements) {
      throw InputError(problem.mesh.source + ": " + std::to_string(meeting) +
                       " elements meet at node " + std::to_string(result.file_node[node]) +
                       "; at most " + std::to_string(kMaxNodeElements) + " may");
    }
    result.incidence_offsets[node + 1] += result.incidence_offsets[node];
  }
  std::vector<std::int32_t> next(result.incidence_offsets.begin(),
                                 result.incidence_offsets.end() - 1);
  result.incidences.resize(result.nodes.size());
  for (std::size_t entry = 0; entry < result.nodes.size(); ++entry) {
    result.incidences[at(next[at(result.nodes[entry])]++)] = static_cast<std::int32_t>(entry);
  }
}

void add_flux_loads(const FlowProblem& problem, const std::vector<std::int32_t>& number,
                    std::vector<double>& load) {
  for (const FluxCondition& condition : problem.fluxes) {
    for (std::size_t item = 0; item < condition.edges.size(); ++item) {
      const Edge3& edge = condition.edges[item];
      const EdgeLoad share = edge_load(problem.mesh, edge, condition.inflow[item]);
      for (std::size_t a = 0; a < 3; ++a) load[at(number[at(edge[a])])] += share[a];
    }
  }
}

using EntryMap = std::map<std::pair<std::int32_t, std::int32_t>, double>;

// One Robin edge, rows of unknowns: its value is a load; its matrix goes to the entry list, and to
// the load where the other node's potential is known.
void add_robin_edge(const FlowProblem& problem, const RobinCondition& condition, const Edge3& edge,
                    const std::vector<std::int32_t>& number, FlowDiscretisation& result,
                    EntryMap& entries) {
  const double value = condition.value;
  const EdgeLoad share = edge_load(problem.mesh, edge, {value, value, value});
  const EdgeMatrix mass = edge_mass(problem.mesh, edge);
  for (std::size_t a = 0; a < 3; ++a) {
    const std::int32_t row = number[at(edge[a])];
    if (row >= result.unknown_count) continue;
    result.load[at(row)] += share[a];
    for (std::size_t b = 0; b < 3; ++b) {
      const std::int32_t column = number[at(edge[b])];
      const double coupling = condition.coefficient * mass[a][b];
      if (column < result.unknown_count) {
        entries[{row, column}] += coupling;
      } else {
        result.load[at(row)] -= coupling * result.known[at(column)];
      }
    }
  }
}

void add_robin_edges(const FlowProblem& problem, const std::vector<std::int32_t>& number,
                     FlowDiscretisation& result) {
  EntryMap entries;
  for (const RobinCondition& condition : problem.robins) {
    for (const Edge3& edge : condition.edges) {
      add_robin_edge(problem, condition, edge, number, result, entries);
    }
  }
  for (const auto& [position, value] : entries) {
    result.robin.rows.push_back(position.first);
    result.robin.columns.push_back(position.second);
    result.robin.values.push_back(value);
  }
}

void require_countable(const Quad8Mesh& mesh) {
  constexpr std::size_t limit = std::numeric_limits<std::int32_t>::max() / kQuad8Nodes;
  if (mesh.element_count() > limit) {
    throw InputError(mesh.source + ": " + std::to_string(mesh.element_count()) +
                     " elements; at most " + std::to_string(limit) + " can be numbered");
  }
}

}  // namespace

FlowDiscretisation discretise(const FlowProblem& problem) {
  require_countable(problem.mesh);
  const std::vector<double> known = known_potentials(problem);
  MeshOrder order = strip_order(problem.mesh);

  FlowDiscretisation result;
  result.file_element = std::move(order.elements);
  const std::vector<std::int32_t> number = number_nodes(order.nodes, known, result);
  place_nodes(problem, known, result);
  place_elements(problem, number, result);
  connect_nodes(problem, result);

  result.load.assign(result.file_node.size(), 0.0);
  add_flux_loads(problem, number, result.load);
  add_robin_edges(problem, number, result);
  return result;
}

}  // namespace tessera
