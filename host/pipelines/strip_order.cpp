#include "host/pipelines/strip_order.hpp"

#include <atomic>
#include <bit>
#include <cmath>
#include <limits>

#include "cpu_fallback/stages.hpp"
#include "kernels/numerics/quad8.hpp"

namespace tessera {
namespace {

std::span<const std::int32_t> flat_nodes(const Quad8Mesh& mesh) {
  if (mesh.quad8.empty()) return {};
  return {mesh.quad8.front().data(), mesh.quad8.size() * kQuad8Nodes};
}

constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Box {
  double x_min = kInfinity;
  double x_max = -kInfinity;
  double y_min = kInfinity;
  double y_max = -kInfinity;

  [[nodiscard]] Box with(const Box& other) const {
    return {std::min(x_min, other.x_min), std::max(x_max, other.x_max),
            std::min(y_min, other.y_min), std::max(y_max, other.y_max)};
  }
};

// 1 for every node of an element. Several workers may mark the same node.
HostArray<std::uint8_t> used_nodes(cpu::Executor& team, const SeenMesh& mesh) {
  HostArray<std::uint8_t> marks(team, mesh.node_count());
  const View<std::uint8_t> used = marks.view();
  const View<const std::int32_t> nodes = mesh.shapes().nodes;
  clear(team, used);
  for_items(team, nodes.count, [=](std::int64_t entry) {
    std::atomic_ref(used[nodes[entry]]).store(1, std::memory_order_relaxed);
  });
  return marks;
}

Box box_of(cpu::Executor& team, const SeenMesh& mesh, View<const std::uint8_t> used) {
  const ElementShapes shapes = mesh.shapes();
  return fold_items(
      team, mesh.node_count(), Box{},
      [=](const Box& box, std::int64_t node) {
        if (used[node] == 0) return box;
        return box.with({shapes.x[node], shapes.x[node], shapes.y[node], shapes.y[node]});
      },
      [](const Box& one, const Box& other) { return one.with(other); });
}

// Summed in the order of the elements: the width of the strips, and with it the numbering, depends
// on every bit.
double total_area(cpu::Executor& team, const SeenMesh& mesh) {
  HostArray<double> areas(team, mesh.element_count());
  measure_areas(team, mesh.shapes(), areas.view());
  double total = 0.0;
  for (const double area : areas) total += area;
  return total;
}

// Turns a position into a key: strip number, then the place along the strip.
class StripKeys {
 public:
  StripKeys(const Box& box, double mean_area)
      : box_(box),
        along_x_(box.x_max - box.x_min >= box.y_max - box.y_min),
        strip_width_(2.0 * std::sqrt(mean_area)) {}

  [[nodiscard]] std::uint64_t key(double x, double y) const {
    const double across = along_x_ ? x - box_.x_min : y - box_.y_min;
    const double along = along_x_ ? y - box_.y_min : x - box_.x_min;
    const double length = along_x_ ? box_.y_max - box_.y_min : box_.x_max - box_.x_min;
    const auto strip = static_cast<std::uint64_t>(std::min(across / strip_width_, 1.0e9));
    const double place = std::min(std::max(along / length, 0.0), 1.0) * kPlaces;
    return strip << kPlaceBits | static_cast<std::uint64_t>(place);
  }
  /// How many bits the keys of all positions in the box need.
  [[nodiscard]] int bits() const { return std::bit_width(key(box_.x_max, box_.y_max)); }

 private:
  static constexpr int kPlaceBits = 24;
  static constexpr double kPlaces = (1 << kPlaceBits) - 1;

  Box box_;
  bool along_x_;
  double strip_width_;
};

// What a node is stands above its key, so that one sort puts the unknowns first and the nodes of no
// element last.
enum class NodeKind : std::uint8_t { unknown, known, unused };

struct KindCounts {
  std::int64_t unknown = 0;
  std::int64_t known = 0;
};

void order_nodes(cpu::Executor& team, const SeenMesh& mesh, View<const double> known,
                 View<const std::uint8_t> used, const StripKeys& strips, StripOrder& order) {
  const ElementShapes shapes = mesh.shapes();
  const int kind_shift = strips.bits();
  const auto kind_of = [=](std::int64_t node) {
    if (used[node] == 0) return NodeKind::unused;
    return known[node] == known[node] ? NodeKind::known : NodeKind::unknown;
  };
  HostArray<std::uint64_t> key_array(team, mesh.node_count());
  const View<std::uint64_t> keys = key_array.view();
  const KindCounts counts = fold_items(
      team, mesh.node_count(), KindCounts{},
      [=](KindCounts sum, std::int64_t node) {
        const NodeKind kind = kind_of(node);
        keys[node] = static_cast<std::uint64_t>(kind) << kind_shift;
        if (kind == NodeKind::unused) return sum;
        keys[node] |= strips.key(shapes.x[node], shapes.y[node]);
        (kind == NodeKind::unknown ? sum.unknown : sum.known) += 1;
        return sum;
      },
      [](KindCounts one, KindCounts other) {
        return KindCounts{one.unknown + other.unknown, one.known + other.known};
      });
  order.nodes = HostArray<std::int32_t>(team, mesh.node_count());
  sort_keys(team, keys, order.nodes.view());
  order.nodes.shorten(counts.unknown + counts.known);
  order.unknown_count = counts.unknown;
}

void order_elements(cpu::Executor& team, const SeenMesh& mesh, const StripKeys& strips,
                    StripOrder& order) {
  const ElementShapes shapes = mesh.shapes();
  HostArray<std::uint64_t> key_array(team, mesh.element_count());
  const View<std::uint64_t> keys = key_array.view();
  for_items(team, mesh.element_count(), [=](std::int64_t element) {
    double x = 0.0;
    double y = 0.0;
    for (std::int64_t corner = 0; corner < 4; ++corner) {
      const std::int32_t node = shapes.nodes[element * kQuad8Nodes + corner];
      x += 0.25 * shapes.x[node];
      y += 0.25 * shapes.y[node];
    }
    keys[element] = strips.key(x, y);
  });
  order.elements = HostArray<std::int32_t>(team, mesh.element_count());
  sort_keys(team, keys, order.elements.view());
}

}  // namespace

SeenMesh::SeenMesh(cpu::Executor& team, const Quad8Mesh& mesh)
    : x_(team, mesh.x), y_(team, mesh.y), nodes_(team, flat_nodes(mesh)) {}

std::int64_t SeenMesh::element_count() const { return nodes_.view().count / kQuad8Nodes; }

StripOrder strip_order(cpu::Executor& team, const SeenMesh& mesh, View<const double> known) {
  const HostArray<std::uint8_t> used = used_nodes(team, mesh);
  const double area = total_area(team, mesh);
  const StripKeys strips(box_of(team, mesh, used.view()),
                         area / static_cast<double>(mesh.element_count()));
  StripOrder order;
  order_nodes(team, mesh, known, used.view(), strips, order);
  order_elements(team, mesh, strips, order);
  return order;
}

}  // namespace tessera
