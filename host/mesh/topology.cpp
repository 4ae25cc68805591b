#include "host/mesh/topology.hpp"

#include <algorithm>
#include <numeric>
#include <span>
#include <string>

#include "host/errors.hpp"
#include "host/mesh/entity_names.hpp"

namespace tessera {
namespace {

/// One side as one element sees it, filed under its smaller corner.
struct HalfEdge {
  NodeId larger_corner;
  std::int32_t half_edge;  // 4 * element + side
};

std::size_t index_of(NodeId node) { return static_cast<std::size_t>(node); }

Edge3 side_nodes(const Quad8Mesh& mesh, std::int32_t half_edge) {
  const Quad8& element = mesh.quad8[static_cast<std::size_t>(half_edge / 4)];
  const auto& side = kQuad8Sides[static_cast<std::size_t>(half_edge % 4)];
  return {element[static_cast<std::size_t>(side[0])], element[static_cast<std::size_t>(side[1])],
          element[static_cast<std::size_t>(side[2])]};
}

std::string side_place(const Quad8Mesh& mesh, const Edge3& side) {
  const std::size_t first = index_of(side[0]);
  const std::size_t second = index_of(side[1]);
  return position_text(
      {(mesh.x[first] + mesh.x[second]) / 2, (mesh.y[first] + mesh.y[second]) / 2});
}

[[noreturn]] void refuse_third_element(const Quad8Mesh& mesh, std::int32_t one,
                                       std::int32_t other) {
  const Edge3 side = side_nodes(mesh, one);
  throw InputError(mesh.source + ": " + element_name(mesh, one / 4) + " and " +
                   element_name(mesh, other / 4) +
                   " are two of more than two elements on the side " + std::to_string(side[0]) +
                   "-" + std::to_string(side[1]) + " at " + side_place(mesh, side) +
                   "; in the plane a side belongs to one or two elements");
}

[[noreturn]] void refuse_mid_sides(const Quad8Mesh& mesh, std::int32_t one, std::int32_t other) {
  const Edge3 side = side_nodes(mesh, one);
  throw InputError(
      mesh.source + ": " + element_name(mesh, one / 4) + " and " + element_name(mesh, other / 4) +
      " share the corners " + std::to_string(side[0]) + " and " + std::to_string(side[1]) + " at " +
      side_place(mesh, side) + " but not the mid-side node (" + std::to_string(side[2]) + " and " +
      std::to_string(side_nodes(mesh, other)[2]) + "); neighbours must use the same three nodes");
}

/// All half edges, sorted by smaller corner, with the place where each corner's begin.
class HalfEdgeBuckets {
 public:
  explicit HalfEdgeBuckets(const Quad8Mesh& mesh)
      : begin_(mesh.node_count() + 2, 0), entries_(4 * mesh.element_count()) {
    // Counting one place further lets the scatter below advance begin_ to where it belongs.
    for (const Quad8& element : mesh.quad8) {
      for (std::size_t side = 0; side < 4; ++side) ++begin_[bucket(element, side) + 2];
    }
    std::partial_sum(begin_.begin(), begin_.end(), begin_.begin());
    std::int32_t half_edge = 0;
    for (const Quad8& element : mesh.quad8) {
      for (std::size_t side = 0; side < 4; ++side, ++half_edge) {
        const NodeId larger = std::max(element[side], element[(side + 1) % 4]);
        entries_[begin_[bucket(element, side) + 1]++] = {larger, half_edge};
      }
    }
  }

  [[nodiscard]] std::size_t count() const { return begin_.size() - 2; }
  [[nodiscard]] std::span<const HalfEdge> operator[](std::size_t corner) const {
    return std::span(entries_).subspan(begin_[corner], begin_[corner + 1] - begin_[corner]);
  }

 private:
  static std::size_t bucket(const Quad8& element, std::size_t side) {
    return index_of(std::min(element[side], element[(side + 1) % 4]));
  }

  std::vector<std::uint32_t> begin_;
  std::vector<HalfEdge> entries_;
};

/// Marks the half edges of one bucket that have a partner; refuses a second or unfit one.
void pair_up(const Quad8Mesh& mesh, std::span<const HalfEdge> bucket,
             std::vector<std::uint8_t>& has_partner) {
  for (std::size_t one = 0; one < bucket.size(); ++one) {
    for (std::size_t other = one + 1; other < bucket.size(); ++other) {
      if (bucket[one].larger_corner != bucket[other].larger_corner) continue;
      const std::int32_t first = bucket[one].half_edge;
      const std::int32_t second = bucket[other].half_edge;
      auto& first_has = has_partner[static_cast<std::size_t>(first)];
      auto& second_has = has_partner[static_cast<std::size_t>(second)];
      if (first_has != 0 || second_has != 0) refuse_third_element(mesh, first, second);
      if (side_nodes(mesh, first)[2] != side_nodes(mesh, second)[2]) {
        refuse_mid_sides(mesh, first, second);
      }
      first_has = second_has = 1;
    }
  }
}

/// Union-find over nodes whose root is always the smallest id of its set.
class DisjointNodes {
 public:
  explicit DisjointNodes(std::size_t count) : parent_(count) {
    std::iota(parent_.begin(), parent_.end(), 0);
  }

  NodeId root(NodeId node) {
    while (parent_[index_of(node)] != node) {
      NodeId& parent = parent_[index_of(node)];
      parent = parent_[index_of(parent)];
      node = parent;
    }
    return node;
  }

  void unite(NodeId one, NodeId other) {
    const auto [smaller, larger] = std::minmax({root(one), root(other)});
    parent_[index_of(larger)] = smaller;
  }

 private:
  std::vector<NodeId> parent_;
};

}  // namespace

std::vector<BoundaryEdge> boundary_edges(const Quad8Mesh& mesh) {
  std::vector<std::uint8_t> has_partner(4 * mesh.element_count(), 0);
  const HalfEdgeBuckets buckets(mesh);
  for (std::size_t corner = 0; corner < buckets.count(); ++corner) {
    pair_up(mesh, buckets[corner], has_partner);
  }
  std::vector<BoundaryEdge> edges;
  for (std::size_t half_edge = 0; half_edge < has_partner.size(); ++half_edge) {
    if (has_partner[half_edge] != 0) continue;
    const auto id = static_cast<std::int32_t>(half_edge);
    edges.push_back({side_nodes(mesh, id), id / 4, id % 4});
  }
  return edges;
}

std::vector<std::uint8_t> used_nodes(const Quad8Mesh& mesh) {
  std::vector<std::uint8_t> used(mesh.node_count(), 0);
  for (const Quad8& element : mesh.quad8) {
    for (const NodeId node : element) used[index_of(node)] = 1;
  }
  return used;
}

Pieces connected_pieces(const Quad8Mesh& mesh) {
  DisjointNodes sets(mesh.node_count());
  for (const Quad8& element : mesh.quad8) {
    for (const NodeId node : element) sets.unite(element[0], node);
  }
  const std::vector<std::uint8_t> used = used_nodes(mesh);
  Pieces pieces{std::vector<std::int32_t>(mesh.node_count(), -1), 0};
  for (std::size_t node = 0; node < mesh.node_count(); ++node) {
    if (used[node] == 0) continue;
    const auto root = index_of(sets.root(static_cast<NodeId>(node)));
    // The root is the smallest id of its piece, so it has been numbered already.
    pieces.piece_of_node[node] = root == node ? pieces.count++ : pieces.piece_of_node[root];
  }
  return pieces;
}

}  // namespace tessera
