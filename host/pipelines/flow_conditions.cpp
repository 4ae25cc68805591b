#include "host/pipelines/flow_conditions.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include "host/errors.hpp"
#include "host/mesh/entity_names.hpp"
#include "host/mesh/mesh_check.hpp"
#include "host/mesh/topology.hpp"
#include "host/pipelines/edge_loads.hpp"
#include "host/suggestion.hpp"

namespace tessera {
namespace {

std::size_t at(NodeId id) { return static_cast<std::size_t>(id); }

std::pair<NodeId, NodeId> corners_of(const Edge3& edge) { return std::minmax(edge[0], edge[1]); }

// The border of the mesh, and which of its edges a name stands for.
class NamedBoundary {
 public:
  NamedBoundary(const Quad8Mesh& mesh, std::vector<std::string>& notes)
      : mesh_(mesh), edges_(boundary_edges(mesh)), notes_(notes) {
    for (const BoundaryEdge& edge : edges_) {
      x_min_ = std::min(x_min_, mesh.x[at(edge.nodes[0])]);
      x_max_ = std::max(x_max_, mesh.x[at(edge.nodes[0])]);
    }
  }

  [[nodiscard]] std::size_t edge_count() const { return edges_.size(); }

  [[nodiscard]] bool has_group(const std::string& name) const { return group(name) != nullptr; }

  // Edges of the group `name` on the mesh boundary; without such a group those of the convention.
  [[nodiscard]] std::vector<Edge3> edges_of(const std::string& name) {
    if (const BoundaryGroup* named = group(name)) return border_edges_of(*named);
    return edges_on_x(name == "inlet" ? x_min_ : x_max_);
  }

  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const BoundaryGroup& boundary : mesh_.boundaries) names.push_back(boundary.name);
    for (const char* convention : {"inlet", "outlet"}) {
      if (std::ranges::find(names, convention) == names.end()) names.emplace_back(convention);
    }
    return names;
  }

 private:
  [[nodiscard]] const BoundaryGroup* group(const std::string& name) const {
    const auto found = std::ranges::find(mesh_.boundaries, name, &BoundaryGroup::name);
    return found == mesh_.boundaries.end() ? nullptr : &*found;
  }

  [[nodiscard]] std::vector<Edge3> edges_on_x(double x) const {
    const double tolerance = 1e-5 * (x_max_ - x_min_);
    std::vector<Edge3> found;
    for (const BoundaryEdge& edge : edges_) {
      const bool lies_on = std::ranges::all_of(edge.nodes, [&](NodeId node) {
        const double distance = mesh_.x[at(node)] - x;
        return distance >= -tolerance && distance <= tolerance;
      });
      if (lies_on) found.push_back(edge.nodes);
    }
    return found;
  }

  [[nodiscard]] std::vector<Edge3> border_edges_of(const BoundaryGroup& named) {
    if (border_.empty()) {
      for (const BoundaryEdge& edge : edges_) border_[corners_of(edge.nodes)] = edge.nodes;
    }
    std::vector<Edge3> found;
    for (const Edge3& edge : named.edges) {
      const auto border = border_.find(corners_of(edge));
      if (border != border_.end()) found.push_back(border->second);
    }
    if (const std::size_t inside = named.edges.size() - found.size(); inside > 0) {
      notes_.push_back("boundary '" + named.name + "': " + std::to_string(inside) + " of " +
                       std::to_string(named.edges.size()) +
                       " edges are not on the mesh boundary and do not count");
    }
    return found;
  }

  const Quad8Mesh& mesh_;
  std::vector<BoundaryEdge> edges_;
  std::vector<std::string>& notes_;
  std::map<std::pair<NodeId, NodeId>, Edge3> border_;
  double x_min_ = std::numeric_limits<double>::infinity();
  double x_max_ = -std::numeric_limits<double>::infinity();
};

std::vector<BoundaryRule> rules_of(const FlowCase& flow_case) {
  if (!flow_case.boundaries.empty()) return flow_case.boundaries;
  return {{"inlet", BoundaryRule::Type::flux, flow_case.inflow, 0.0, "the default inlet"},
          {"outlet", BoundaryRule::Type::potential, 0.0, 0.0, "the default outlet"}};
}

void require_known(const BoundaryRule& rule, const NamedBoundary& boundary) {
  const std::vector<std::string> names = boundary.names();
  if (std::ranges::find(names, rule.name) != names.end()) return;
  throw UsageError(rule.where + ": the mesh has no boundary '" + rule.name + "'" +
                   suggestion(rule.name, names));
}

void add_potential(const BoundaryRule& rule, const std::vector<Edge3>& edges,
                   FlowProblem& problem) {
  PotentialCondition condition{rule.name, {}, {}};
  for (const Edge3& edge : edges) {
    condition.nodes.insert(condition.nodes.end(), edge.begin(), edge.end());
  }
  std::ranges::sort(condition.nodes);
  const auto repeated = std::unique(condition.nodes.begin(), condition.nodes.end());
  condition.nodes.erase(repeated, condition.nodes.end());
  condition.values.assign(condition.nodes.size(), rule.value);
  problem.potentials.push_back(std::move(condition));
}

void apply_rule(const BoundaryRule& rule, NamedBoundary& boundary, FlowProblem& problem) {
  require_known(rule, boundary);
  std::vector<Edge3> edges = boundary.edges_of(rule.name);
  if (edges.empty()) {
    throw InputError(problem.mesh.source + ": boundary '" + rule.name + "' (" + rule.where +
                     ") has no edge on the mesh boundary" +
                     (boundary.has_group(rule.name) ? "" : "; name the edges in the mesh file"));
  }
  switch (rule.type) {
    case BoundaryRule::Type::flux: {
      const std::size_t count = edges.size();
      const std::array<double, 3> inflow{rule.value, rule.value, rule.value};
      problem.fluxes.push_back(
          {rule.name, std::move(edges), std::vector<std::array<double, 3>>(count, inflow)});
      return;
    }
    case BoundaryRule::Type::potential:
      return add_potential(rule, edges, problem);
    case BoundaryRule::Type::robin:
      problem.robins.push_back({rule.name, std::move(edges), rule.coefficient, rule.value});
  }
}

// Spreads named values over their elements; empty when there are none.
std::vector<double> spread(const Quad8Mesh& mesh, const std::vector<RegionRule>& rules,
                           double elsewhere) {
  if (rules.empty()) return {};
  std::vector<std::string> names;
  for (const RegionGroup& region : mesh.regions) names.push_back(region.name);
  std::vector<double> values(mesh.element_count(), elsewhere);
  for (const RegionRule& rule : rules) {
    const auto region = std::ranges::find(mesh.regions, rule.name, &RegionGroup::name);
    if (region == mesh.regions.end()) {
      throw UsageError(rule.where + ": the mesh has no region '" + rule.name + "'" +
                       (names.empty() ? "; it names none" : suggestion(rule.name, names)));
    }
    for (const ElementId element : region->elements) values[at(element)] = rule.value;
  }
  return values;
}

// Neumann conditions alone leave a constant free: every piece needs something that holds it.
void require_held_pieces(const FlowProblem& problem) {
  const Pieces pieces = connected_pieces(problem.mesh);
  std::vector<bool> held(at(pieces.count), false);
  const auto hold = [&](NodeId node) {
    if (pieces.piece_of_node[at(node)] >= 0) held[at(pieces.piece_of_node[at(node)])] = true;
  };
  for (const PotentialCondition& condition : problem.potentials) {
    std::ranges::for_each(condition.nodes, hold);
  }
  for (const RobinCondition& condition : problem.robins) {
    if (condition.coefficient <= 0.0) continue;
    for (const Edge3& edge : condition.edges) std::ranges::for_each(edge, hold);
  }
  for (std::size_t element = 0; element < problem.mesh.element_count(); ++element) {
    const std::int32_t piece = pieces.piece_of_node[at(problem.mesh.quad8[element][0])];
    if (held[at(piece)]) continue;
    const auto id = static_cast<ElementId>(element);
    throw InputError(problem.mesh.source + ": the mesh is in " + std::to_string(pieces.count) +
                     (pieces.count == 1 ? " piece" : " pieces") + ", and the one with " +
                     element_name(problem.mesh, id) + " at " +
                     position_text(element_position(problem.mesh, id)) +
                     " has no node of known potential and no Robin edge with a positive "
                     "coefficient: its potential is not determined");
  }
}

MeshSummary check_mesh(Quad8Mesh& mesh, bool repair) {
  require_sound(mesh);
  MeshSummary summary;
  summary.reoriented_elements = orient_counter_clockwise(mesh);
  if (repair) summary.repaired_elements = straighten_mid_sides(mesh);
  const MeshShape shape = require_good_shape(mesh);
  summary.nodes = static_cast<std::int64_t>(mesh.node_count());
  summary.elements = static_cast<std::int64_t>(mesh.element_count());
  summary.used_nodes = std::ranges::count(used_nodes(mesh), std::uint8_t{1});
  summary.unused_nodes = summary.nodes - summary.used_nodes;
  summary.dropped_centre_nodes = mesh.dropped_centre_nodes;
  summary.area = shape.area;
  summary.min_scaled_jacobian = shape.min_scaled_jacobian;
  return summary;
}

void count_conditions(const FlowProblem& problem, MeshSummary& summary) {
  for (const FluxCondition& condition : problem.fluxes) {
    summary.inlet_edges += static_cast<std::int64_t>(condition.edges.size());
    for (const Edge3& edge : condition.edges) {
      summary.inlet_length += edge_length(problem.mesh, edge);
    }
  }
  std::vector<NodeId> nodes;
  for (const PotentialCondition& condition : problem.potentials) {
    nodes.insert(nodes.end(), condition.nodes.begin(), condition.nodes.end());
  }
  std::ranges::sort(nodes);
  summary.outlet_nodes = std::unique(nodes.begin(), nodes.end()) - nodes.begin();
}

}  // namespace

PreparedFlow prepare_flow(Quad8Mesh mesh, const FlowCase& flow_case, bool repair) {
  PreparedFlow prepared;
  FlowProblem& problem = prepared.problem;
  problem.mesh = std::move(mesh);
  problem.density = flow_case.density;
  problem.reference_pressure = flow_case.reference_pressure;
  prepared.summary = check_mesh(problem.mesh, repair);

  NamedBoundary boundary(problem.mesh, prepared.notes);
  for (const BoundaryRule& rule : rules_of(flow_case)) apply_rule(rule, boundary, problem);
  problem.conductivity = spread(problem.mesh, flow_case.conductivities, 1.0);
  problem.element_source = spread(problem.mesh, flow_case.sources, 0.0);
  require_held_pieces(problem);

  prepared.summary.boundary_edges = static_cast<std::int64_t>(boundary.edge_count());
  count_conditions(problem, prepared.summary);
  return prepared;
}

}  // namespace tessera
