#include "host/mesh/mesh_quality.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <utility>

#include "host/mesh/disjoint_nodes.hpp"
#include "host/mesh/element_jacobians.hpp"
#include "host/mesh/entity_names.hpp"
#include "host/mesh/mesh_check.hpp"
#include "host/mesh/misfits.hpp"
#include "host/mesh/topology.hpp"

namespace tessera {
namespace {

std::int64_t count_of(std::size_t count) { return static_cast<std::int64_t>(count); }

template <class Entry>
std::vector<Entry> examples_of(const std::vector<Entry>& all) {
  return {all.begin(), all.begin() + static_cast<std::ptrdiff_t>(
                                         std::min(all.size(), MeshQuality::kMostExamples))};
}

std::size_t bin_of(double scaled) {
  const double bin = std::floor(scaled * MeshQuality::kBins);
  return static_cast<std::size_t>(std::clamp<double>(bin, 0, MeshQuality::kBins - 1));
}

std::optional<std::int64_t> tag_of(const Quad8Mesh& mesh, std::size_t element) {
  if (element >= mesh.element_tags.size()) return {};
  return mesh.element_tags[element];
}

/// Keeps the kMostExamples lowest ratings, worst first.
void rate(std::vector<RatedElement>& worst, const RatedElement& element) {
  const auto is_better = [](const RatedElement& one, const RatedElement& other) {
    return one.scaled_jacobian < other.scaled_jacobian;
  };
  worst.insert(std::upper_bound(worst.begin(), worst.end(), element, is_better), element);
  if (worst.size() > MeshQuality::kMostExamples) worst.pop_back();
}

void examine_jacobians(const Quad8Mesh& mesh, MeshQuality& quality) {
  quality.min_jacobian = quality.min_scaled_jacobian = std::numeric_limits<double>::infinity();
  for (std::size_t element = 0; element < mesh.element_count(); ++element) {
    const auto id = static_cast<ElementId>(element);
    const ElementCoordinates at(mesh, mesh.quad8[element]);
    const CheckedJacobians jacobians = checked_jacobians(at);
    const double scaled = scaled_jacobian(jacobians);
    const double least = *std::min_element(jacobians.begin(), jacobians.begin() + kGaussPoints);
    if (!(least > 0)) ++quality.bad_elements;
    quality.area += element_area(jacobians);
    quality.min_jacobian = std::min(quality.min_jacobian, least);
    quality.min_scaled_jacobian = std::min(quality.min_scaled_jacobian, scaled);
    ++quality.scaled_jacobian_histogram[bin_of(scaled)];
    rate(quality.worst_elements, {id, tag_of(mesh, element), element_position(mesh, id), scaled});
  }
}

/// How border sides meet in nodes, and along how many lines.
void examine_loops(const Quad8Mesh& mesh, const std::vector<BoundaryEdge>& border,
                   MeshQuality& quality) {
  std::vector<int> side_count(mesh.node_count(), 0);
  DisjointNodes lines(mesh.node_count());
  for (const BoundaryEdge& edge : border) {
    ++side_count[static_cast<std::size_t>(edge.nodes[0])];
    ++side_count[static_cast<std::size_t>(edge.nodes[1])];
    lines.unite(edge.nodes[0], edge.nodes[1]);
  }
  for (std::size_t node = 0; node < side_count.size(); ++node) {
    if (side_count[node] == 0) continue;
    const auto id = static_cast<NodeId>(node);
    if (lines.root(id) == id) ++quality.boundary_loops;
    if (side_count[node] % 2 != 0) ++quality.open_boundary_nodes;
    if (side_count[node] > 2) ++quality.pinched_nodes;
  }
}

/// A side whichever way round, for comparing.
std::pair<NodeId, NodeId> ends_of(const Edge3& edge) { return std::minmax(edge[0], edge[1]); }

void examine_groups(const Quad8Mesh& mesh, const std::vector<BoundaryEdge>& border,
                    MeshQuality& quality) {
  using Ends = std::pair<NodeId, NodeId>;
  if (mesh.boundaries.empty()) return;
  std::vector<Ends> on_border;
  std::vector<Ends> in_groups;
  on_border.reserve(border.size());
  for (const BoundaryEdge& edge : border) on_border.push_back(ends_of(edge.nodes));
  for (const BoundaryGroup& group : mesh.boundaries) {
    for (const Edge3& edge : group.edges) in_groups.push_back(ends_of(edge));
  }
  std::sort(on_border.begin(), on_border.end());
  std::sort(in_groups.begin(), in_groups.end());
  in_groups.erase(std::unique(in_groups.begin(), in_groups.end()), in_groups.end());
  const auto count_missing = [](const std::vector<Ends>& some, const std::vector<Ends>& from) {
    return std::count_if(some.begin(), some.end(), [&](const Ends& ends) {
      return !std::binary_search(from.begin(), from.end(), ends);
    });
  };
  quality.ungrouped_boundary_edges = count_missing(on_border, in_groups);
  quality.grouped_inner_edges = count_missing(in_groups, on_border);
}

void examine_border(const Quad8Mesh& mesh, MeshQuality& quality) {
  Border border = find_border(mesh);
  quality.boundary_edges = count_of(border.edges.size());
  examine_loops(mesh, border.edges, quality);
  examine_groups(mesh, border.edges, quality);
  const auto hanging = find_hanging_nodes(mesh, border.edges);
  quality.hanging_nodes = count_of(hanging.size());
  quality.hanging_examples = examples_of(hanging);
  std::move(border.faults.begin(), border.faults.end(), std::back_inserter(quality.faults));
  if (border.fault_count > Border::kMostFaults) {
    quality.faults.push_back(
        mesh.source + ": sides that do not fit altogether: " + std::to_string(border.fault_count));
  }
}

void examine_nodes(const Quad8Mesh& mesh, MeshQuality& quality) {
  const std::vector<std::uint8_t> used = used_nodes(mesh);
  quality.used_nodes = std::count(used.begin(), used.end(), 1);
  quality.unused_nodes = quality.nodes - quality.used_nodes;
  const auto duplicates = find_duplicate_nodes(mesh);
  quality.duplicate_nodes = count_of(duplicates.size());
  quality.duplicate_examples = examples_of(duplicates);
}

void examine_sizes(const Quad8Mesh& mesh, MeshQuality& quality) {
  quality.source = mesh.source;
  quality.nodes = count_of(mesh.node_count());
  quality.elements = count_of(mesh.element_count());
  quality.dropped_centre_nodes = mesh.dropped_centre_nodes;
  for (const BoundaryGroup& group : mesh.boundaries) {
    quality.boundaries.push_back({group.name, count_of(group.edges.size())});
  }
  for (const RegionGroup& group : mesh.regions) {
    quality.regions.push_back({group.name, count_of(group.elements.size())});
  }
}

}  // namespace

MeshQuality examine_mesh(Quad8Mesh mesh) {
  MeshQuality quality;
  examine_sizes(mesh, quality);
  if (const auto fault = find_fault(mesh)) {
    quality.faults.push_back(*fault);
    return quality;
  }
  quality.is_examined = true;
  quality.clockwise_elements = orient_counter_clockwise(mesh);
  quality.counter_clockwise_elements = quality.elements - quality.clockwise_elements;
  quality.pieces = connected_pieces(mesh).count;
  examine_jacobians(mesh, quality);
  if (const auto fault = find_bad_jacobian(mesh)) quality.faults.push_back(*fault);
  examine_nodes(mesh, quality);
  examine_border(mesh, quality);
  return quality;
}

}  // namespace tessera
