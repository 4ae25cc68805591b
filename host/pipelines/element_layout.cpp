#include "host/pipelines/element_layout.hpp"

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>

#include "kernels/stages/element_level.hpp"
#include "kernels/stages/sparsity_pattern.hpp"

namespace tessera {
namespace {

template <class Integer>
std::size_t at(Integer index) {
  return static_cast<std::size_t>(index);
}

// Slices of `row_count` lists; `entries(row, put)` calls `put(place)` for every entry of a row.
template <class Entries>
SliceLists slice_lists(cpu::Executor& team, std::int64_t row_count, std::int64_t zero_place,
                       const Entries& entries) {
  const std::int64_t slices = slice_count(row_count);
  const auto rows_of = [=](std::int64_t slice) {
    return std::min(kFloatLanes, row_count - slice * kFloatLanes);
  };
  SliceLists lists;
  lists.offsets = HostArray<std::int32_t>(team, slices + 1);
  const View<std::int32_t> offsets = lists.offsets.view();
  for_items(team, slices, [=](std::int64_t slice) {
    std::int32_t longest = 0;
    for (std::int64_t lane = 0; lane < rows_of(slice); ++lane) {
      std::int32_t length = 0;
      entries(slice * kFloatLanes + lane, [&](std::int64_t /*place*/) { ++length; });
      longest = std::max(longest, length);
    }
    offsets[slice + 1] = longest;
  });
  offsets[0] = 0;
  for (std::int64_t slice = 0; slice < slices; ++slice) offsets[slice + 1] += offsets[slice];
  lists.places = HostArray<std::int32_t>(team, offsets[slices] * kFloatLanes);
  const View<std::int32_t> places = lists.places.view();
  for_items(team, slices, [=](std::int64_t slice) {
    const std::int64_t begin = offsets[slice] * kFloatLanes;
    const std::int64_t end = offsets[slice + 1] * kFloatLanes;
    std::fill(&places.data[begin], &places.data[end], static_cast<std::int32_t>(zero_place));
    for (std::int64_t lane = 0; lane < rows_of(slice); ++lane) {
      std::int64_t target = begin + lane;
      entries(slice * kFloatLanes + lane, [&](std::int64_t place) {
        places[target] = static_cast<std::int32_t>(place);
        target += kFloatLanes;
      });
    }
  });
  return lists;
}

// The mesh in views, for workers.
struct Incidence {
  View<const std::int32_t> offsets;
  View<const std::int32_t> entries;
  View<const std::int32_t> nodes;

  explicit Incidence(const FlowDiscretisation& mesh)
      : offsets(mesh.incidence_offsets.view()),
        entries(mesh.incidences.view()),
        nodes(mesh.nodes.view()) {}

  // Calls body(element, local node) for the elements at a node, ascending.
  template <class Body>
  void for_elements_at(std::int64_t node, const Body& body) const {
    for (std::int32_t item = offsets[node]; item < offsets[node + 1]; ++item) {
      body(incidence_element(entries[item]), incidence_local(entries[item]));
    }
  }
  [[nodiscard]] bool is_corner(std::int64_t node) const {
    bool found = false;
    for_elements_at(node, [&](std::int64_t, int a) { found = found || a < kQuad4Nodes; });
    return found;
  }
};

// Numbers the nodes that are a corner of some element, in the order of the nodes.
void number_corners(cpu::Executor& team, const FlowDiscretisation& mesh, ElementLayout& layout) {
  const auto node_count = static_cast<std::int64_t>(mesh.file_node.size());
  const Incidence incidence(mesh);
  layout.corner_of_node = HostArray<std::int32_t>(team, node_count);
  layout.node_of_corner = HostArray<std::int32_t>(team, node_count);
  const View<std::int32_t> corner_of_node = layout.corner_of_node.view();
  const View<std::int32_t> node_of_corner = layout.node_of_corner.view();
  const std::int64_t corners = number_items(
      team, node_count, [=](std::int64_t node) { return incidence.is_corner(node); },
      [=](std::int64_t node, std::int64_t corner) {
        corner_of_node[node] = static_cast<std::int32_t>(corner);
        node_of_corner[corner] = static_cast<std::int32_t>(node);
      },
      [=](std::int64_t node) { corner_of_node[node] = -1; });
  layout.node_of_corner.shorten(corners);
  layout.corner_rows = std::ranges::lower_bound(layout.node_of_corner, mesh.unknown_count) -
                       layout.node_of_corner.begin();
}

// The rows of the first kNodes nodes of every element, transposed in groups of 16.
template <int kNodes, class RowOf>
HostArray<std::int32_t> transpose_nodes(cpu::Executor& team, const FlowDiscretisation& mesh,
                                        std::int64_t zero_row, const RowOf& row_of) {
  const auto elements = static_cast<std::int64_t>(mesh.file_element.size());
  const std::int64_t groups = element_group_count(elements);
  HostArray<std::int32_t> transposed(team, groups * kNodes * kFloatLanes);
  const View<std::int32_t> rows = transposed.view();
  const View<const std::int32_t> nodes = mesh.nodes.view();
  const auto zero = static_cast<std::int32_t>(zero_row);
  for_items(team, groups, [=](std::int64_t group) {
    for (std::int64_t lane = 0; lane < kFloatLanes; ++lane) {
      const std::int64_t element = group * kFloatLanes + lane;
      for (int a = 0; a < kNodes; ++a) {
        rows[rate_place<kNodes>(element, a)] =
            element < elements ? std::min(row_of(nodes[element * kQuad8Nodes + a]), zero) : zero;
      }
    }
  });
  return transposed;
}

template <int kNodes, class NodeOf>
SliceLists incident_places(cpu::Executor& team, const FlowDiscretisation& mesh,
                           std::int64_t row_count, const NodeOf& node_of) {
  const auto elements = static_cast<std::int64_t>(mesh.file_element.size());
  const std::int64_t zero = rate_count<kNodes>(elements) - kFloatLanes;
  const Incidence incidence(mesh);
  return slice_lists(team, row_count, zero, [=](std::int64_t row, const auto& put) {
    incidence.for_elements_at(node_of(row), [&](std::int64_t element, int a) {
      if (a < kNodes) put(rate_place<kNodes>(element, a));
    });
  });
}

// The two ends of the edge whose middle `node` is, or the node itself twice.
std::pair<std::int32_t, std::int32_t> parent_nodes(const Incidence& incidence, bool is_corner,
                                                   std::int64_t node) {
  const auto self = static_cast<std::int32_t>(node);
  if (is_corner) return {self, self};
  const std::int32_t entry = incidence.entries[incidence.offsets[node]];
  const std::int64_t first = incidence_element(entry) * kQuad8Nodes;
  const int side = incidence_local(entry) - kQuad4Nodes;
  return {incidence.nodes[first + side], incidence.nodes[first + (side + 1) % kQuad4Nodes]};
}

std::int64_t parent_place(std::int64_t row, int end) {
  return (row / kFloatLanes * 2 + end) * kFloatLanes + row % kFloatLanes;
}

void find_parents(cpu::Executor& team, const FlowDiscretisation& mesh, ElementLayout& layout) {
  const std::int64_t rows = mesh.unknown_count;
  const auto zero_corner = static_cast<std::int32_t>(layout.corner_rows);
  const Incidence incidence(mesh);
  const View<const std::int32_t> corner_of_node = layout.corner_of_node.view();
  layout.parents = HostArray<std::int32_t>(team, slice_count(rows) * 2 * kFloatLanes);
  const View<std::int32_t> parents = layout.parents.view();
  for_items(team, slice_count(rows) * kFloatLanes, [=](std::int64_t row) {
    std::int32_t one = zero_corner;
    std::int32_t other = zero_corner;
    if (row < rows) {
      const auto ends = parent_nodes(incidence, corner_of_node[row] >= 0, row);
      one = std::min(corner_of_node[ends.first], zero_corner);
      other = std::min(corner_of_node[ends.second], zero_corner);
    }
    parents[parent_place(row, 0)] = one;
    parents[parent_place(row, 1)] = other;
  });
}

// The mid-side rows that have a corner for a parent, ascending.
class Children {
 public:
  // Every element at the corner brings the middles of two sides.
  void collect(const Incidence& incidence, View<const std::int32_t> parents, std::int64_t rows,
               std::int64_t corner, std::int64_t node) {
    incidence.for_elements_at(node, [&](std::int64_t element, int a) {
      if (a >= kQuad4Nodes) return;
      for (const int side : {a, (a + kQuad4Nodes - 1) % kQuad4Nodes}) {
        const std::int32_t row = incidence.nodes[element * kQuad8Nodes + kQuad4Nodes + side];
        if (row < rows &&
            (parents[parent_place(row, 0)] == corner || parents[parent_place(row, 1)] == corner)) {
          insert(row);
        }
      }
    });
  }
  [[nodiscard]] std::span<const std::int32_t> rows() const { return {row_, count_}; }

 private:
  void insert(std::int32_t row) {
    std::size_t place = count_;
    while (place > 0 && row_[place - 1] > row) --place;
    if (place > 0 && row_[place - 1] == row) return;
    std::copy_backward(row_ + place, row_ + count_, row_ + count_ + 1);
    row_[place] = row;
    ++count_;
  }

  std::int32_t row_[2 * kMaxNodeElements];
  std::size_t count_ = 0;
};

void connect_corners(cpu::Executor& team, const FlowDiscretisation& mesh, ElementLayout& layout) {
  find_parents(team, mesh, layout);
  const std::int64_t rows = mesh.unknown_count;
  const std::int64_t corner_rows = layout.corner_rows;
  const Incidence incidence(mesh);
  const View<const std::int32_t> parents = layout.parents.view();
  const View<const std::int32_t> node_of_corner = layout.node_of_corner.view();
  const View<const std::int32_t> corner_of_node = layout.corner_of_node.view();
  layout.mid_sides = slice_lists(team, corner_rows, rows, [=](std::int64_t corner, auto&& put) {
    Children children;
    children.collect(incidence, parents, rows, corner, node_of_corner[corner]);
    for (const std::int32_t row : children.rows()) {
      if (corner_of_node[row] < 0) put(row);
    }
  });
  layout.corners = HostArray<std::int32_t>(team, padded_rows(corner_rows));
  const View<std::int32_t> corners = layout.corners.view();
  for_items(team, corners.count, [=](std::int64_t corner) {
    corners[corner] =
        corner < corner_rows ? node_of_corner[corner] : static_cast<std::int32_t>(rows);
  });
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
  cpu::Executor& team = *mesh.team;
  ElementLayout layout;
  number_corners(team, mesh, layout);
  const View<const std::int32_t> corner_of_node = layout.corner_of_node.view();
  const View<const std::int32_t> node_of_corner = layout.node_of_corner.view();
  layout.quad8_nodes = transpose_nodes<kQuad8Nodes>(team, mesh, mesh.unknown_count,
                                                    [](std::int32_t node) { return node; });
  layout.quad8_incident = incident_places<kQuad8Nodes>(team, mesh, mesh.unknown_count,
                                                       [](std::int64_t row) { return row; });
  layout.quad4_nodes = transpose_nodes<kQuad4Nodes>(
      team, mesh, layout.corner_rows, [=](std::int32_t node) { return corner_of_node[node]; });
  layout.quad4_incident = incident_places<kQuad4Nodes>(
      team, mesh, layout.corner_rows, [=](std::int64_t row) { return node_of_corner[row]; });
  connect_corners(team, mesh, layout);
  return layout;
}

}  // namespace tessera
