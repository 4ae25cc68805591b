#include "host/pipelines/element_layout.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "kernels/stages/element_level.hpp"

namespace tessera {
namespace {

template <class Integer>
std::size_t at(Integer index) {
  return static_cast<std::size_t>(index);
}

// Slices of `row_count` lists; `entries(row, put)` calls `put(place)` for every entry of a row.
template <class Entries>
SliceLists slice_lists(std::int64_t row_count, std::int64_t zero_place, const Entries& entries) {
  SliceLists lists;
  const std::int64_t slices = slice_count(row_count);
  lists.offsets.reserve(at(slices + 1));
  lists.offsets.push_back(0);
  for (std::int64_t slice = 0; slice < slices; ++slice) {
    const std::size_t begin = lists.places.size();
    for (std::int64_t lane = 0; lane < kFloatLanes; ++lane) {
      const std::int64_t row = slice * kFloatLanes + lane;
      if (row >= row_count) break;
      std::size_t target = begin + at(lane);
      entries(row, [&](std::int64_t place) {
        if (target >= lists.places.size()) {
          lists.places.resize(lists.places.size() + at(kFloatLanes),
                              static_cast<std::int32_t>(zero_place));
        }
        lists.places[target] = static_cast<std::int32_t>(place);
        target += at(kFloatLanes);
      });
    }
    lists.offsets.push_back(static_cast<std::int32_t>(lists.places.size() / at(kFloatLanes)));
  }
  return lists;
}

// Numbers the nodes that are a corner of some element, in the order of the nodes.
void number_corners(const FlowDiscretisation& mesh, ElementLayout& layout) {
  layout.corner_of_node.assign(mesh.file_node.size(), -1);
  for (std::size_t node = 0; node < mesh.file_node.size(); ++node) {
    const auto first = mesh.incidences.begin() + mesh.incidence_offsets[node];
    const auto last = mesh.incidences.begin() + mesh.incidence_offsets[node + 1];
    const bool is_corner = std::any_of(first, last, [](std::int32_t incidence) {
      return incidence_local(incidence) < kQuad4Nodes;
    });
    if (!is_corner) continue;
    layout.corner_of_node[node] = static_cast<std::int32_t>(layout.node_of_corner.size());
    layout.node_of_corner.push_back(static_cast<std::int32_t>(node));
    if (static_cast<std::int64_t>(node) < mesh.unknown_count) ++layout.corner_rows;
  }
}

// The rows of the first kNodes nodes of every element, transposed in groups of 16.
template <int kNodes, class RowOf>
std::vector<std::int32_t> transpose_nodes(const FlowDiscretisation& mesh, std::int32_t zero_row,
                                          const RowOf& row_of) {
  const std::size_t elements = mesh.file_element.size();
  const std::int64_t groups = element_group_count(static_cast<std::int64_t>(elements));
  std::vector<std::int32_t> rows(at(groups * kNodes * kFloatLanes), zero_row);
  for (std::size_t element = 0; element < elements; ++element) {
    for (int a = 0; a < kNodes; ++a) {
      rows[at(rate_place<kNodes>(static_cast<std::int64_t>(element), a))] =
          std::min(row_of(mesh.nodes[element * kQuad8Nodes + at(a)]), zero_row);
    }
  }
  return rows;
}

template <int kNodes, class NodeOf>
SliceLists incident_places(const FlowDiscretisation& mesh, std::int64_t row_count,
                           const NodeOf& node_of) {
  const auto elements = static_cast<std::int64_t>(mesh.file_element.size());
  const std::int64_t zero = rate_count<kNodes>(elements) - kFloatLanes;
  return slice_lists(row_count, zero, [&](std::int64_t row, const auto& put) {
    const std::size_t node = at(node_of(row));
    for (std::int32_t item = mesh.incidence_offsets[node]; item < mesh.incidence_offsets[node + 1];
         ++item) {
      const std::int32_t incidence = mesh.incidences[at(item)];
      const int a = incidence_local(incidence);
      if (a < kNodes) put(rate_place<kNodes>(incidence_element(incidence), a));
    }
  });
}

// The two ends of the edge whose middle `node` is, or the node itself twice.
std::pair<std::int32_t, std::int32_t> parent_nodes(const FlowDiscretisation& mesh,
                                                   const ElementLayout& layout, std::size_t node) {
  const auto self = static_cast<std::int32_t>(node);
  if (layout.corner_of_node[node] >= 0) return {self, self};
  const std::int32_t incidence = mesh.incidences[at(mesh.incidence_offsets[node])];
  const std::size_t first = at(incidence_element(incidence) * kQuad8Nodes);
  const std::size_t side = at(incidence_local(incidence) - kQuad4Nodes);
  return {mesh.nodes[first + side], mesh.nodes[first + (side + 1) % kQuad4Nodes]};
}

void connect_corners(const FlowDiscretisation& mesh, ElementLayout& layout) {
  const std::int64_t rows = mesh.unknown_count;
  const auto zero_corner = static_cast<std::int32_t>(layout.corner_rows);
  layout.parents.assign(at(slice_count(rows) * 2 * kFloatLanes), zero_corner);
  std::vector<std::int32_t> child_offsets(at(layout.corner_rows) + 2, 0);
  const auto place_of = [](std::int64_t row, std::int64_t end) {
    return at((row / kFloatLanes * 2 + end) * kFloatLanes + row % kFloatLanes);
  };
  for (std::int64_t row = 0; row < rows; ++row) {
    const auto [one, other] = parent_nodes(mesh, layout, at(row));
    for (const std::int64_t end : {0, 1}) {
      const std::int32_t corner =
          std::min(layout.corner_of_node[at(end == 0 ? one : other)], zero_corner);
      layout.parents[place_of(row, end)] = corner;
      if (one != other && corner < zero_corner) ++child_offsets[at(corner) + 2];
    }
  }
  for (std::size_t item = 2; item < child_offsets.size(); ++item) {
    child_offsets[item] += child_offsets[item - 1];
  }
  std::vector<std::int32_t> children(at(child_offsets.back()));
  for (std::int64_t row = 0; row < rows; ++row) {
    if (layout.corner_of_node[at(row)] >= 0) continue;
    for (const std::int64_t end : {0, 1}) {
      const std::int32_t corner = layout.parents[place_of(row, end)];
      if (corner < zero_corner) {
        children[at(child_offsets[at(corner) + 1]++)] = static_cast<std::int32_t>(row);
      }
    }
  }
  layout.mid_sides = slice_lists(layout.corner_rows, rows, [&](std::int64_t corner, auto&& put) {
    for (std::int32_t item = child_offsets[at(corner)]; item < child_offsets[at(corner) + 1];
         ++item) {
      put(children[at(item)]);
    }
  });
  layout.corners.assign(layout.node_of_corner.begin(),
                        layout.node_of_corner.begin() + layout.corner_rows);
  layout.corners.resize(at(padded_rows(layout.corner_rows)), static_cast<std::int32_t>(rows));
}

}  // namespace

std::vector<std::int32_t> chunk_offsets(const std::vector<std::int32_t>& sorted_rows,
                                        std::int64_t row_count) {
  std::vector<std::int32_t> offsets;
  for (std::int64_t chunk = 0; chunk <= chunk_count_of(row_count, kRowChunk); ++chunk) {
    const auto first = std::ranges::lower_bound(sorted_rows, chunk * kRowChunk);
    offsets.push_back(static_cast<std::int32_t>(first - sorted_rows.begin()));
  }
  return offsets;
}

ElementLayout lay_out_elements(const FlowDiscretisation& mesh) {
  ElementLayout layout;
  number_corners(mesh, layout);
  const auto corner_of = [&](std::int32_t node) { return layout.corner_of_node[at(node)]; };
  layout.quad8_nodes = transpose_nodes<kQuad8Nodes>(
      mesh, static_cast<std::int32_t>(mesh.unknown_count), [](std::int32_t node) { return node; });
  layout.quad8_incident =
      incident_places<kQuad8Nodes>(mesh, mesh.unknown_count, [](std::int64_t row) { return row; });
  layout.quad4_nodes =
      transpose_nodes<kQuad4Nodes>(mesh, static_cast<std::int32_t>(layout.corner_rows), corner_of);
  layout.quad4_incident = incident_places<kQuad4Nodes>(
      mesh, layout.corner_rows, [&](std::int64_t row) { return layout.node_of_corner[at(row)]; });
  connect_corners(mesh, layout);
  return layout;
}

}  // namespace tessera
