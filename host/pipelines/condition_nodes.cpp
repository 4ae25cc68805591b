#include "host/pipelines/condition_nodes.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <map>
#include <sstream>
#include <utility>

#include "host/errors.hpp"
#include "host/mesh/entity_names.hpp"
#include "host/pipelines/edge_loads.hpp"

namespace tessera {
namespace {

std::size_t at(NodeId id) { return static_cast<std::size_t>(id); }

// One node of one condition.
struct Entry {
  NodeId node;
  std::size_t turn;  // in the order of conditions and their nodes
  const PotentialCondition* condition;
  double value;
};

std::vector<Entry> entries_by_node(const FlowProblem& problem) {
  std::vector<Entry> entries;
  for (const PotentialCondition& condition : problem.potentials) {
    for (std::size_t item = 0; item < condition.nodes.size(); ++item) {
      entries.push_back(
          {condition.nodes[item], entries.size(), &condition, condition.values[item]});
    }
  }
  std::ranges::sort(entries, {},
                    [](const Entry& entry) { return std::pair(entry.node, entry.turn); });
  return entries;
}

// An entry that says something else than the ones before for its node.
struct Contradiction {
  const Entry* entry;
  double before;
};

[[noreturn]] void refuse(const FlowProblem& problem, const Contradiction& found) {
  const NodeId node = found.entry->node;
  std::ostringstream message;
  message << problem.mesh.source << ": node " << node << " at "
          << position_text({problem.mesh.x[at(node)], problem.mesh.y[at(node)]})
          << " has two different potentials, " << found.before << " and, from boundary '"
          << found.entry->condition->name << "', " << found.entry->value << "; give it one";
  throw UsageError(message.str());
}

// Loads and couplings as they come together, edge by edge.
class EdgeSums {
 public:
  EdgeSums(const FlowProblem& problem, const NodeValues& known)
      : problem_(problem), known_(known) {}

  void add_flux(const FluxCondition& condition) {
    for (std::size_t item = 0; item < condition.edges.size(); ++item) {
      const Edge3& edge = condition.edges[item];
      const EdgeLoad share = edge_load(problem_.mesh, edge, condition.inflow[item]);
      for (std::size_t a = 0; a < 3; ++a) loads_[edge[a]] += share[a];
    }
  }

  // Rows of unknowns: the value is a load; the matrix goes to the couplings, and to the load where
  // the other node's potential is known.
  void add_robin(const RobinCondition& condition, const Edge3& edge) {
    const double value = condition.value;
    const EdgeLoad share = edge_load(problem_.mesh, edge, {value, value, value});
    const EdgeMatrix mass = edge_mass(problem_.mesh, edge);
    for (std::size_t a = 0; a < 3; ++a) {
      if (potential_at(edge[a]) != nullptr) continue;
      loads_[edge[a]] += share[a];
      for (std::size_t b = 0; b < 3; ++b) {
        const double coupling = condition.coefficient * mass[a][b];
        if (const double* const potential = potential_at(edge[b])) {
          loads_[edge[a]] -= coupling * *potential;
        } else {
          couplings_[{edge[a], edge[b]}] += coupling;
        }
      }
    }
  }

  [[nodiscard]] EdgeConditions take() const {
    EdgeConditions result;
    for (const auto& [node, load] : loads_) {
      result.loads.nodes.push_back(node);
      result.loads.values.push_back(load);
    }
    for (const auto& [position, value] : couplings_) {
      result.robin.rows.push_back(position.first);
      result.robin.columns.push_back(position.second);
      result.robin.values.push_back(value);
    }
    return result;
  }

 private:
  // The known potential, or null.
  [[nodiscard]] const double* potential_at(NodeId node) const {
    const auto found = std::ranges::lower_bound(known_.nodes, node);
    if (found == known_.nodes.end() || *found != node) return nullptr;
    return &known_.values[static_cast<std::size_t>(found - known_.nodes.begin())];
  }

  const FlowProblem& problem_;
  const NodeValues& known_;
  std::map<NodeId, double> loads_;
  std::map<std::pair<NodeId, NodeId>, double> couplings_;
};

}  // namespace

NodeValues known_potentials(const FlowProblem& problem) {
  const std::vector<Entry> entries = entries_by_node(problem);
  NodeValues known;
  Contradiction first{nullptr, 0.0};
  for (const Entry& entry : entries) {
    if (known.nodes.empty() || known.nodes.back() != entry.node) {
      known.nodes.push_back(entry.node);
      known.values.push_back(entry.value);
    } else if (known.values.back() != entry.value &&
               (first.entry == nullptr || entry.turn < first.entry->turn)) {
      first = {&entry, known.values.back()};
    }
  }
  if (first.entry != nullptr) refuse(problem, first);
  return known;
}

EdgeConditions edge_conditions(const FlowProblem& problem, const NodeValues& known) {
  EdgeSums sums(problem, known);
  for (const FluxCondition& condition : problem.fluxes) sums.add_flux(condition);
  for (const RobinCondition& condition : problem.robins) {
    for (const Edge3& edge : condition.edges) sums.add_robin(condition, edge);
  }
  return sums.take();
}

}  // namespace tessera
