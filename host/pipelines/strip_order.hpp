#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <span>

#include "host/mesh/quad8_mesh.hpp"
#include "host/pipelines/condition_nodes.hpp"
#include "host/pipelines/exec_array.hpp"
#include "host/pipelines/grid_spacing.hpp"
#include "kernels/stages/element_areas.hpp"
#include "kernels/stages/grid_layout_bodies.hpp"
#include "kernels/stages/key_order.hpp"
#include "kernels/stages/numbering_bodies.hpp"

namespace tessera {

/// A mesh where the stages of an executor see it; the mesh outlives it.
template <class Exec>
class SeenMesh {
 public:
  SeenMesh(Exec& executor, const Quad8Mesh& mesh)
      : x_(executor, mesh.x), y_(executor, mesh.y), nodes_(executor, flat_nodes(mesh)) {}

  [[nodiscard]] ElementShapes shapes() const { return {x_.view(), y_.view(), nodes_.view()}; }
  [[nodiscard]] std::int64_t node_count() const { return x_.view().count; }
  [[nodiscard]] std::int64_t element_count() const { return nodes_.view().count / kQuad8Nodes; }

 private:
  static std::span<const std::int32_t> flat_nodes(const Quad8Mesh& mesh) {
    if (mesh.quad8.empty()) return {};
    return {mesh.quad8.front().data(), mesh.quad8.size() * kQuad8Nodes};
  }

  SeenValues<Exec, double> x_;
  SeenValues<Exec, double> y_;
  SeenValues<Exec, std::int32_t> nodes_;
};

/// A numbering that keeps neighbours close in memory: the domain is cut across its longer side into
/// strips two mean element widths wide; items go strip by strip and along the strip within, ties by
/// their number. About as good for a sparse product as reverse Cuthill-McKee, at the price of a
/// sort.
template <class Exec>
struct StripOrder {
  /// Unknowns, then known potentials, then nodes of no element.
  ArrayOf<Exec, std::int32_t> nodes;
  ArrayOf<Exec, std::int32_t> elements;
  std::int64_t unknown_count = 0;
  std::int64_t used_count = 0;
};

/// What every node is, see node_kind. known: file numbers, each once
template <class Exec>
[[nodiscard]] auto kinds_of_nodes(Exec& executor, const SeenMesh<Exec>& mesh,
                                  const std::vector<NodeId>& known) {
  auto kinds = allocate<std::uint8_t>(executor, mesh.node_count());
  clear(executor, kinds.view());
  const View<const std::int32_t> nodes = mesh.shapes().nodes;
  for_items(executor, nodes.count, MarkUsed{nodes, kinds.view()});
  const SeenValues<Exec, NodeId> of_condition(executor, known);
  for_items(executor, of_condition.view().count, MarkKnown{of_condition.view(), kinds.view()});
  return kinds;
}

/// The area of the mesh, summed in the order of the file: strips are as wide as every bit of it
/// says.
template <class Exec>
[[nodiscard]] double total_area(Exec& executor, const SeenMesh<Exec>& mesh) {
  auto areas = allocate<double>(executor, mesh.element_count());
  measure_areas(executor, mesh.shapes(), areas.view());
  return sum_in_order<Exec>(executor, areas.view());
}

/// Across and along the strips of a mesh.
template <class Exec>
[[nodiscard]] StripPlaces strip_places(Exec& executor, const SeenMesh<Exec>& mesh,
                                       View<const std::uint8_t> kinds, int& key_bits) {
  const ElementShapes shapes = mesh.shapes();
  const NodeBox box =
      fold_items(executor, mesh.node_count(), BoxOfNodes{shapes.x, shapes.y, kinds});
  const double area = total_area(executor, mesh);
  const double width = 2.0 * std::sqrt(area / static_cast<double>(mesh.element_count()));
  const double x_length = box.x_high - box.x_low;
  const double y_length = box.y_high - box.y_low;
  const StripPlaces places =
      x_length >= y_length
          ? StripPlaces{shapes.x, shapes.y, {box.x_low, box.y_low, y_length, width}}
          : StripPlaces{shapes.y, shapes.x, {box.y_low, box.x_low, x_length, width}};
  const bool along_x = x_length >= y_length;
  key_bits = std::bit_width(
      places.strips.key(along_x ? box.x_high : box.y_high, along_x ? box.y_high : box.x_high));
  return places;
}

/// A pure function of the mesh, which must be sound and have positive Jacobians, and of which nodes
/// have a known potential; the same on every executor.
template <class Exec>
[[nodiscard]] StripOrder<Exec> strip_order(Exec& executor, const SeenMesh<Exec>& mesh,
                                           const std::vector<NodeId>& known) {
  StripOrder<Exec> order;
  const auto kinds = kinds_of_nodes(executor, mesh, known);
  int key_bits = 0;
  const StripPlaces places = strip_places(executor, mesh, kinds.view(), key_bits);

  auto node_keys = allocate<std::uint64_t>(executor, mesh.node_count());
  const KeyNodes::Value counts = fold_items(
      executor, mesh.node_count(), KeyNodes{places, kinds.view(), key_bits, node_keys.view()});
  order.unknown_count = counts.unknown;
  order.used_count = counts.unknown + counts.known;
  order.nodes = allocate<std::int32_t>(executor, mesh.node_count());
  sort_keys(executor, node_keys.view(), order.nodes.view());
  node_keys = {};

  auto element_keys = allocate<std::uint64_t>(executor, mesh.element_count());
  for_items(executor, mesh.element_count(),
            KeyElements{places, mesh.shapes().nodes, element_keys.view()});
  order.elements = allocate<std::int32_t>(executor, mesh.element_count());
  sort_keys(executor, element_keys.view(), order.elements.view());
  return order;
}

}  // namespace tessera
