#include "host/pipelines/flow_discretisation.hpp"

#include <cstdint>
#include <limits>
#include <map>
#include <sstream>
#include <utility>

#include "cpu_fallback/stages.hpp"
#include "host/errors.hpp"
#include "host/mesh/entity_names.hpp"
#include "host/pipelines/edge_loads.hpp"
#include "host/pipelines/strip_order.hpp"
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
HostArray<double> known_potentials(cpu::Executor& team, const FlowProblem& problem) {
  HostArray<double> known(team, static_cast<std::int64_t>(problem.mesh.node_count()));
  const View<double> values = known.view();
  for_items(team, values.count,
            [=](std::int64_t node) { values[node] = std::numeric_limits<double>::quiet_NaN(); });
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

// The internal number by file node, kUnused for nodes of no element.
HostArray<std::int32_t> invert(cpu::Executor& team, const HostArray<NodeId>& file_node,
                               std::int64_t file_count) {
  HostArray<std::int32_t> numbers(team, file_count);
  const View<std::int32_t> number = numbers.view();
  const View<const NodeId> file = file_node.view();
  for_items(team, file_count, [=](std::int64_t node) { number[node] = kUnused; });
  for_items(team, file.count,
            [=](std::int64_t node) { number[file[node]] = static_cast<std::int32_t>(node); });
  return numbers;
}

// values[file_number[item]] for every item, or nothing of nothing.
HostArray<double> in_internal_order(cpu::Executor& team, const HostArray<std::int32_t>& file_number,
                                    View<const double> values) {
  if (values.count == 0) return {};
  const View<const std::int32_t> file = file_number.view();
  HostArray<double> ordered(team, file.count);
  const View<double> target = ordered.view();
  for_items(team, file.count, [=](std::int64_t item) { target[item] = values[file[item]]; });
  return ordered;
}

HostArray<double> seen_in_internal_order(cpu::Executor& team,
                                         const HostArray<std::int32_t>& file_number,
                                         const std::vector<double>& values) {
  return in_internal_order(team, file_number, SeenValues<double>(team, values).view());
}

void place_nodes(cpu::Executor& team, const FlowProblem& problem, const SeenMesh& mesh,
                 View<const double> known, FlowDiscretisation& result) {
  result.x = in_internal_order(team, result.file_node, mesh.shapes().x);
  result.y = in_internal_order(team, result.file_node, mesh.shapes().y);
  result.nodal_source = seen_in_internal_order(team, result.file_node, problem.nodal_source);
  result.known = in_internal_order(team, result.file_node, known);
  const View<double> potential = result.known.view();
  for_items(team, result.unknown_count, [=](std::int64_t node) { potential[node] = 0.0; });
}

void place_elements(cpu::Executor& team, const FlowProblem& problem, const SeenMesh& mesh,
                    View<const std::int32_t> number, FlowDiscretisation& result) {
  const View<const ElementId> file = result.file_element.view();
  const View<const std::int32_t> file_nodes = mesh.shapes().nodes;
  result.nodes = HostArray<std::int32_t>(team, file_nodes.count);
  const View<std::int32_t> nodes = result.nodes.view();
  for_items(team, file.count, [=](std::int64_t element) {
    const std::int64_t from = std::int64_t{file[element]} * kQuad8Nodes;
    for (std::int64_t a = 0; a < kQuad8Nodes; ++a) {
      nodes[element * kQuad8Nodes + a] = number[file_nodes[from + a]];
    }
  });
  result.element_source = seen_in_internal_order(team, result.file_element, problem.element_source);
  result.conductivity = seen_in_internal_order(team, result.file_element, problem.conductivity);
  if (!problem.conductivity.empty()) return;
  result.conductivity = HostArray<double>(team, file.count);
  const View<double> conductivity = result.conductivity.view();
  for_items(team, file.count, [=](std::int64_t element) { conductivity[element] = 1.0; });
}

// The elements at every node, ascending.
void connect_nodes(cpu::Executor& team, const FlowProblem& problem, FlowDiscretisation& result) {
  const auto node_count = static_cast<std::int64_t>(result.file_node.size());
  result.incidence_offsets = HostArray<std::int32_t>(team, node_count + 1);
  result.incidences = HostArray<std::int32_t>(team, result.nodes.view().count);
  const View<std::int32_t> offsets = result.incidence_offsets.view();
  group_items(team, std::as_const(result).nodes.view(),
              ItemGroups{offsets, result.incidences.view()});
  const std::int64_t crowded = first_item(team, node_count, [=](std::int64_t node) {
    return offsets[node + 1] - offsets[node] > kMaxNodeElements;
  });
  if (crowded == node_count) return;
  throw InputError(problem.mesh.source + ": " +
                   std::to_string(offsets[crowded + 1] - offsets[crowded]) +
                   " elements meet at node " +
                   std::to_string(result.file_node[static_cast<std::size_t>(crowded)]) +
                   "; at most " + std::to_string(kMaxNodeElements) + " may");
}

void add_flux_loads(const FlowProblem& problem, const HostArray<std::int32_t>& number,
                    HostArray<double>& load) {
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
                    const HostArray<std::int32_t>& number, FlowDiscretisation& result,
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

void add_robin_edges(const FlowProblem& problem, const HostArray<std::int32_t>& number,
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

FlowDiscretisation discretise(cpu::Executor& team, const FlowProblem& problem) {
  require_countable(problem.mesh);
  const SeenMesh mesh(team, problem.mesh);
  const HostArray<double> known = known_potentials(team, problem);
  StripOrder order = strip_order(team, mesh, known.view());

  FlowDiscretisation result;
  result.team = &team;
  result.file_node = std::move(order.nodes);
  result.file_element = std::move(order.elements);
  result.unknown_count = order.unknown_count;
  const HostArray<std::int32_t> number = invert(team, result.file_node, mesh.node_count());
  place_nodes(team, problem, mesh, known.view(), result);
  place_elements(team, problem, mesh, number.view(), result);
  connect_nodes(team, problem, result);

  result.load = HostArray<double>(team, static_cast<std::int64_t>(result.file_node.size()));
  clear(team, result.load.view());
  add_flux_loads(problem, number, result.load);
  add_robin_edges(problem, number, result);
  return result;
}

FlowDiscretisation discretise(const FlowProblem& problem, const cpu::ExecutorOptions& own) {
  auto team = std::make_unique<cpu::Executor>(own);
  FlowDiscretisation result = discretise(*team, problem);
  result.own_team = std::move(team);
  return result;
}

}  // namespace tessera
