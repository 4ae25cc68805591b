#include "host/io/msh_mesh_builder.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "host/errors.hpp"
#include "host/mesh/entity_names.hpp"

namespace tessera {
namespace {

// Gmsh leaves rounding noise in z when it makes a plane surface by rotation or from CAD. The noise
// is some 1e-16 of the model's extent; a mesh that really leaves the plane shows at once.
constexpr double kPlaneTolerance = 1e-9;

const char* const kWhatIsValid = "Tessera solves on 8-node quadrilaterals only";

std::string how_to_get_quad8(bool has_triangles, bool has_volumes) {
  std::string advice = "; in Gmsh set Mesh.ElementOrder=2 and Mesh.SecondOrderIncomplete=1";
  if (has_triangles)
    advice += "; for triangles also Mesh.RecombineAll=1 and Mesh.SubdivisionAlgorithm=1";
  if (has_volumes) advice += "; mesh in two dimensions only (gmsh -2)";
  return advice;
}

std::string name_of_group(const PhysicalNames& names, int dimension, std::int64_t number) {
  const auto found = names.find({dimension, number});
  const bool named = found != names.end() && !found->second.empty();
  return named ? found->second : std::to_string(number);
}

/// Hands each item to the groups of its set: members of one name in item order, groups by number.
/// `member(item)` is what a group stores for an item.
template <class Group, class Members, class Member>
std::vector<Group> groups_by_name(const GroupSets& sets, const std::vector<GroupSetId>& set_of_item,
                                  const PhysicalNames& names, int dimension, Members members,
                                  Member member) {
  std::map<std::int64_t, std::size_t> group_of_number;
  for (const GroupSetId set : set_of_item) {
    for (const std::int64_t number : sets.groups(set)) group_of_number[number] = 0;
  }
  std::vector<Group> groups;
  for (auto& [number, position] : group_of_number) {
    const std::string name = name_of_group(names, dimension, number);
    const auto twin = std::find_if(groups.begin(), groups.end(),
                                   [&](const Group& group) { return group.name == name; });
    position = static_cast<std::size_t>(twin - groups.begin());
    if (twin == groups.end()) groups.push_back({name, {}});
  }
  for (std::size_t item = 0; item < set_of_item.size(); ++item) {
    for (const std::int64_t number : sets.groups(set_of_item[item])) {
      (groups[group_of_number[number]].*members).push_back(member(item));
    }
  }
  return groups;
}

}  // namespace

void MshNodes::reserve(std::size_t node_count) {
  tags.reserve(node_count);
  x.reserve(node_count);
  y.reserve(node_count);
  z.reserve(node_count);
}

MshMeshBuilder::MshMeshBuilder(const MshText& text, MshNodes nodes)
    : text_(text), nodes_(std::move(nodes)), node_of_tag_(nodes_.tags) {
  if (nodes_.tags.empty()) throw InputError(text_.source + ": the mesh is empty: it has no nodes");
  if (const auto twins = node_of_tag_.repeated()) {
    const auto first = static_cast<std::size_t>(twins->first);
    const auto second = static_cast<std::size_t>(twins->second);
    throw InputError(text_.source + ": node tag " + std::to_string(nodes_.tags[first]) +
                     " stands twice, at " + position_text({nodes_.x[first], nodes_.y[first]}) +
                     " and at " + position_text({nodes_.x[second], nodes_.y[second]}) +
                     "; every node needs its own tag");
  }
}

GroupSetId MshMeshBuilder::groups_of(std::span<const std::int32_t> physical_tags) {
  std::vector<std::int64_t> groups;
  for (const std::int32_t tag : physical_tags) {
    if (tag != 0) groups.push_back(std::abs(std::int64_t{tag}));
  }
  return group_sets_.intern(std::move(groups));
}

void MshMeshBuilder::add(const MshElement& element) {
  const MshElementType& type = *element.type;
  if (type.number == msh_type::kQuad8 || type.number == msh_type::kQuad9) {
    add_quad(element);
  } else if (type.number == msh_type::kLine3) {
    if (element.groups != GroupSets::kEmpty) add_edge(element);
  } else if (type.dimension >= 2 || (type.dimension == 1 && element.groups != GroupSets::kEmpty)) {
    ++refused_counts_[type.number];
  }
}

void MshMeshBuilder::fail_unknown_node(const MshElement& element, std::int64_t tag) const {
  std::string position;
  for (const std::int64_t other : element.nodes) {
    const NodeId node = node_of_tag_.find(other);
    if (node == NodeTagMap::kNone) continue;
    const auto known = static_cast<std::size_t>(node);
    position = " at " + position_text({nodes_.x[known], nodes_.y[known]});
    break;
  }
  text_.fail(element.offset, "element " + std::to_string(element.tag) + position +
                                 " refers to node " + std::to_string(tag) +
                                 ", which is not in $Nodes (its tags lie between " +
                                 std::to_string(node_of_tag_.smallest()) + " and " +
                                 std::to_string(node_of_tag_.largest()) + ")");
}

NodeId MshMeshBuilder::resolve(const MshElement& element, std::size_t local_node) const {
  const std::int64_t tag = element.nodes[local_node];
  const NodeId node = node_of_tag_.find(tag);
  if (node == NodeTagMap::kNone) fail_unknown_node(element, tag);
  return node;
}

void MshMeshBuilder::add_quad(const MshElement& element) {
  Quad8 nodes;
  for (std::size_t local = 0; local < nodes.size(); ++local) nodes[local] = resolve(element, local);
  if (element.nodes.size() > nodes.size()) centre_nodes_.push_back(resolve(element, nodes.size()));
  mesh_.quad8.push_back(nodes);
  const ElementId same = quad_index_.find_or_insert(mesh_.quad8);
  if (static_cast<std::size_t>(same) + 1 == mesh_.quad8.size()) {
    mesh_.element_tags.push_back(element.tag);
    quad_groups_.push_back(element.groups);
    return;
  }
  mesh_.quad8.pop_back();
  GroupSetId& groups = quad_groups_[static_cast<std::size_t>(same)];
  groups = group_sets_.unite(groups, element.groups);
}

void MshMeshBuilder::add_edge(const MshElement& element) {
  edges_.push_back({resolve(element, 0), resolve(element, 1), resolve(element, 2)});
  edge_groups_.push_back(element.groups);
}

Quad8Mesh MshMeshBuilder::finish(const PhysicalNames& names) {
  require_quads_only();
  require_unique_element_tags();
  require_plane();
  mesh_.source = text_.source;
  collect_groups(names);
  mesh_.x = std::move(nodes_.x);
  mesh_.y = std::move(nodes_.y);
  drop_centre_nodes();
  return std::move(mesh_);
}

void MshMeshBuilder::require_quads_only() const {
  std::string list;
  bool has_triangles = false;
  bool has_volumes = false;
  for (const auto& [number, count] : refused_counts_) {
    const MshElementType& type = *find_msh_element_type(number);
    if (!list.empty()) list += ", ";
    list += std::to_string(count) + (count == 1 ? " element" : " elements") + " of type '" +
            std::string(type.name) + "' (" + std::to_string(number) + ")";
    if (type.dimension == 1) list += " in a boundary group";
    has_triangles = has_triangles || type.name.starts_with("triangle");
    has_volumes = has_volumes || type.dimension == 3;
  }
  if (list.empty() && !mesh_.quad8.empty()) return;
  if (list.empty()) list = "the mesh is empty: it has no elements of type 'quadrangle 8' (16)";
  throw InputError(text_.source + ": " + list + ": " + kWhatIsValid +
                   how_to_get_quad8(has_triangles, has_volumes));
}

void MshMeshBuilder::require_unique_element_tags() const {
  std::vector<std::int64_t> tags = mesh_.element_tags;
  if (!std::is_sorted(tags.begin(), tags.end())) std::sort(tags.begin(), tags.end());
  const auto twin = std::adjacent_find(tags.begin(), tags.end());
  if (twin == tags.end()) return;
  throw InputError(text_.source + ": element tag " + std::to_string(*twin) +
                   " stands twice with different nodes; every element needs its own tag");
}

void MshMeshBuilder::require_plane() const {
  const auto [left, right] = std::minmax_element(nodes_.x.begin(), nodes_.x.end());
  const auto [low, high] = std::minmax_element(nodes_.y.begin(), nodes_.y.end());
  const double tolerance = kPlaneTolerance * std::max(*right - *left, *high - *low);
  const double plane = nodes_.z[static_cast<std::size_t>(mesh_.quad8.front()[0])];
  for (const Quad8& element : mesh_.quad8) {
    for (const NodeId id : element) {
      const auto node = static_cast<std::size_t>(id);
      if (std::abs(nodes_.z[node] - plane) <= tolerance) continue;
      throw InputError(text_.source + ": node " + std::to_string(nodes_.tags[node]) + " at " +
                       position_text({nodes_.x[node], nodes_.y[node]}) + " has z = " +
                       short_number(nodes_.z[node]) + ", others have z = " + short_number(plane) +
                       "; the mesh must lie in a plane of constant z");
    }
  }
}

void MshMeshBuilder::collect_groups(const PhysicalNames& names) {
  mesh_.boundaries =
      groups_by_name<BoundaryGroup>(group_sets_, edge_groups_, names, 1, &BoundaryGroup::edges,
                                    [&](std::size_t edge) { return edges_[edge]; });
  mesh_.regions = groups_by_name<RegionGroup>(
      group_sets_, quad_groups_, names, 2, &RegionGroup::elements,
      [](std::size_t element) { return static_cast<ElementId>(element); });
  for (BoundaryGroup& group : mesh_.boundaries) drop_repeated_edges(group.edges);
}

void MshMeshBuilder::drop_centre_nodes() {
  if (centre_nodes_.empty()) return;
  std::vector<char> dropped(mesh_.x.size(), 0);
  for (const NodeId node : centre_nodes_) dropped[static_cast<std::size_t>(node)] = 1;
  // A node that also stands on a side is not only a centre node.
  for (const Quad8& element : mesh_.quad8) {
    for (const NodeId node : element) dropped[static_cast<std::size_t>(node)] = 0;
  }
  for (const Edge3& edge : edges_) {
    for (const NodeId node : edge) dropped[static_cast<std::size_t>(node)] = 0;
  }
  std::vector<NodeId> new_number(mesh_.x.size());
  std::size_t kept = 0;
  for (std::size_t node = 0; node < dropped.size(); ++node) {
    new_number[node] = static_cast<NodeId>(kept);
    if (dropped[node] != 0) continue;
    mesh_.x[kept] = mesh_.x[node];
    mesh_.y[kept] = mesh_.y[node];
    ++kept;
  }
  mesh_.dropped_centre_nodes = static_cast<std::int64_t>(mesh_.x.size() - kept);
  mesh_.x.resize(kept);
  mesh_.y.resize(kept);
  const auto renumber = [&](NodeId& node) { node = new_number[static_cast<std::size_t>(node)]; };
  for (Quad8& element : mesh_.quad8) std::for_each(element.begin(), element.end(), renumber);
  for (BoundaryGroup& group : mesh_.boundaries) {
    for (Edge3& edge : group.edges) std::for_each(edge.begin(), edge.end(), renumber);
  }
}

}  // namespace tessera
