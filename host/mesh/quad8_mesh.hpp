#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace tessera {

/// Zero-based node number in file order.
using NodeId = std::int32_t;
/// Zero-based element number in file order.
using ElementId = std::int32_t;

/// Corners 0-3 counter-clockwise, then the mid-side nodes of the sides 01, 12, 23, 30.
using Quad8 = std::array<NodeId, 8>;
/// First corner, second corner, mid-side node.
using Edge3 = std::array<NodeId, 3>;

/// The local nodes of side `side` of a Quad8: first corner, second corner, mid-side.
inline constexpr std::array<std::array<int, 3>, 4> kQuad8Sides{
    {{0, 1, 4}, {1, 2, 5}, {2, 3, 6}, {3, 0, 7}}};

/// Edges that the mesh file puts under one name.
struct BoundaryGroup {
  std::string name;
  std::vector<Edge3> edges;
};

/// Elements that the mesh file puts under one name.
struct RegionGroup {
  std::string name;
  std::vector<ElementId> elements;
};

/// A mesh of 8-node quadrilaterals as it stands in a file: no check has been made yet beyond those
/// of the file format (see mesh_check.hpp). Lengths in metres.
struct Quad8Mesh {
  /// File name, or what made the mesh; messages start with it.
  std::string source;
  std::vector<double> x;  // [node]
  std::vector<double> y;  // [node]
  std::vector<Quad8> quad8;
  std::vector<BoundaryGroup> boundaries;
  std::vector<RegionGroup> regions;
  /// The element numbers that the file itself uses (Gmsh tags); empty where it uses none.
  std::vector<std::int64_t> element_tags;
  /// Centre nodes of 9-node elements that the reader left out.
  std::int64_t dropped_centre_nodes = 0;

  [[nodiscard]] std::size_t node_count() const { return x.size(); }
  [[nodiscard]] std::size_t element_count() const { return quad8.size(); }
};

}  // namespace tessera
