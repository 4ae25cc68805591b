#include "host/pipelines/corner_aggregates.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "kernels/numerics/quad4.hpp"
#include "kernels/numerics/quad8.hpp"
#include "kernels/stages/element_table.hpp"

namespace tessera {
namespace {

template <class Integer>
std::size_t at(Integer index) {
  return static_cast<std::size_t>(index);
}

// The ends of the side that a node is in the middle of, as it is numbered in one of its elements;
// twice the node itself at a corner.
struct SideEnds {
  std::int32_t low;
  std::int32_t high;
};

SideEnds ends_of(const ElementTable& mesh, std::int32_t node) {
  const std::int32_t incidence = mesh.incidences[at(mesh.incidence_offsets[at(node)])];
  const std::int64_t first = incidence_element(incidence) * kQuad8Nodes;
  const int local = incidence_local(incidence);
  if (local < kQuad4Nodes) return {node, node};
  const std::int32_t one = mesh.nodes[at(first + local - kQuad4Nodes)];
  const std::int32_t other = mesh.nodes[at(first + (local - kQuad4Nodes + 1) % kQuad4Nodes)];
  return {std::min(one, other), std::max(one, other)};
}

}  // namespace

std::vector<Point> places_of_unknowns(const ElementTable& mesh) {
  std::vector<Point> places;
  places.reserve(at(mesh.unknown_count));
  for (std::size_t row = 0; row < at(mesh.unknown_count); ++row) {
    places.push_back({mesh.x[row], mesh.y[row]});
  }
  return places;
}

Coarsening corners_of_elements(const ElementTable& mesh) {
  Coarsening result;
  std::vector<std::int32_t> corner_of_row(at(mesh.unknown_count), -1);
  for (std::int32_t row = 0; row < mesh.unknown_count; ++row) {
    if (ends_of(mesh, row).low != row) continue;
    corner_of_row[at(row)] = static_cast<std::int32_t>(result.places.size());
    result.places.push_back({mesh.x[at(row)], mesh.y[at(row)]});
  }
  SparseRows& P = result.prolongation;
  P.column_count = static_cast<std::int64_t>(result.places.size());
  const auto add = [&](std::int32_t end, double share) {
    if (end >= mesh.unknown_count) return;
    P.columns.push_back(corner_of_row[at(end)]);
    P.values.push_back(share);
  };
  for (std::int32_t row = 0; row < mesh.unknown_count; ++row) {
    const SideEnds ends = ends_of(mesh, row);
    const bool is_corner = ends.low == ends.high;
    add(ends.low, is_corner ? 1.0 : 0.5);
    if (!is_corner) add(ends.high, 0.5);
    P.offsets.push_back(static_cast<std::int64_t>(P.columns.size()));
  }
  return result;
}

}  // namespace tessera
