#include "host/mesh/topology.hpp"

#include <algorithm>
#include <numeric>
#include <span>
#include <string>
#include <utility>

#include "host/errors.hpp"
#include "host/mesh/disjoint_nodes.hpp"
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

std::string third_element_text(const Quad8Mesh& mesh, std::int32_t one, std::int32_t other) {
  const Edge3 side = side_nodes(mesh, one);
  return mesh.source + ": " + element_name(mesh, one / 4) + " and " +
         element_name(mesh, other / 4) + " are two of more than two elements on the side " +
         std::to_string(side[0]) + "-" + std::to_string(side[1]) + " at " + side_place(mesh, side) +
         "; in the plane a side belongs to one or two elements";
}

std::string mid_sides_text(const Quad8Mesh& mesh, std::int32_t one, std::int32_t other) {
  const Edge3 side = side_nodes(mesh, one);
  return mesh.source + ": " + element_name(mesh, one / 4) + " and " +
         element_name(mesh, other / 4) + " share the corners " + std::to_string(side[0]) + " and " +
         std::to_string(side[1]) + " at " + side_place(mesh, side) +
         " but not the mid-side node (" + std::to_string(side[2]) + " and " +
         std::to_string(side_nodes(mesh, other)[2]) + "); neighbours must use the same three nodes";
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

/// Pairs up half edges; what is left over is the border.
class Pairing {
 public:
  explicit Pairing(const Quad8Mesh& mesh) : mesh_(mesh), has_partner_(4 * mesh.element_count(), 0) {
    const HalfEdgeBuckets buckets(mesh);
    for (std::size_t corner = 0; corner < buckets.count(); ++corner) pair_up(buckets[corner]);
  }

  Border take_border() {
    for (std::size_t half_edge = 0; half_edge < has_partner_.size(); ++half_edge) {
      if (has_partner_[half_edge] != 0) continue;
      const auto id = static_cast<std::int32_t>(half_edge);
      border_.edges.push_back({side_nodes(mesh_, id), id / 4, id % 4});
    }
    return std::move(border_);
  }

 private:
  void pair_up(std::span<const HalfEdge> bucket) {
    for (std::size_t one = 0; one < bucket.size(); ++one) {
      for (std::size_t other = one + 1; other < bucket.size(); ++other) {
        if (bucket[one].larger_corner != bucket[other].larger_corner) continue;
        marry(bucket[one].half_edge, bucket[other].half_edge);
      }
    }
  }

  void marry(std::int32_t first, std::int32_t second) {
    auto& first_has = has_partner_[static_cast<std::size_t>(first)];
    auto& second_has = has_partner_[static_cast<std::size_t>(second)];
    if (first_has != 0 || second_has != 0) {
      report([&] { return third_element_text(mesh_, first, second); });
    } else if (side_nodes(mesh_, first)[2] != side_nodes(mesh_, second)[2]) {
      report([&] { return mid_sides_text(mesh_, first, second); });
    }
    first_has = second_has = 1;
  }

  template <class Text>
  void report(const Text& text) {
    if (border_.fault_count++ < Border::kMostFaults) border_.faults.push_back(text());
  }

  const Quad8Mesh& mesh_;
  std::vector<std::uint8_t> has_partner_;
  Border border_;
};

}  // namespace

Border find_border(const Quad8Mesh& mesh) { return Pairing(mesh).take_border(); }

std::vector<BoundaryEdge> boundary_edges(const Quad8Mesh& mesh) {
  Border border = find_border(mesh);
  if (border.fault_count > 0) throw InputError(border.faults.front());
  return std::move(border.edges);
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
