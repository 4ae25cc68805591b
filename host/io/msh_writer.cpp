#include "host/io/msh_writer.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <limits>
#include <span>
#include <vector>

#include "host/errors.hpp"
#include "host/io/group_sets.hpp"
#include "host/io/msh_element_types.hpp"
#include "host/io/msh_sink.hpp"
#include "host/io/pending_file.hpp"

namespace tessera {
namespace {

/// A mesh with the numbers that it gets in the file.
struct Numbering {
  const Quad8Mesh& mesh;
  /// Distinct sets of regions; every set is one surface entity, tag = set + 1.
  GroupSets region_sets;
  std::vector<GroupSetId> set_of_element;
  std::vector<std::int64_t> element_tags;
  /// The first tag behind those of the elements.
  std::int64_t next_tag = 1;

  [[nodiscard]] std::int64_t physical_of_region(std::int64_t region) const {
    return static_cast<std::int64_t>(mesh.boundaries.size()) + region + 1;
  }
  [[nodiscard]] std::int64_t edge_count() const {
    std::size_t count = 0;
    for (const BoundaryGroup& group : mesh.boundaries) count += group.edges.size();
    return static_cast<std::int64_t>(count);
  }
};

void require_writable_name(const std::string& name) {
  const bool has_control = std::any_of(name.begin(), name.end(), [](char byte) {
    return std::iscntrl(static_cast<unsigned char>(byte)) != 0;
  });
  if (!name.empty() && !has_control && name.find('"') == std::string::npos) return;
  throw InputError("the group name '" + name +
                   "' cannot stand in a .msh file: it must not be empty and must not hold double "
                   "quotes or control characters");
}

void number_elements(Numbering& numbering) {
  const Quad8Mesh& mesh = numbering.mesh;
  // MSH 2.2 has 32-bit tags, and the edges and repeated elements need some behind the largest.
  constexpr std::int64_t kLargestKept = std::numeric_limits<std::int32_t>::max() / 2;
  const auto in_range = [](std::int64_t tag) { return tag >= 1 && tag <= kLargestKept; };
  numbering.element_tags = mesh.element_tags;
  if (mesh.element_tags.size() != mesh.quad8.size() ||
      !std::all_of(mesh.element_tags.begin(), mesh.element_tags.end(), in_range)) {
    numbering.element_tags.resize(mesh.quad8.size());
    std::int64_t tag = 0;
    for (std::int64_t& element_tag : numbering.element_tags) element_tag = ++tag;
  }
  for (const std::int64_t tag : numbering.element_tags) {
    numbering.next_tag = std::max(numbering.next_tag, tag + 1);
  }
}

Numbering number_mesh(const Quad8Mesh& mesh) {
  Numbering numbering{mesh, {}, {}, {}};
  numbering.set_of_element.assign(mesh.quad8.size(), GroupSets::kEmpty);
  for (std::size_t region = 0; region < mesh.regions.size(); ++region) {
    const GroupSetId alone = numbering.region_sets.intern({static_cast<std::int64_t>(region)});
    for (const ElementId element : mesh.regions[region].elements) {
      GroupSetId& set = numbering.set_of_element.at(static_cast<std::size_t>(element));
      set = numbering.region_sets.unite(set, alone);
    }
  }
  number_elements(numbering);
  return numbering;
}

void put_physical_names(MshSink& sink, const Numbering& numbering) {
  std::string names;
  std::size_t count = 0;
  const auto put = [&](int dimension, std::int64_t number, const std::string& name) {
    require_writable_name(name);
    names += std::to_string(dimension) + " " + std::to_string(number) + " \"" + name + "\"\n";
    ++count;
  };
  std::int64_t number = 0;
  for (const BoundaryGroup& group : numbering.mesh.boundaries) {
    ++number;
    if (!group.edges.empty()) put(1, number, group.name);
  }
  for (const RegionGroup& group : numbering.mesh.regions) {
    ++number;
    if (!group.elements.empty()) put(2, number, group.name);
  }
  if (count == 0) return;
  sink.line("$PhysicalNames");
  sink.line(std::to_string(count));
  sink.line(names + "$EndPhysicalNames");
}

template <std::size_t NodeCount>
void put_node_tags_22(MshSink& sink, const std::array<NodeId, NodeCount>& nodes) {
  for (const NodeId node : nodes) sink.integer(std::int64_t{node} + 1);
  sink.end_record();
}

template <std::size_t NodeCount>
void put_element_41(MshSink& sink, std::int64_t tag, const std::array<NodeId, NodeCount>& nodes) {
  sink.size(tag);
  for (const NodeId node : nodes) sink.size(std::int64_t{node} + 1);
  sink.end_record();
}

/// Calls `visit(from, to)` for every run of elements in the same regions.
template <class Visit>
void for_each_run(const std::vector<GroupSetId>& sets, Visit visit) {
  for (std::size_t from = 0; from < sets.size();) {
    std::size_t to = from + 1;
    while (to < sets.size() && sets[to] == sets[from]) ++to;
    visit(from, to);
    from = to;
  }
}

// --- version 4.1 ---

void put_entity(MshSink& sink, const Quad8Mesh& mesh, std::int64_t tag,
                std::span<const std::int64_t> physical_tags) {
  sink.integer(tag);
  const auto [left, right] = std::minmax_element(mesh.x.begin(), mesh.x.end());
  const auto [low, high] = std::minmax_element(mesh.y.begin(), mesh.y.end());
  const bool empty = mesh.x.empty();
  for (const auto corner : {left, low, mesh.x.end(), right, high, mesh.x.end()}) {
    sink.real(empty || corner == mesh.x.end() ? 0.0 : *corner);
  }
  sink.size(static_cast<std::int64_t>(physical_tags.size()));
  for (const std::int64_t physical : physical_tags) sink.integer(physical);
  sink.size(0);  // bounding entities: the topology of the model is not known
  sink.end_record();
}

void put_entities(MshSink& sink, const Numbering& numbering) {
  const Quad8Mesh& mesh = numbering.mesh;
  sink.line("$Entities");
  sink.size(0);
  sink.size(static_cast<std::int64_t>(mesh.boundaries.size()));
  sink.size(numbering.region_sets.set_count());
  sink.size(0);
  sink.end_record();
  for (std::int64_t curve = 1; curve <= std::ssize(mesh.boundaries); ++curve) {
    put_entity(sink, mesh, curve, std::array{curve});
  }
  for (GroupSetId set = 0; set < numbering.region_sets.set_count(); ++set) {
    std::vector<std::int64_t> physical;
    for (const std::int64_t region : numbering.region_sets.groups(set)) {
      physical.push_back(numbering.physical_of_region(region));
    }
    put_entity(sink, mesh, set + 1, physical);
  }
  sink.end_section("Entities");
}

/// Header of a block: an entity, how its items are stored (type or parametric flag), their number.
void put_block_header(MshSink& sink, int dimension, std::int64_t entity, int kind,
                      std::int64_t item_count) {
  sink.integer(dimension);
  sink.integer(entity);
  sink.integer(kind);
  sink.size(item_count);
  sink.end_record();
}

void put_totals(MshSink& sink, std::int64_t block_count, std::int64_t item_count, std::int64_t low,
                std::int64_t high) {
  sink.size(block_count);
  sink.size(item_count);
  sink.size(low);
  sink.size(high);
  sink.end_record();
}

void put_nodes_41(MshSink& sink, const Numbering& numbering) {
  const Quad8Mesh& mesh = numbering.mesh;
  // Gmsh wants every node on an entity, and miscounts nodes on an entity without elements.
  const GroupSetId first_set =
      numbering.set_of_element.empty() ? GroupSets::kEmpty : numbering.set_of_element.front();
  const auto node_count = static_cast<std::int64_t>(mesh.node_count());
  sink.line("$Nodes");
  put_totals(sink, 1, node_count, 1, node_count);
  put_block_header(sink, 2, first_set + 1, 0, node_count);
  for (std::int64_t tag = 1; tag <= node_count; ++tag) {
    sink.size(tag);
    sink.end_record();
  }
  for (std::size_t node = 0; node < mesh.node_count(); ++node) {
    sink.real(mesh.x[node]);
    sink.real(mesh.y[node]);
    sink.real(0.0);
    sink.end_record();
  }
  sink.end_section("Nodes");
}

void put_elements_41(MshSink& sink, const Numbering& numbering) {
  const Quad8Mesh& mesh = numbering.mesh;
  std::int64_t block_count = 0;
  for (const BoundaryGroup& group : mesh.boundaries) block_count += group.edges.empty() ? 0 : 1;
  for_each_run(numbering.set_of_element, [&](std::size_t, std::size_t) { ++block_count; });
  const std::int64_t edge_count = numbering.edge_count();
  const auto element_count = static_cast<std::int64_t>(mesh.element_count());
  sink.line("$Elements");
  put_totals(sink, block_count, edge_count + element_count, 1, numbering.next_tag + edge_count - 1);
  std::int64_t tag = numbering.next_tag;
  for (std::size_t group = 0; group < mesh.boundaries.size(); ++group) {
    const std::vector<Edge3>& edges = mesh.boundaries[group].edges;
    if (edges.empty()) continue;
    put_block_header(sink, 1, static_cast<std::int64_t>(group) + 1, msh_type::kLine3,
                     std::ssize(edges));
    for (const Edge3& edge : edges) put_element_41(sink, tag++, edge);
  }
  for_each_run(numbering.set_of_element, [&](std::size_t from, std::size_t to) {
    put_block_header(sink, 2, numbering.set_of_element[from] + 1, msh_type::kQuad8,
                     static_cast<std::int64_t>(to - from));
    for (std::size_t element = from; element < to; ++element) {
      put_element_41(sink, numbering.element_tags[element], mesh.quad8[element]);
    }
  });
  sink.end_section("Elements");
}

// --- version 2.2 ---

void put_nodes_22(MshSink& sink, const Quad8Mesh& mesh) {
  sink.line("$Nodes");
  sink.line(std::to_string(mesh.node_count()));
  for (std::size_t node = 0; node < mesh.node_count(); ++node) {
    sink.integer(static_cast<std::int64_t>(node) + 1);
    sink.real(mesh.x[node]);
    sink.real(mesh.y[node]);
    sink.real(0.0);
    sink.end_record();
  }
  sink.end_section("Nodes");
}

constexpr std::int64_t kTagsOfAnElement22 = 2;  // physical group and entity

/// In binary one header precedes all elements of a type; in ASCII it is part of every line.
void put_run_header_22(MshSink& sink, int type, std::int64_t element_count) {
  if (!sink.binary() || element_count == 0) return;
  sink.integer(type);
  sink.integer(element_count);
  sink.integer(kTagsOfAnElement22);
}

template <std::size_t NodeCount>
void put_element_22(MshSink& sink, std::int64_t tag, int type, std::int64_t physical,
                    std::int64_t entity, const std::array<NodeId, NodeCount>& nodes) {
  sink.integer(tag);
  if (!sink.binary()) {
    sink.integer(type);
    sink.integer(kTagsOfAnElement22);
  }
  sink.integer(physical);
  sink.integer(entity);
  put_node_tags_22(sink, nodes);
}

void put_elements_22(MshSink& sink, const Numbering& numbering) {
  const Quad8Mesh& mesh = numbering.mesh;
  std::int64_t quad_count = 0;  // an element in several regions counts several times
  for (const GroupSetId set : numbering.set_of_element) {
    quad_count += std::max<std::int64_t>(1, std::ssize(numbering.region_sets.groups(set)));
  }
  const std::int64_t edge_count = numbering.edge_count();
  sink.line("$Elements");
  sink.line(std::to_string(edge_count + quad_count));
  std::int64_t tag = numbering.next_tag;
  put_run_header_22(sink, msh_type::kLine3, edge_count);
  for (std::int64_t group = 0; group < std::ssize(mesh.boundaries); ++group) {
    for (const Edge3& edge : mesh.boundaries[static_cast<std::size_t>(group)].edges) {
      put_element_22(sink, tag++, msh_type::kLine3, group + 1, group + 1, edge);
    }
  }
  put_run_header_22(sink, msh_type::kQuad8, quad_count);
  for (std::size_t element = 0; element < mesh.element_count(); ++element) {
    const GroupSetId set = numbering.set_of_element[element];
    const auto regions = numbering.region_sets.groups(set);
    const auto put = [&](std::int64_t element_tag, std::int64_t physical) {
      put_element_22(sink, element_tag, msh_type::kQuad8, physical, set + 1, mesh.quad8[element]);
    };
    put(numbering.element_tags[element],
        regions.empty() ? 0 : numbering.physical_of_region(regions.front()));
    for (std::size_t more = 1; more < regions.size(); ++more) {
      put(tag++, numbering.physical_of_region(regions[more]));
    }
  }
  sink.end_section("Elements");
}

void put_format(MshSink& sink, MshVersion version) {
  sink.line("$MeshFormat");
  sink.line(std::string(version == MshVersion::v22 ? "2.2" : "4.1") +
            (sink.binary() ? " 1 8" : " 0 8"));
  if (sink.binary()) sink.integer(1);
  sink.end_section("MeshFormat");
}

}  // namespace

std::string msh_bytes(const Quad8Mesh& mesh, MshFormat format) {
  const Numbering numbering = number_mesh(mesh);
  MshSink sink(format.binary);
  constexpr std::size_t kBytesPerNode = 64;
  constexpr std::size_t kBytesPerElement = 88;
  sink.reserve(mesh.node_count() * kBytesPerNode + mesh.element_count() * kBytesPerElement);
  put_format(sink, format.version);
  put_physical_names(sink, numbering);
  if (format.version == MshVersion::v22) {
    put_nodes_22(sink, mesh);
    put_elements_22(sink, numbering);
  } else {
    put_entities(sink, numbering);
    put_nodes_41(sink, numbering);
    put_elements_41(sink, numbering);
  }
  return sink.take();
}

void write_msh(const std::filesystem::path& path, const Quad8Mesh& mesh, MshFormat format) {
  write_whole_file(path, msh_bytes(mesh, format));
}

}  // namespace tessera
