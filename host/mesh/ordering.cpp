#include "host/mesh/ordering.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include "host/mesh/mesh_check.hpp"
#include "host/mesh/topology.hpp"

namespace tessera {
namespace {

constexpr int kDigitBits = 11;
constexpr std::size_t kDigitCount = std::size_t{1} << kDigitBits;

std::size_t digit_of(std::uint64_t key, int shift) {
  return static_cast<std::size_t>(key >> shift) & (kDigitCount - 1);
}

// One stable counting pass; false if all keys share the digit and nothing moved.
bool sort_by_digit(std::span<const std::uint64_t> keys, int shift,
                   const std::vector<std::int32_t>& order, std::vector<std::int32_t>& sorted) {
  std::array<std::int32_t, kDigitCount> begin{};
  for (const std::uint64_t key : keys) ++begin[digit_of(key, shift)];
  if (std::ranges::count(begin, 0) == static_cast<std::ptrdiff_t>(kDigitCount) - 1) return false;
  std::exclusive_scan(begin.begin(), begin.end(), begin.begin(), 0);
  for (const std::int32_t item : order) {
    sorted[static_cast<std::size_t>(
        begin[digit_of(keys[static_cast<std::size_t>(item)], shift)]++)] = item;
  }
  return true;
}

// Turns a position into a key: strip number, then the place along the strip.
class StripKeys {
 public:
  explicit StripKeys(const Quad8Mesh& mesh, const std::vector<std::uint8_t>& used) {
    for (std::size_t node = 0; node < mesh.node_count(); ++node) {
      if (used[node] == 0) continue;
      x_min_ = std::min(x_min_, mesh.x[node]);
      x_max_ = std::max(x_max_, mesh.x[node]);
      y_min_ = std::min(y_min_, mesh.y[node]);
      y_max_ = std::max(y_max_, mesh.y[node]);
    }
    along_x_ = x_max_ - x_min_ >= y_max_ - y_min_;
    strip_width_ = 2.0 * std::sqrt(mesh_area(mesh) / static_cast<double>(mesh.element_count()));
  }

  [[nodiscard]] std::uint64_t key(double x, double y) const {
    const double across = along_x_ ? x - x_min_ : y - y_min_;
    const double along = along_x_ ? y - y_min_ : x - x_min_;
    const double length = along_x_ ? y_max_ - y_min_ : x_max_ - x_min_;
    const auto strip = static_cast<std::uint64_t>(std::min(across / strip_width_, 1.0e9));
    const double place = std::min(std::max(along / length, 0.0), 1.0) * kPlaces;
    return strip << kPlaceBits | static_cast<std::uint64_t>(place);
  }

 private:
  static constexpr int kPlaceBits = 24;
  static constexpr double kPlaces = (1 << kPlaceBits) - 1;

  double x_min_ = std::numeric_limits<double>::infinity();
  double x_max_ = -std::numeric_limits<double>::infinity();
  double y_min_ = std::numeric_limits<double>::infinity();
  double y_max_ = -std::numeric_limits<double>::infinity();
  double strip_width_ = 1.0;
  bool along_x_ = true;
};

}  // namespace

std::vector<std::int32_t> sorted_order(std::span<const std::uint64_t> keys) {
  std::vector<std::int32_t> order(keys.size());
  std::iota(order.begin(), order.end(), 0);
  std::vector<std::int32_t> sorted(keys.size());
  const std::uint64_t largest = keys.empty() ? 0 : std::ranges::max(keys);
  for (int shift = 0; shift < 64 && largest >> shift != 0; shift += kDigitBits) {
    if (sort_by_digit(keys, shift, order, sorted)) order.swap(sorted);
  }
  return order;
}

MeshOrder strip_order(const Quad8Mesh& mesh) {
  const std::vector<std::uint8_t> used = used_nodes(mesh);
  const StripKeys strips(mesh, used);

  std::vector<NodeId> nodes;
  std::vector<std::uint64_t> keys;
  for (std::size_t node = 0; node < mesh.node_count(); ++node) {
    if (used[node] == 0) continue;
    nodes.push_back(static_cast<NodeId>(node));
    keys.push_back(strips.key(mesh.x[node], mesh.y[node]));
  }
  MeshOrder order;
  order.nodes.reserve(nodes.size());
  for (const std::int32_t at : sorted_order(keys)) {
    order.nodes.push_back(nodes[static_cast<std::size_t>(at)]);
  }

  keys.clear();
  for (const Quad8& element : mesh.quad8) {
    double x = 0.0;
    double y = 0.0;
    for (std::size_t corner = 0; corner < 4; ++corner) {
      x += 0.25 * mesh.x[static_cast<std::size_t>(element[corner])];
      y += 0.25 * mesh.y[static_cast<std::size_t>(element[corner])];
    }
    keys.push_back(strips.key(x, y));
  }
  order.elements = sorted_order(keys);
  return order;
}

}  // namespace tessera
