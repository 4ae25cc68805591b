#pragma once

#include "host/pipelines/multigrid.hpp"

// How the levels of Multigrid come about.

namespace tessera {

/// Degrees of the smoothers, and the part of the spectrum that each has to damp: eigenvalues from
/// the largest down to the largest / ratio.
inline constexpr int kQuad8Degree = 2;
inline constexpr double kQuad8Ratio = 6.0;
inline constexpr int kQuad4Degree = 4;
inline constexpr double kQuad4Ratio = 13.0;
inline constexpr int kGridDegree = 2;
inline constexpr double kGridRatio = 8.0;
/// What rounding in f32 may add to a bound of eigenvalues.
inline constexpr double kBoundMargin = 1.01;
/// Most active nodes of a grid that is inverted; halving goes on while there are more.
inline constexpr std::int64_t kMostInverted = 128;

/// The power of two that brings the square root of a conductivity near 1.
[[nodiscard]] inline double unit_of(double conductivity) {
  return std::ldexp(1.0, -(std::ilogb(conductivity) / 2));
}

template <class Exec>
Multigrid<Exec>::Multigrid(Exec& executor, const FlowDiscretisation<Exec>& mesh,
                           const ElementLayout<Exec>& layout, View<const double> conductance)
    : executor_(executor),
      unit_(unit_of(range_of(executor, mesh.table().conductivity).high)),
      element_count_(mesh.element_count()) {
  CoarseLevels<Exec> coarse = choose_coarse_levels(executor, mesh.table(), layout);
  LumpedGround<Exec> ground =
      lump_robin_edges(executor, mesh.table(), mesh.robin, layout, unit_ * unit_);
  const Bounds bound = derive_conductances(conductance);
  quad8_arrays_.extra = std::move(ground.quad8);
  quad8_ = element_level<Quad8Level>(quad8_arrays_, layout.quad8_nodes.view(),
                                     layout.quad8_incident.at(), mesh.unknown_count);
  const bool is_stretched = coarse.kind == CoarseKind::aggregates;
  quad8_space_ = make_space(padded_rows(quad8_.row_count), bound.quad8,
                            is_stretched ? kAggregateRatio : kQuad8Ratio,
                            is_stretched ? kAggregateDegree : kQuad8Degree);
  quad8_space_.sweep = layout.quad8_sweep.at;
  level_sizes_ = {quad8_.row_count};
  if (coarse.kind != CoarseKind::grid) {
    make_aggregates(mesh.table(), coarse.kind, conductance);
    return;
  }
  make_corner_level(layout, ground, bound.quad4);
  make_grids(coarse.grid);
  make_transfers(layout, std::move(coarse.grid));
}

template <class Exec>
typename Multigrid<Exec>::Space Multigrid<Exec>::make_space(std::int64_t count, double bound,
                                                            double ratio, int degree) {
  Space space;
  space.smoother = chebyshev_steps(kBoundMargin * bound, ratio, degree);
  for (auto* vector : {&space.r, &space.direction, &space.x, &space.spare}) {
    *vector = allocate<float>(executor_, count);
    clear(executor_, vector->view());
  }
  space.at = {space.r.view(), space.direction.view(), space.x.view(), space.spare.view()};
  return space;
}

template <class Exec>
template <class Level>
Level Multigrid<Exec>::element_level(ElementArrays& arrays, View<const std::int32_t> nodes,
                                     IndexSlices incident, std::int64_t rows) {
  arrays.rates = allocate<float>(executor_, rate_count<Level::kElementNodes>(element_count_));
  // All but the last line is written before it is read.
  set_zero(executor_, part(arrays.rates.view(), arrays.rates.count() - kFloatLanes, kFloatLanes));
  arrays.inverse_diagonal = allocate<float>(executor_, padded_rows(rows));
  Level level{nodes,
              arrays.conductance.view(),
              incident,
              arrays.extra.view(),
              arrays.inverse_diagonal.view(),
              arrays.rates.view(),
              rows,
              element_count_};
  invert_diagonal(executor_, level, arrays.inverse_diagonal.view());
  return level;
}

/// The conductances of both element levels.
template <class Exec>
typename Multigrid<Exec>::Bounds Multigrid<Exec>::derive_conductances(
    View<const double> conductance) {
  const std::int64_t groups = element_group_count(element_count_) * kFloatLanes;
  const std::int64_t chunks = chunk_count_of(element_count_, kElementChunk);
  quad8_arrays_.conductance = allocate<float>(executor_, groups * kQuad8Pairs);
  quad4_arrays_.conductance = allocate<float>(executor_, groups * kQuad4Pairs);
  auto quad8_power = allocate<float>(executor_, chunks);
  auto quad4_power = allocate<float>(executor_, chunks);
  derive_levels(executor_, element_count_, conductance, unit_ * unit_,
                DerivedLevels{quad8_arrays_.conductance.view(), quad4_arrays_.conductance.view(),
                              quad8_power.view(), quad4_power.view()});
  const auto bound = [&](const auto& powers) {
    std::vector<float> values(static_cast<std::size_t>(chunks));
    download(executor_, View<const float>(powers.view()), std::span(values));
    return sixteenth_root(std::ranges::max(values));
  };
  return {bound(quad8_power), bound(quad4_power)};
}

template <class Exec>
void Multigrid<Exec>::make_corner_level(const ElementLayout<Exec>& layout,
                                        LumpedGround<Exec>& ground, double bound) {
  quad4_arrays_.extra = std::move(ground.quad4);
  ground_shares_ = std::move(ground.share_of_element);
  quad4_ = element_level<Quad4Level>(quad4_arrays_, layout.quad4_nodes.view(),
                                     layout.quad4_incident.at(), layout.corner_rows);
  quad4_space_ = make_space(padded_rows(quad4_.row_count), bound, kQuad4Ratio, kQuad4Degree);
  quad4_sweep_ = plan_sweep(executor_, quad4_);
  quad4_space_.sweep = quad4_sweep_.at;
  level_sizes_.push_back(quad4_.row_count);
}

/// Aggregates of corners where it is conductivity that jumps, which no element sees within itself.
/// Of the unknowns themselves where elements are stretched: what is smooth along their short sides
/// is not always smooth along the long ones, and bilinear elements do not see what mid-side nodes
/// then do. They are made on the host, from the matrix.
template <class Exec>
void Multigrid<Exec>::make_aggregates(const ElementTable& mesh, CoarseKind kind,
                                      View<const double> conductance) {
  quad4_arrays_ = {};
  const ReadTable<Exec> table(executor_, mesh);
  std::vector<double> conductances(static_cast<std::size_t>(conductance.count));
  download(executor_, conductance, std::span(conductances));
  std::vector<float> extra(static_cast<std::size_t>(quad8_arrays_.extra.count()));
  download(executor_, quad8_.extra, std::span(extra));
  PlacedRows finest{assemble_rows(table.view(), conductances, unit_ * unit_, extra),
                    places_of_unknowns(table.view())};
  if (kind == CoarseKind::aggregates) {
    aggregates_.emplace(executor_, std::move(finest));
  } else {
    aggregates_.emplace(executor_, std::move(finest), corners_of_elements(table.view()));
  }
  level_sizes_.insert(level_sizes_.end(), aggregates_->level_sizes().begin(),
                      aggregates_->level_sizes().end());
}

template <class Exec>
void Multigrid<Exec>::make_transfers(const ElementLayout<Exec>& layout, GridLayout<Exec> on_grid) {
  to_corners_ = {layout.parents.view(), layout.corners.view(), layout.mid_sides.at(),
                 quad8_.row_count, quad4_.row_count};
  square_offsets_ = std::move(on_grid.square_offsets);
  square_rows_ = std::move(on_grid.rows);
  weights_ = std::move(on_grid.weights);
  sums_ = allocate<BilinearWeights>(executor_, on_grid.shape.node_count());
  to_grid_ = {on_grid.shape, square_offsets_.view(), square_rows_.view(), weights_.view(),
              sums_.view()};
}

/// Cells from the elements, then from the cells of the finer grid, until few nodes are active.
template <class Exec>
void Multigrid<Exec>::make_grids(const GridLayout<Exec>& on_grid) {
  const ElementsOnGrid on{on_grid.window_offsets.view(), on_grid.elements.view(),
                          on_grid.places.view(), ground_shares_.view()};
  GridShape shape = on_grid.shape;
  auto cells = allocate<CellMatrix>(executor_, shape.node_count());
  fill_cells(executor_, quad4_, on, shape, cells.view());
  add_grid(shape, cells.view());
  while (level_sizes_.back() > kMostInverted) {
    const GridShape coarse = halved(shape);
    auto coarse_cells = allocate<CellMatrix>(executor_, coarse.node_count());
    halve_cells(executor_, shape, cells.view(), coarse_cells.view());
    cells = std::move(coarse_cells);
    shape = coarse;
    add_grid(shape, cells.view());
  }
  invert_coarsest(shape, cells.view());
  plan_grids();
}

template <class Exec>
void Multigrid<Exec>::plan_grids() {
  std::vector<std::int64_t> active_nodes;
  std::vector<std::vector<ChebyshevStep>> smoothers;
  for (const Grid& grid : grids_) {
    active_nodes.push_back(grid.active_nodes);
    smoothers.push_back(grid.space.smoother);
    cycle_grids_.push_back({grid.level, grid.space.at});
  }
  cycle_steps_ = plan_grid_cycle(active_nodes, smoothers);
}

template <class Exec>
void Multigrid<Exec>::add_grid(GridShape shape, View<const CellMatrix> cells) {
  Grid grid;
  grid.stencil = allocate<float>(executor_, shape.line_count() * kStencilNodes * kFloatLanes);
  grid.inverse_diagonal = allocate<float>(executor_, shape.vector_count());
  set_zero(executor_, grid.inverse_diagonal.view());
  form_stencil(executor_, shape, cells,
               GridStencil{grid.stencil.view(), grid.inverse_diagonal.view()});
  std::vector<float> diagonal(static_cast<std::size_t>(shape.vector_count()));
  download(executor_, View<const float>(grid.inverse_diagonal.view()), std::span(diagonal));
  const ActiveNodes active = find_active(shape, diagonal);
  grid.lines = put(active.lines);
  grid.level = {shape, grid.stencil.view(), grid.inverse_diagonal.view(), grid.lines.view()};
  grid.space = make_space(shape.vector_count(), bound_cells(executor_, shape, cells), kGridRatio,
                          kGridDegree);
  grid.active_nodes = static_cast<std::int64_t>(active.places.size());
  level_sizes_.push_back(grid.active_nodes);
  grids_.push_back(std::move(grid));
}

template <class Exec>
void Multigrid<Exec>::invert_coarsest(GridShape shape, View<const CellMatrix> cells) {
  std::vector<CellMatrix> coarsest(static_cast<std::size_t>(cells.count));
  download(executor_, cells, std::span(coarsest));
  const CoarsestInverse inverse = invert_grid(shape, coarsest);
  inverse_ = put(inverse.entries);
  inverse_places_ = put(inverse.places);
  gathered_ =
      allocate<float>(executor_, padded_rows(static_cast<std::int64_t>(inverse.places.size())));
  coarsest_ = {inverse_.view(), inverse_places_.view(), gathered_.view()};
}

}  // namespace tessera
