#include "host/mesh/generate/generate_mesh.hpp"

#include <cstddef>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "host/errors.hpp"
#include "host/mesh/generate/blocking.hpp"
#include "host/mesh/generate/divided_side.hpp"

namespace tessera {
namespace {

constexpr NodeId kNoNode = -1;

/// The nodes of one block, mid-sides included, row by row; the centres stay kNoNode.
class Lattice {
 public:
  Lattice(std::size_t columns, std::size_t rows)
      : columns_(columns), rows_(rows), nodes_(columns * rows, kNoNode) {}

  [[nodiscard]] std::size_t columns() const { return columns_; }
  [[nodiscard]] std::size_t rows() const { return rows_; }
  NodeId& at(std::size_t column, std::size_t row) { return nodes_[row * columns_ + column]; }

 private:
  std::size_t columns_;
  std::size_t rows_;
  std::vector<NodeId> nodes_;
};

/// The four sides of a block in the direction of rising column or row.
struct BlockBorder {
  SideView bottom;
  SideView right;
  SideView top;
  SideView left;
};

/// The transfinite map: the sum of both ruled surfaces less the bilinear one. `along` and `across`
/// are the fractions of the column and the row.
Point coons_point(const BlockBorder& border, std::size_t column, std::size_t row, double along,
                  double across) {
  const auto blend = [&](auto coordinate) {
    const auto of = [&](const SideView& side, std::size_t place) {
      return side.point(place).*coordinate;
    };
    const std::size_t last = border.bottom.size() - 1;
    const double ruled_up =
        (1 - across) * of(border.bottom, column) + across * of(border.top, column);
    const double ruled_along = (1 - along) * of(border.left, row) + along * of(border.right, row);
    const double bilinear =
        (1 - across) * ((1 - along) * of(border.bottom, 0) + along * of(border.bottom, last)) +
        across * ((1 - along) * of(border.top, 0) + along * of(border.top, last));
    return ruled_up + ruled_along - bilinear;
  };
  return {blend(&Point::x), blend(&Point::y)};
}

class BlockMesher {
 public:
  BlockMesher(const Blocking& blocking, const std::vector<int>& subdivisions)
      : blocking_(blocking), sides_(block_sides(blocking)) {
    for (std::size_t span = 0; span < subdivisions.size(); ++span) {
      fractions_.push_back(span_fractions(blocking.spans[span], subdivisions[span]));
    }
    std::size_t slot_count = blocking.vertices.size();
    for (const BlockSide& side : sides_) {
      divided_.push_back(divide(blocking, side, fractions_[side.span], slot_count));
    }
    slot_nodes_.assign(slot_count, kNoNode);
  }

  void add_block(const Block& block) {
    Lattice lattice(fractions_[block.along].size(), fractions_[block.across].size());
    const auto& corner = block.corners;
    const BlockBorder border{view(corner[0], corner[1]), view(corner[1], corner[2]),
                             view(corner[3], corner[2]), view(corner[0], corner[3])};
    number_nodes(border, lattice);
    place_corners(block, border, lattice);
    place_mid_sides(lattice);
    add_elements(lattice);
  }

  void add_groups() {
    for (const std::string_view name : {kInlet, kOutlet, kBranch, kWall}) {
      BoundaryGroup group{std::string(name), {}};
      for (const Block& block : blocking_.blocks) add_edges(block, group);
      if (!group.edges.empty()) mesh_.boundaries.push_back(std::move(group));
    }
    std::vector<ElementId> all(mesh_.element_count());
    std::iota(all.begin(), all.end(), 0);
    mesh_.regions.push_back({"fluid", std::move(all)});
  }

  Quad8Mesh take() { return std::move(mesh_); }

 private:
  [[nodiscard]] SideView view(std::size_t from, std::size_t to) const {
    const std::size_t side = find_side(sides_, from, to);
    return {divided_[side], sides_[side].from != from};
  }

  NodeId add_node(Point point) {
    mesh_.x.push_back(point.x);
    mesh_.y.push_back(point.y);
    return static_cast<NodeId>(mesh_.node_count() - 1);
  }

  /// The node of a point on a side, made by the first block that comes to it.
  NodeId border_node(const SideView& side, std::size_t place) {
    NodeId& node = slot_nodes_[side.slot(place)];
    if (node == kNoNode) node = add_node(side.point(place));
    return node;
  }

  /// Points inside get their numbers here, but their places later.
  void number_nodes(const BlockBorder& border, Lattice& lattice) {
    for (std::size_t row = 0; row < lattice.rows(); ++row) {
      for (std::size_t column = 0; column < lattice.columns(); ++column) {
        if (row % 2 == 1 && column % 2 == 1) continue;
        NodeId& node = lattice.at(column, row);
        if (row == 0) {
          node = border_node(border.bottom, column);
        } else if (row + 1 == lattice.rows()) {
          node = border_node(border.top, column);
        } else if (column == 0) {
          node = border_node(border.left, row);
        } else if (column + 1 == lattice.columns()) {
          node = border_node(border.right, row);
        } else {
          node = add_node({});
        }
      }
    }
  }

  void place(NodeId node, Point point) {
    mesh_.x[static_cast<std::size_t>(node)] = point.x;
    mesh_.y[static_cast<std::size_t>(node)] = point.y;
  }

  void place_corners(const Block& block, const BlockBorder& border, Lattice& lattice) {
    const std::vector<double>& along = fractions_[block.along];
    const std::vector<double>& across = fractions_[block.across];
    for (std::size_t row = 2; row + 1 < lattice.rows(); row += 2) {
      for (std::size_t column = 2; column + 1 < lattice.columns(); column += 2) {
        place(lattice.at(column, row),
              coons_point(border, column, row, along[column], across[row]));
      }
    }
  }

  void place_in_middle(NodeId node, NodeId one, NodeId other) {
    const auto first = static_cast<std::size_t>(one);
    const auto second = static_cast<std::size_t>(other);
    place(node,
          {0.5 * (mesh_.x[first] + mesh_.x[second]), 0.5 * (mesh_.y[first] + mesh_.y[second])});
  }

  void place_mid_sides(Lattice& lattice) {
    for (std::size_t row = 1; row + 1 < lattice.rows(); ++row) {
      for (std::size_t column = 1 + row % 2; column + 1 < lattice.columns(); column += 2) {
        const std::size_t across = row % 2;
        const std::size_t along = 1 - across;
        place_in_middle(lattice.at(column, row), lattice.at(column - along, row - across),
                        lattice.at(column + along, row + across));
      }
    }
  }

  void add_elements(Lattice& lattice) {
    for (std::size_t row = 0; row + 1 < lattice.rows(); row += 2) {
      for (std::size_t column = 0; column + 1 < lattice.columns(); column += 2) {
        const auto node = [&](std::size_t right, std::size_t up) {
          return lattice.at(column + right, row + up);
        };
        mesh_.quad8.push_back({node(0, 0), node(2, 0), node(2, 2), node(0, 2), node(1, 0),
                               node(2, 1), node(1, 2), node(0, 1)});
      }
    }
  }

  /// Walks the block counter-clockwise and takes the edges of the sides that carry the group's
  /// name.
  void add_edges(const Block& block, BoundaryGroup& group) const {
    for (std::size_t corner = 0; corner < 4; ++corner) {
      const std::size_t from = block.corners[corner];
      const std::size_t to = block.corners[(corner + 1) % 4];
      if (sides_[find_side(sides_, from, to)].group != group.name) continue;
      const SideView side = view(from, to);
      for (std::size_t start = 0; start + 2 < side.size(); start += 2) {
        group.edges.push_back({slot_nodes_[side.slot(start)], slot_nodes_[side.slot(start + 2)],
                               slot_nodes_[side.slot(start + 1)]});
      }
    }
  }

  const Blocking& blocking_;
  std::vector<BlockSide> sides_;
  std::vector<std::vector<double>> fractions_;  // [span][place]
  std::vector<DividedSide> divided_;            // [side]
  std::vector<NodeId> slot_nodes_;              // [slot]
  Quad8Mesh mesh_;
};

std::vector<int> subdivisions_for(const Blocking& blocking, std::int64_t nodes) {
  if (nodes > kMostGeneratedNodes) {
    throw UsageError("cannot make a mesh of " + std::to_string(nodes) + " nodes: at most " +
                     std::to_string(kMostGeneratedNodes) + " can be numbered in 32 bits");
  }
  return choose_subdivisions(blocking, static_cast<double>(nodes));
}

}  // namespace

Quad8Mesh generate_mesh(const GenerateRequest& request) {
  const Blocking blocking = blocking_of(request.shape);
  BlockMesher mesher(blocking, subdivisions_for(blocking, request.nodes));
  for (const Block& block : blocking.blocks) mesher.add_block(block);
  mesher.add_groups();
  Quad8Mesh mesh = mesher.take();
  mesh.source = "generated " + std::string(name_of(request.shape));
  return mesh;
}

std::int64_t planned_nodes(const GenerateRequest& request) {
  const Blocking blocking = blocking_of(request.shape);
  const std::vector<int> subdivisions = subdivisions_for(blocking, request.nodes);
  return static_cast<std::int64_t>(
      count_nodes(blocking, block_sides(blocking), {subdivisions.begin(), subdivisions.end()}));
}

}  // namespace tessera
