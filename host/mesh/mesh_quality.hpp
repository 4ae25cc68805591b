#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "host/mesh/point.hpp"
#include "host/mesh/quad8_mesh.hpp"

namespace tessera {

/// An element with its scaled Jacobian, see min_scaled_jacobian.
struct RatedElement {
  ElementId element;
  /// The number that the file uses, where it uses its own.
  std::optional<std::int64_t> tag;
  Point position;
  double scaled_jacobian;
};

/// A node that stands where the node `other`, with a smaller id, stands already.
struct DuplicateNode {
  NodeId node;
  NodeId other;
  Point position;
};

/// A node in the interior of a border side of an element that it does not belong to: the
/// neighbours there are not connected.
struct HangingNode {
  NodeId node;
  ElementId element;
  int side;
  Point position;
};

/// A boundary group with its edges, or a region with its elements.
struct GroupSize {
  std::string name;
  std::int64_t members;
};

/// Everything that can be said about a mesh without solving on it. Elements are judged after
/// clockwise ones were turned around. Lists hold at most kMostExamples entries.
struct MeshQuality {
  static constexpr std::size_t kMostExamples = 5;
  static constexpr std::size_t kBins = 10;

  std::string source;
  /// What makes the mesh unfit for a solve, with ids and positions; empty for a good mesh. If node
  /// ids or coordinates are at fault, only sizes and groups are filled in.
  std::vector<std::string> faults;
  /// Whether more than that is filled in.
  bool is_examined = false;
  std::int64_t nodes = 0;
  std::int64_t elements = 0;

  std::int64_t used_nodes = 0;
  std::int64_t unused_nodes = 0;
  std::int64_t dropped_centre_nodes = 0;
  std::int64_t clockwise_elements = 0;
  std::int64_t counter_clockwise_elements = 0;
  std::int32_t pieces = 0;
  double area = 0;  // m^2

  /// Elements with a det J that is not positive at one of the 3x3 Gauss points.
  std::int64_t bad_elements = 0;
  double min_jacobian = 0;  // m^2, over the Gauss points
  double min_scaled_jacobian = 0;
  /// Elements with a scaled Jacobian in [bin / 10, (bin + 1) / 10); the first bin takes all below,
  /// the last one takes 1.
  std::array<std::int64_t, kBins> scaled_jacobian_histogram{};
  std::vector<RatedElement> worst_elements;

  std::int64_t duplicate_nodes = 0;
  std::vector<DuplicateNode> duplicate_examples;
  std::int64_t hanging_nodes = 0;
  std::vector<HangingNode> hanging_examples;

  std::int64_t boundary_edges = 0;
  /// Closed lines that the border consists of; lines that touch in a node count as one.
  std::int32_t boundary_loops = 0;
  /// Nodes where an odd number of border sides meets, so that the border is not closed.
  std::int64_t open_boundary_nodes = 0;
  /// Nodes where more than two border sides meet: parts of the mesh touch in a corner.
  std::int64_t pinched_nodes = 0;
  /// Border sides in no boundary group (they become walls), and edges of groups that are no border
  /// sides (they do nothing); 0 if there are no groups.
  std::int64_t ungrouped_boundary_edges = 0;
  std::int64_t grouped_inner_edges = 0;
  std::vector<GroupSize> boundaries;
  std::vector<GroupSize> regions;

  [[nodiscard]] bool is_fit() const { return faults.empty(); }
};

/// Examines `mesh` and throws nothing for a bad one. Nodes are duplicates within 1e-12 of the
/// mesh's width, and hang on a side within 1e-6 of its length. Unused nodes are only counted.
MeshQuality examine_mesh(Quad8Mesh mesh);

}  // namespace tessera
