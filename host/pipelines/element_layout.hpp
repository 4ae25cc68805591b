#pragma once

#include <cstdint>
#include <utility>

#include "host/pipelines/exec_array.hpp"
#include "host/pipelines/sweep_plan.hpp"
#include "kernels/stages/element_layout_bodies.hpp"
#include "kernels/stages/element_level.hpp"
#include "kernels/stages/element_table.hpp"
#include "kernels/stages/level_transfer.hpp"

namespace tessera {

/// IndexSlices and their arrays.
template <class Exec>
struct SliceLists {
  ArrayOf<Exec, std::int32_t> offsets;
  ArrayOf<Exec, std::int32_t> places;

  [[nodiscard]] IndexSlices at() const { return {offsets.view(), places.view()}; }
};

/// Who is whose neighbour on the two element levels of multigrid: rows are the unknowns, and the
/// unknowns at corners of elements, both in the order of the mesh. A pure function of the mesh, the
/// same on every executor. For the arrays see ElementLevel and CornerTransfer.
template <class Exec>
struct ElementLayout {
  std::int64_t corner_rows = 0;
  ArrayOf<Exec, std::int32_t> corner_of_node;  // [node]; -1 at mid-side nodes
  ArrayOf<Exec, std::int32_t> node_of_corner;  // [corner], unknowns first

  ArrayOf<Exec, std::int32_t> quad8_nodes;
  SliceLists<Exec> quad8_incident;
  SweepPlan quad8_sweep;  // of executors that have sweeps
  ArrayOf<Exec, std::int32_t> quad4_nodes;
  SliceLists<Exec> quad4_incident;

  ArrayOf<Exec, std::int32_t> parents;
  ArrayOf<Exec, std::int32_t> corners;
  SliceLists<Exec> mid_sides;

  /// Gives back what no cycle needs: the numbers of corners, or all that is about corners.
  void forget(bool has_corner_level) {
    corner_of_node = {};
    node_of_corner = {};
    if (has_corner_level) return;
    for (auto* numbers : {&quad4_nodes, &parents, &corners}) *numbers = {};
    for (auto* lists : {&quad4_incident, &mid_sides}) *lists = {};
  }
};

/// Lays out a mesh on an executor.
template <class Exec>
class ElementLayoutMaker {
 public:
  ElementLayoutMaker(Exec& executor, const ElementTable& mesh)
      : executor_(executor),
        mesh_(mesh),
        incidence_{mesh.incidence_offsets, mesh.incidences, mesh.nodes} {}

  /// What products without a matrix need.
  void make_rows(ElementLayout<Exec>& layout) const;
  /// The rest, which multigrid needs.
  void make_corners(ElementLayout<Exec>& layout) const;

 private:
  using Numbers = ArrayOf<Exec, std::int32_t>;

  void number_corners(ElementLayout<Exec>& layout) const;
  template <int kNodes>
  void transpose_nodes(View<const std::int32_t> row_of_node, std::int64_t row_count,
                       Numbers& rows) const;
  template <int kNodes>
  void find_incident(View<const std::int32_t> node_of_row, std::int64_t row_count,
                     SliceLists<Exec>& places) const;
  void connect_corners(ElementLayout<Exec>& layout) const;
  template <class Lists>
  void slice_lists(const Lists& lists, std::int64_t row_count, std::int64_t zero_place,
                   SliceLists<Exec>& slices) const;
  [[nodiscard]] auto numbers(std::int64_t count) const {
    return allocate<std::int32_t>(executor_, count);
  }

  Exec& executor_;
  const ElementTable& mesh_;
  Incidence incidence_;
};

/// See ElementLayout.
template <class Exec>
[[nodiscard]] ElementLayout<Exec> lay_out_elements(Exec& executor, const ElementTable& mesh) {
  ElementLayout<Exec> layout;
  const ElementLayoutMaker<Exec> maker(executor, mesh);
  maker.make_rows(layout);
  maker.make_corners(layout);
  return layout;
}

template <class Exec>
void ElementLayoutMaker<Exec>::make_rows(ElementLayout<Exec>& layout) const {
  transpose_nodes<kQuad8Nodes>({}, mesh_.unknown_count, layout.quad8_nodes);
  find_incident<kQuad8Nodes>({}, mesh_.unknown_count, layout.quad8_incident);
  layout.quad8_sweep = plan_sweep(executor_, Quad8Level{layout.quad8_nodes.view(),
                                                        {},
                                                        layout.quad8_incident.at(),
                                                        {},
                                                        {},
                                                        {},
                                                        mesh_.unknown_count,
                                                        mesh_.element_count()});
}

template <class Exec>
void ElementLayoutMaker<Exec>::make_corners(ElementLayout<Exec>& layout) const {
  number_corners(layout);
  const View<const std::int32_t> node_of_corner = std::as_const(layout.node_of_corner).view();
  const View<const std::int32_t> corner_of_node = std::as_const(layout.corner_of_node).view();
  transpose_nodes<kQuad4Nodes>(corner_of_node, layout.corner_rows, layout.quad4_nodes);
  find_incident<kQuad4Nodes>(node_of_corner, layout.corner_rows, layout.quad4_incident);
  connect_corners(layout);
}

/// Numbers the nodes that are a corner of some element, in the order of the nodes.
template <class Exec>
void ElementLayoutMaker<Exec>::number_corners(ElementLayout<Exec>& layout) const {
  const std::int64_t node_count = mesh_.node_count();
  auto before = numbers(node_count + 1);
  for_items(executor_, node_count, FlagCorners{incidence_, before.view()});
  const std::int64_t corners = accumulate_counts(executor_, before.view());
  const View<const std::int32_t> first = before.view();
  layout.corner_rows = read_later(executor_, part(first, mesh_.unknown_count, 1)).get();
  layout.corner_of_node = numbers(node_count);
  layout.node_of_corner = numbers(corners);
  for_items(executor_, node_count,
            NumberCorners{first, layout.corner_of_node.view(), layout.node_of_corner.view()});
}

template <class Exec>
template <int kNodes>
void ElementLayoutMaker<Exec>::transpose_nodes(View<const std::int32_t> row_of_node,
                                               std::int64_t row_count, Numbers& rows) const {
  const std::int64_t elements = element_group_count(mesh_.element_count()) * kFloatLanes;
  rows = numbers(elements * kNodes);
  for_items(executor_, elements,
            TransposeNodes<kNodes>{mesh_.nodes, row_of_node, mesh_.element_count(),
                                   static_cast<std::int32_t>(row_count), rows.view()});
}

template <class Exec>
template <int kNodes>
void ElementLayoutMaker<Exec>::find_incident(View<const std::int32_t> node_of_row,
                                             std::int64_t row_count,
                                             SliceLists<Exec>& places) const {
  slice_lists(IncidentPlaces<kNodes>{incidence_, node_of_row}, row_count,
              rate_count<kNodes>(mesh_.element_count()) - kFloatLanes, places);
}

template <class Exec>
void ElementLayoutMaker<Exec>::connect_corners(ElementLayout<Exec>& layout) const {
  const std::int64_t rows = mesh_.unknown_count;
  const View<const std::int32_t> node_of_corner = std::as_const(layout.node_of_corner).view();
  const View<const std::int32_t> corner_of_node = std::as_const(layout.corner_of_node).view();
  layout.parents = numbers(slice_count(rows) * 2 * kFloatLanes);
  for_items(executor_, slice_count(rows) * kFloatLanes,
            FindParents{incidence_, corner_of_node, rows,
                        static_cast<std::int32_t>(layout.corner_rows), layout.parents.view()});
  slice_lists(
      ChildrenOfCorners{incidence_, layout.parents.view(), corner_of_node, node_of_corner, rows},
      layout.corner_rows, rows, layout.mid_sides);
  layout.corners = numbers(padded_rows(layout.corner_rows));
  for_items(executor_, layout.corners.count(),
            RowsOfCorners{node_of_corner, layout.corner_rows, static_cast<std::int32_t>(rows),
                          layout.corners.view()});
}

template <class Exec>
template <class Lists>
void ElementLayoutMaker<Exec>::slice_lists(const Lists& lists, std::int64_t row_count,
                                           std::int64_t zero_place,
                                           SliceLists<Exec>& slices) const {
  const std::int64_t count = slice_count(row_count);
  slices.offsets = numbers(count + 1);
  for_items(executor_, count, MeasureSlices<Lists>{lists, row_count, slices.offsets.view()});
  const std::int64_t slots = accumulate_counts(executor_, slices.offsets.view());
  slices.places = numbers(slots * kFloatLanes);
  for_items(executor_, count * kFloatLanes,
            FillIndexSlices<Lists>{lists, row_count, static_cast<std::int32_t>(zero_place),
                                   slices.offsets.view(), slices.places.view()});
}

}  // namespace tessera
