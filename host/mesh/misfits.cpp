#include "host/mesh/misfits.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>

namespace tessera {
namespace {

constexpr double kDuplicateTolerance = 1e-12;  // of the mesh's width
constexpr double kHangingTolerance = 1e-6;     // of the side's length

Point point_of(const Quad8Mesh& mesh, NodeId node) {
  return {mesh.x[static_cast<std::size_t>(node)], mesh.y[static_cast<std::size_t>(node)]};
}

struct Box {
  Point low;
  Point high;

  void take_in(Point point) {
    low = {std::min(low.x, point.x), std::min(low.y, point.y)};
    high = {std::max(high.x, point.x), std::max(high.y, point.y)};
  }
  void widen(double margin) {
    low = {low.x - margin, low.y - margin};
    high = {high.x + margin, high.y + margin};
  }
  [[nodiscard]] double width() const { return high.x - low.x; }
  [[nodiscard]] double height() const { return high.y - low.y; }
};

Box box_of(const Quad8Mesh& mesh, const std::vector<NodeId>& nodes) {
  Box box{point_of(mesh, nodes.front()), point_of(mesh, nodes.front())};
  for (const NodeId node : nodes) box.take_in(point_of(mesh, node));
  return box;
}

/// Sorts a run of nodes whose x are equal within the tolerance by y, and pairs up neighbours.
void pair_run(const Quad8Mesh& mesh, std::vector<NodeId>::iterator begin,
              std::vector<NodeId>::iterator end, double tolerance,
              std::vector<DuplicateNode>& duplicates) {
  std::sort(begin, end, [&](NodeId one, NodeId other) {
    return point_of(mesh, one).y < point_of(mesh, other).y;
  });
  for (auto node = begin; node != end; ++node) {
    for (auto other = node + 1; other != end; ++other) {
      const Point here = point_of(mesh, *node);
      const Point there = point_of(mesh, *other);
      if (there.y - here.y > tolerance) break;
      if (std::fabs(there.x - here.x) > tolerance) continue;
      const auto [smaller, larger] = std::minmax({*node, *other});
      duplicates.push_back({larger, smaller, point_of(mesh, larger)});
    }
  }
}

template <class Entry>
void keep_first_per_node(std::vector<Entry>& entries) {
  std::stable_sort(entries.begin(), entries.end(),
                   [](const Entry& one, const Entry& other) { return one.node < other.node; });
  const auto same_node = [](const Entry& one, const Entry& other) {
    return one.node == other.node;
  };
  entries.erase(std::unique(entries.begin(), entries.end(), same_node), entries.end());
}

/// Points sorted into the cells of a grid, about one to a cell.
class PointGrid {
 public:
  PointGrid(const Quad8Mesh& mesh, const std::vector<NodeId>& nodes)
      : box_(box_of(mesh, nodes)), nodes_(nodes.size()) {
    const double wanted = std::sqrt(static_cast<double>(nodes.size()));
    cell_ = std::max(box_.width(), box_.height()) / wanted;
    columns_ = index_of(box_.width()) + 1;
    const std::size_t rows = index_of(box_.height()) + 1;
    begin_.assign(columns_ * rows + 2, 0);
    for (const NodeId node : nodes) ++begin_[cell_of(point_of(mesh, node)) + 2];
    std::partial_sum(begin_.begin(), begin_.end(), begin_.begin());
    for (const NodeId node : nodes) nodes_[begin_[cell_of(point_of(mesh, node)) + 1]++] = node;
  }

  /// Calls visit(node) for every node in the cells that `box` touches.
  template <class Visit>
  void visit_near(Box box, const Visit& visit) const {
    const Point low{std::max(box.low.x, box_.low.x), std::max(box.low.y, box_.low.y)};
    const Point high{std::min(box.high.x, box_.high.x), std::min(box.high.y, box_.high.y)};
    const std::size_t last_row = index_of(high.y - box_.low.y);
    for (std::size_t row = index_of(low.y - box_.low.y); row <= last_row; ++row) {
      const std::size_t first = row * columns_ + index_of(low.x - box_.low.x);
      const std::size_t last = row * columns_ + index_of(high.x - box_.low.x);
      for (std::size_t place = begin_[first]; place < begin_[last + 1]; ++place) {
        visit(nodes_[place]);
      }
    }
  }

 private:
  [[nodiscard]] std::size_t index_of(double distance) const {
    return cell_ > 0 ? static_cast<std::size_t>(distance / cell_) : 0;
  }
  [[nodiscard]] std::size_t cell_of(Point point) const {
    return index_of(point.y - box_.low.y) * columns_ + index_of(point.x - box_.low.x);
  }

  Box box_;
  double cell_ = 0;
  std::size_t columns_ = 1;
  std::vector<std::size_t> begin_;
  std::vector<NodeId> nodes_;
};

/// A side as a parabola over its chord, in units of the chord: `s` along it, `h` to its left.
class ChordFrame {
 public:
  ChordFrame(Point from, Point to, Point mid)
      : from_(from), chord_{to.x - from.x, to.y - from.y}, mid_(at(mid)) {}

  /// Whether `point` lies on the parabola between the ends and on none of the three nodes.
  [[nodiscard]] bool has_inside(Point point) const {
    const Point place = at(point);
    const auto is_on = [&](Point node) {
      return std::hypot(place.x - node.x, place.y - node.y) <= kHangingTolerance;
    };
    if (!(place.x > 0 && place.x < 1) || is_on({0, 0}) || is_on({1, 0}) || is_on(mid_))
      return false;
    // Newton's method for the parameter at s: the mid-side node may stand off the middle.
    double parameter = place.x;
    for (int step = 0; step < 4; ++step) {
      const double slope = 4 * (1 - 2 * parameter) * mid_.x + 4 * parameter - 1;
      parameter -= (parabola(parameter).x - place.x) / slope;
    }
    return std::fabs(parabola(parameter).y - place.y) <= kHangingTolerance;
  }

 private:
  [[nodiscard]] Point at(Point point) const {
    const Point arm{point.x - from_.x, point.y - from_.y};
    const double square = chord_.x * chord_.x + chord_.y * chord_.y;
    return {(arm.x * chord_.x + arm.y * chord_.y) / square,
            (chord_.x * arm.y - chord_.y * arm.x) / square};
  }
  [[nodiscard]] Point parabola(double parameter) const {
    const double bubble = 4 * parameter * (1 - parameter);
    return {bubble * mid_.x + parameter * (2 * parameter - 1), bubble * mid_.y};
  }

  Point from_;
  Point chord_;
  Point mid_;
};

std::vector<NodeId> border_nodes(const Quad8Mesh& mesh, const std::vector<BoundaryEdge>& border) {
  std::vector<std::uint8_t> is_on_border(mesh.node_count(), 0);
  for (const BoundaryEdge& edge : border) {
    for (const NodeId node : edge.nodes) is_on_border[static_cast<std::size_t>(node)] = 1;
  }
  std::vector<NodeId> nodes;
  for (std::size_t node = 0; node < is_on_border.size(); ++node) {
    if (is_on_border[node] != 0) nodes.push_back(static_cast<NodeId>(node));
  }
  return nodes;
}

}  // namespace

std::vector<DuplicateNode> find_duplicate_nodes(const Quad8Mesh& mesh) {
  const std::vector<std::uint8_t> used = used_nodes(mesh);
  std::vector<NodeId> by_x;
  for (std::size_t node = 0; node < used.size(); ++node) {
    if (used[node] != 0) by_x.push_back(static_cast<NodeId>(node));
  }
  std::vector<DuplicateNode> duplicates;
  if (by_x.empty()) return duplicates;
  const double tolerance = kDuplicateTolerance * box_of(mesh, by_x).width();
  const auto x = [&](NodeId node) { return mesh.x[static_cast<std::size_t>(node)]; };
  std::sort(by_x.begin(), by_x.end(), [&](NodeId one, NodeId other) { return x(one) < x(other); });
  for (auto run = by_x.begin(); run != by_x.end();) {
    auto end = run + 1;
    while (end != by_x.end() && x(*end) - x(*(end - 1)) <= tolerance) ++end;
    pair_run(mesh, run, end, tolerance, duplicates);
    run = end;
  }
  keep_first_per_node(duplicates);
  return duplicates;
}

std::vector<HangingNode> find_hanging_nodes(const Quad8Mesh& mesh,
                                            const std::vector<BoundaryEdge>& border) {
  std::vector<HangingNode> hanging;
  if (border.empty()) return hanging;
  const PointGrid grid(mesh, border_nodes(mesh, border));
  for (const BoundaryEdge& edge : border) {
    const Quad8& own = mesh.quad8[static_cast<std::size_t>(edge.element)];
    const ChordFrame frame(point_of(mesh, edge.nodes[0]), point_of(mesh, edge.nodes[1]),
                           point_of(mesh, edge.nodes[2]));
    Box box = box_of(mesh, {edge.nodes.begin(), edge.nodes.end()});
    box.widen(kHangingTolerance * std::max(box.width(), box.height()));
    grid.visit_near(box, [&](NodeId node) {
      if (!frame.has_inside(point_of(mesh, node))) return;
      if (std::find(own.begin(), own.end(), node) != own.end()) return;
      hanging.push_back({node, edge.element, edge.side, point_of(mesh, node)});
    });
  }
  keep_first_per_node(hanging);
  return hanging;
}

}  // namespace tessera
