#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "host/io/group_sets.hpp"
#include "host/io/msh_element_types.hpp"
#include "host/io/msh_text.hpp"
#include "host/io/node_tag_map.hpp"
#include "host/io/quad8_index.hpp"
#include "host/mesh/quad8_mesh.hpp"

namespace tessera {

/// The nodes of a MSH file in file order; `tags` are the numbers that elements refer to.
struct MshNodes {
  std::vector<std::int64_t> tags;
  std::vector<double> x, y, z;

  void reserve(std::size_t node_count);
};

/// One element as the file states it.
struct MshElement {
  const MshElementType* type = nullptr;
  std::int64_t tag = 0;
  /// Where its record starts, for messages.
  std::size_t offset = 0;
  GroupSetId groups = GroupSets::kEmpty;
  std::span<const std::int64_t> nodes;  // tags in Gmsh's order
};

/// Names of physical groups by (dimension, number).
using PhysicalNames = std::map<std::pair<int, std::int64_t>, std::string>;

/// Makes a Quad8Mesh of what both versions of the format state alike. Every function throws
/// InputError.
class MshMeshBuilder {
 public:
  /// Refuses an empty list of nodes and a tag that stands twice.
  MshMeshBuilder(const MshText& text, MshNodes nodes);

  /// The set of these physical groups; 0 (none) and signs (orientation) are dropped.
  GroupSetId groups_of(std::span<const std::int32_t> physical_tags);
  /// Takes an element: 8- and 9-node quadrilaterals and 3-node lines are kept. Points, and lines in
  /// no group, are ignored. Every other type is counted, for `finish` to refuse. An element that
  /// repeats the nodes of an earlier one is that element, and joins its groups: MSH 2.2 states an
  /// element once for every group, and Gmsh keeps the copies when it converts such a file.
  void add(const MshElement& element);
  /// The mesh. Drops the centre nodes of 9-node elements and renumbers; groups come in the order of
  /// their numbers, and those without members are left out.
  Quad8Mesh finish(const PhysicalNames& names);

 private:
  [[noreturn]] void fail_unknown_node(const MshElement& element, std::int64_t tag) const;
  NodeId resolve(const MshElement& element, std::size_t local_node) const;
  void add_quad(const MshElement& element);
  void add_edge(const MshElement& element);
  void require_quads_only() const;
  void require_unique_element_tags() const;
  void require_plane() const;
  void collect_groups(const PhysicalNames& names);
  void drop_centre_nodes();

  const MshText& text_;
  MshNodes nodes_;
  NodeTagMap node_of_tag_;
  GroupSets group_sets_;
  Quad8Mesh mesh_;
  Quad8Index quad_index_;
  std::vector<GroupSetId> quad_groups_;  // [element]
  std::vector<Edge3> edges_;
  std::vector<GroupSetId> edge_groups_;  // [edge]
  std::vector<NodeId> centre_nodes_;
  std::map<std::int32_t, std::int64_t> refused_counts_;  // by type number
};

}  // namespace tessera
