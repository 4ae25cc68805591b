#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "host/pipelines/aggregate_levels.hpp"
#include "host/pipelines/chebyshev.hpp"
#include "host/pipelines/coarsest_grid.hpp"
#include "host/pipelines/element_layout.hpp"
#include "host/pipelines/flow_discretisation.hpp"
#include "host/pipelines/grid_layout.hpp"
#include "host/pipelines/lumped_ground.hpp"
#include "host/pipelines/sweep_plan.hpp"
#include "kernels/numerics/eigenvalue_bound.hpp"
#include "kernels/stages/element_level.hpp"
#include "kernels/stages/grid_level.hpp"
#include "kernels/stages/level_transfer.hpp"

namespace tessera {

/// A symmetric V-cycle in f32 for the matrix of a flow problem, K on the unknowns with its Robin
/// edges lumped: Quad-8 elements, the bilinear elements on their corners, a uniform grid under the
/// mesh, and halved grids down to one that is inverted; where the mesh has no such grid, Quad-8
/// elements and aggregates (AggregateLevels), if `Exec` has them. See docs/multigrid.md. Same bits
/// for every team, worker count and instruction set. `Exec` has the stages (HasElementStages).
template <class Exec>
class Multigrid {
 public:
  /// Lays out the levels. Why the mesh has none says `obstacle`; nothing else may be called then.
  /// conductance: see ComputeConductance
  /// Everything but `mesh` has to outlive it.
  Multigrid(Exec& executor, const FlowDiscretisation& mesh, const ElementLayout& layout,
            Quad8Places places, View<const double> conductance);

  /// The power of two u for which u^2 times the largest conductivity is about 1: the cycle is one
  /// for u^2 K.
  [[nodiscard]] double unit() const { return unit_; }
  [[nodiscard]] const std::string& obstacle() const { return obstacle_; }
  /// How the coarse levels are made: "grid" or "aggregates".
  [[nodiscard]] const char* coarse() const { return aggregates_ ? "aggregates" : "grid"; }
  /// Unknowns of every level, the finest first.
  [[nodiscard]] const std::vector<std::int64_t>& level_sizes() const { return level_sizes_; }

  /// The right-hand side of the next cycle, which overwrites it. [padded_rows(unknowns)]
  [[nodiscard]] View<float> residual() { return quad8_space_.at.r; }
  /// What the last cycle made of it. [padded_rows(unknowns)]
  [[nodiscard]] View<const float> correction() { return quad8_space_.at.x; }
  /// correction = V-cycle(residual): a fixed, symmetric positive definite linear map to rounding.
  void cycle();

  /// The inverse on the coarsest level, for tests that break it.
  [[nodiscard]] View<float> coarsest_inverse() {
    if constexpr (kHasAggregateStages<Exec>) {
      if (aggregates_) return aggregates_->coarsest_inverse();
    }
    return inverse_.view();
  }

 private:
  template <class T>
  using Array = decltype(allocate<T>(std::declval<Exec&>(), 0));

  struct Slices {
    Array<std::int32_t> offsets;
    Array<std::int32_t> places;
    IndexSlices at;
  };
  // The arrays behind an ElementLevel.
  struct ElementArrays {
    Array<float> conductance, extra, inverse_diagonal, rates;
  };
  // The vectors of a level, and how it is smoothed.
  struct Space {
    Array<float> r, direction, x, spare;
    LevelVectors at;
    std::vector<ChebyshevStep> smoother;
    ElementSweep sweep;  // of an element level, where the executor has sweeps

    [[nodiscard]] bool can_sweep() const { return sweep.holds(static_cast<int>(smoother.size())); }
    [[nodiscard]] SmoothingSteps steps() const {
      SmoothingSteps steps{{}, static_cast<int>(smoother.size())};
      std::ranges::copy(smoother, steps.step);
      return steps;
    }
  };
  struct Grid {
    GridLevel level;
    HalvingTransfer to_coarser;
    Space space;
    Array<float> stencil, inverse_diagonal;
    Array<std::int32_t> lines;
  };

  template <class Values>
  [[nodiscard]] auto put(const Values& values) {
    return upload(executor_, std::span(values));
  }
  [[nodiscard]] Slices put_slices(const SliceLists& lists);
  template <class Level>
  [[nodiscard]] Level element_level(ElementArrays& arrays, View<const std::int32_t> nodes,
                                    IndexSlices incident, std::int64_t rows);
  [[nodiscard]] Space make_space(std::int64_t count, double bound, double ratio, int degree);
  void make_element_levels(const FlowDiscretisation& mesh, const ElementLayout& layout,
                           Quad8Places places, View<const double> conductance);
  void make_aggregates(const FlowDiscretisation& mesh, View<const double> conductance);
  void make_transfers(const ElementLayout& layout, const GridLayout& on_grid);
  void make_grids(const GridLayout& on_grid);
  void add_grid(GridShape shape, View<const CellMatrix> cells);
  void invert_coarsest(GridShape shape, View<const CellMatrix> cells);

  template <class Level>
  void descend(const Level& level, Space& space);
  template <class Level>
  void ascend(const Level& level, Space& space);
  template <class Level>
  void smooth(const Level& level, Space& space, ChebyshevStep step);

  Exec& executor_;
  std::string obstacle_;
  std::vector<std::int64_t> level_sizes_;
  double unit_;
  std::int64_t element_count_;

  ElementArrays quad8_arrays_, quad4_arrays_;
  Array<std::int32_t> quad4_nodes_;
  Slices quad4_incident_;
  double quad8_bound_ = 0.0;  // of the eigenvalues of D^-1 K
  Quad8Level quad8_;
  Quad4Level quad4_;
  SweepPlan quad4_sweep_;
  Array<float> ground_shares_;
  Space quad8_space_, quad4_space_;
  std::vector<Grid> grids_;
  std::optional<typename AggregateLevelsOf<Exec>::Type> aggregates_;

  CornerTransfer to_corners_;
  Array<std::int32_t> parents_, corners_;
  Slices mid_sides_;
  GridTransfer to_grid_;
  Array<std::int32_t> square_offsets_, square_rows_;
  Array<BilinearWeights> weights_, sums_;

  DenseInverse coarsest_;
  Array<float> inverse_, gathered_;
  Array<std::int32_t> inverse_places_;
};

}  // namespace tessera

#include "host/pipelines/multigrid_setup.hpp"

namespace tessera {

/// The first smoothing, from 0, and the residual that it leaves.
template <class Exec>
template <class Level>
void Multigrid<Exec>::descend(const Level& level, Space& space) {
  if constexpr (kHasSweeps<Exec> && !std::is_same_v<Level, GridLevel>) {
    if (space.can_sweep()) {
      smooth_down(executor_, level, space.sweep, space.at, space.steps());
      return;
    }
  }
  begin_smoothing(executor_, level, space.at, space.smoother.front());
  for (std::size_t step = 1; step < space.smoother.size(); ++step) {
    smooth(level, space, space.smoother[step]);
  }
  subtract_action(executor_, level, space.at);
}

/// The second smoothing, after a correction whose action the residual does not know of yet.
template <class Exec>
template <class Level>
void Multigrid<Exec>::ascend(const Level& level, Space& space) {
  if constexpr (kHasSweeps<Exec> && !std::is_same_v<Level, GridLevel>) {
    if (space.can_sweep()) {
      smooth_up(executor_, level, space.sweep, space.at, space.steps());
      return;
    }
  }
  for (const ChebyshevStep& step : space.smoother) smooth(level, space, step);
}

template <class Exec>
template <class Level>
void Multigrid<Exec>::smooth(const Level& level, Space& space, ChebyshevStep step) {
  smooth_step(executor_, level, space.at, step);
  if constexpr (std::is_same_v<Level, GridLevel>) std::swap(space.at.direction, space.at.spare);
}

template <class Exec>
void Multigrid<Exec>::cycle() {
  descend(quad8_, quad8_space_);
  if constexpr (kHasAggregateStages<Exec>) {
    if (aggregates_) {
      aggregates_->correct(quad8_space_.at);
      ascend(quad8_, quad8_space_);
      return;
    }
  }
  restrict_residual(executor_, to_corners_, quad8_space_.at.r, quad4_space_.at.r);
  descend(quad4_, quad4_space_);
  restrict_residual(executor_, to_grid_, quad4_space_.at.r, grids_.front().space.at.r);
  const std::size_t last = grids_.size() - 1;
  for (std::size_t grid = 0; grid < last; ++grid) {
    descend(grids_[grid].level, grids_[grid].space);
    restrict_residual(executor_, grids_[grid].to_coarser, grids_[grid].space.at.r,
                      grids_[grid + 1].space.at.r);
  }
  solve_coarsest(executor_, coarsest_, grids_.back().space.at);
  for (std::size_t grid = last; grid-- > 0;) {
    prolong_correction(executor_, grids_[grid].to_coarser, grids_[grid + 1].space.at.x,
                       grids_[grid].space.at);
    ascend(grids_[grid].level, grids_[grid].space);
  }
  prolong_correction(executor_, to_grid_, grids_.front().space.at.x, quad4_space_.at);
  ascend(quad4_, quad4_space_);
  prolong_correction(executor_, to_corners_, quad4_space_.at.x, quad8_space_.at);
  ascend(quad8_, quad8_space_);
}

}  // namespace tessera
