#pragma once

#include "host/pipelines/flow_solve.hpp"

// FlowSolve from the mesh to the system that is solved.

namespace tessera {

template <class Exec>
void FlowSolve<Exec>::prepare() {
  if constexpr (HasElementStages<Exec>) {
    if (is_matrix_free() || method_.preconditioner == Preconditioner::multigrid) {
      ElementLayoutMaker<Exec>(executor_, table_).make_rows(layout_);
    }
  }
  if (method_.assembly == Assembly::gather && !is_matrix_free()) find_pattern();
  require_room();
}

template <class Exec>
void FlowSolve<Exec>::find_pattern() {
  row_offsets_ = allocate<std::int32_t>(executor_, mesh_.unknown_count + 1);
  nonzeros_ = compute_row_offsets(executor_, table_, row_offsets_.view());
  require_index(nonzeros_);
  columns_ = allocate<std::int32_t>(executor_, nonzeros_);
  slots_ = allocate<Slot>(executor_, table_.incidences.count * kQuad8Nodes);
  fill_rows(executor_, table_, PatternRows{row_offsets_.view(), columns_.view(), slots_.view()});
}

// Beside what is known here, slices are padded a little, and multigrid takes grids or aggregates:
// what is refused would not have fitted.
template <class Exec>
void FlowSolve<Exec>::require_room() {
  if constexpr (HasDevice<Exec>) {
    FlowSizes least = sizes_of(problem_, mesh_, nonzeros_);
    least.slice_rows = slice_rows(executor_);
    least.slice_entries = nonzeros_;
    std::int64_t bytes = executor_bytes(least, method_);
    for (const CoarseKind kind : {CoarseKind::aggregates, CoarseKind::corner_aggregates}) {
      least.coarse = kind;
      bytes = std::min(bytes, executor_bytes(least, method_));
    }
    require_memory(executor_.device(), bytes);
  }
}

template <class Exec>
void FlowSolve<Exec>::require_index(std::int64_t entries) const {
  if (entries <= std::numeric_limits<std::int32_t>::max()) return;
  throw InputError(problem_.mesh.source + ": the matrix has " + std::to_string(entries) +
                   " entries; at most 2147483647 can be indexed");
}

template <class Exec>
void FlowSolve<Exec>::assemble() {
  conductance_ = allocate<double>(executor_, conductance_count(table_.element_count()));
  compute_conductance(executor_, table_, conductance_.view());
  if (is_matrix_free()) return;
  if (method_.assembly == Assembly::gather) {
    gather();
  } else {
    assemble_triplets();
  }
}

template <class Exec>
void FlowSolve<Exec>::gather() {
  values_ = allocate<double>(executor_, nonzeros_);
  gather_stiffness(
      executor_, table_,
      StiffnessRows{row_offsets_.view(), slots_.view(), conductance_.view(), values_.view()});
}

template <class Exec>
void FlowSolve<Exec>::assemble_triplets() {
  const std::int64_t count = table_.element_count() * kElementTriplets;
  require_index(count);
  auto keys = allocate<std::uint64_t>(executor_, count);
  auto triplet_values = allocate<double>(executor_, count);
  const Triplets triplets{keys.view(), triplet_values.view()};
  fill_triplets(executor_, table_, conductance_.view(), triplets);
  sort_triplets(executor_, triplets);
  auto first_triplet = allocate<std::int32_t>(executor_, count + 1);
  row_offsets_ = allocate<std::int32_t>(executor_, mesh_.unknown_count + 1);
  nonzeros_ = find_entries(executor_, triplets, first_triplet.view(), row_offsets_.view());
  columns_ = allocate<std::int32_t>(executor_, nonzeros_);
  values_ = allocate<double>(executor_, nonzeros_);
  sum_triplets(executor_, triplets,
               TripletEntries{part(first_triplet.view(), 0, nonzeros_ + 1), columns_.view(),
                              values_.view()});
}

template <class Exec>
void FlowSolve<Exec>::apply_conditions() {
  if (mesh_.has_sources()) {
    add_source_load(executor_, table_,
                    Sources{mesh_.element_source.view(), mesh_.nodal_source.view()},
                    mesh_.load.view());
    mesh_.element_source = {};
    mesh_.nodal_source = {};
  }
  robin_rows_ = put(mesh_.robin.rows);
  robin_columns_ = put(mesh_.robin.columns);
  robin_values_ = put(mesh_.robin.values);
  auto action = allocate<double>(executor_, table_.node_count());
  apply_stiffness(executor_, table_, conductance_.view(), mesh_.known.view(), action.view());
  b_ = allocate<double>(executor_, mesh_.unknown_count);
  form_right_side(executor_, mesh_.load.view(), action.view(), b_.view());

  scale_ = allocate<double>(executor_, mesh_.unknown_count);
  const MatrixEntries robin{robin_rows_.view(), robin_columns_.view(), robin_values_.view()};
  if (is_matrix_free()) {
    equilibrate_without_matrix(robin);
  } else {
    equilibrate_matrix(robin);
    robin_rows_ = {};
    robin_columns_ = {};
    robin_values_ = {};
  }
}

template <class Exec>
void FlowSolve<Exec>::equilibrate_matrix(const MatrixEntries& robin) {
  add_entries(executor_, matrix(), robin);
  compute_scale(executor_, matrix(), scale_.view());
  equilibrate(executor_, matrix(), scale_.view(), b_.view());
}

template <class Exec>
void FlowSolve<Exec>::equilibrate_without_matrix(const MatrixEntries& robin) {
  if constexpr (HasElementStages<Exec>) {
    robin_offsets_ = put(chunk_offsets(mesh_.robin.rows, mesh_.unknown_count));
    scaled_ = allocate<double>(executor_, padded_rows(mesh_.unknown_count));
    rates_ = allocate<double>(executor_, rate_count<kQuad8Nodes>(table_.element_count()));
    clear(executor_, scaled_.view());
    // All but the last line is written before it is read.
    set_zero(executor_, part(rates_.view(), rates_.count() - kFloatLanes, kFloatLanes));
    element_operator_ = {layout_.quad8_nodes.view(),
                         conductance_.view(),
                         layout_.quad8_incident.at(),
                         robin,
                         robin_offsets_.view(),
                         scale_.view(),
                         scaled_.view(),
                         rates_.view(),
                         mesh_.unknown_count,
                         table_.element_count(),
                         layout_.quad8_sweep.at};
    equilibrate_elements(executor_, element_operator_, scale_.view(), b_.view());
  }
}

}  // namespace tessera
