#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "host/pipelines/aggregate_levels.hpp"
#include "host/pipelines/chebyshev.hpp"
#include "host/pipelines/coarse_levels.hpp"
#include "host/pipelines/coarsest_grid.hpp"
#include "host/pipelines/corner_aggregates.hpp"
#include "host/pipelines/element_layout.hpp"
#include "host/pipelines/flow_discretisation.hpp"
#include "host/pipelines/grid_schedule.hpp"
#include "host/pipelines/lumped_ground.hpp"
#include "host/pipelines/read_table.hpp"
#include "host/pipelines/sweep_plan.hpp"
#include "kernels/numerics/eigenvalue_bound.hpp"
#include "kernels/stages/element_level.hpp"
#include "kernels/stages/grid_cycle.hpp"
#include "kernels/stages/grid_level.hpp"
#include "kernels/stages/level_transfer.hpp"

namespace tessera {

/// A symmetric cycle in f32 for the matrix of a flow problem, K on the unknowns with its Robin
/// edges lumped: Quad-8 elements, the bilinear elements on their corners, a uniform grid under the
/// mesh, and halved grids down to one that is inverted; where no such grid suits the mesh, Quad-8
/// elements and aggregates (CoarseLevels, AggregateLevels). See docs/multigrid.md. Same bits for
/// every team, worker count and instruction set, and on a GPU. `Exec` has the stages
/// (HasElementStages).
template <class Exec>
class Multigrid {
 public:
  /// Lays out the levels.
  /// conductance: see ComputeConductance
  /// Everything but `mesh` has to outlive it.
  Multigrid(Exec& executor, const FlowDiscretisation<Exec>& mesh, const ElementLayout<Exec>& layout,
            View<const double> conductance);

  /// The power of two u for which u^2 times the largest conductivity is about 1: the cycle is one
  /// for u^2 K.
  [[nodiscard]] double unit() const { return unit_; }
  /// How the coarse levels are made: "grid" or "aggregates".
  [[nodiscard]] const char* coarse() const { return aggregates_ ? "aggregates" : "grid"; }
  /// Whether it has a level of the elements' corners, whose layout then has to outlive it too.
  [[nodiscard]] bool has_corner_level() const { return !aggregates_; }
  /// Unknowns of every level, the finest first.
  [[nodiscard]] const std::vector<std::int64_t>& level_sizes() const { return level_sizes_; }

  /// Steps of the smoother on the finest level, before and after what is below it.
  [[nodiscard]] int finest_degree() const { return static_cast<int>(quad8_space_.smoother.size()); }
  /// Of the levels of aggregates; empty with grids.
  [[nodiscard]] std::vector<AggregateEntries> aggregate_entries() const {
    return aggregates_ ? aggregates_->entries() : std::vector<AggregateEntries>{};
  }

  /// The right-hand side of the next cycle, which overwrites it. [padded_rows(unknowns)]
  [[nodiscard]] View<float> residual() { return quad8_space_.at.r; }
  /// What the last cycle made of it. [padded_rows(unknowns)]
  [[nodiscard]] View<const float> correction() { return quad8_space_.at.x; }
  /// correction = cycle(residual): a fixed, symmetric positive definite linear map to rounding.
  void cycle();

  /// The inverse on the coarsest level, for tests that break it.
  [[nodiscard]] View<float> coarsest_inverse() {
    return aggregates_ ? aggregates_->coarsest_inverse() : inverse_.view();
  }

 private:
  template <class T>
  using Array = decltype(allocate<T>(std::declval<Exec&>(), 0));

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
  // Of the eigenvalues of D^-1 K on the element levels.
  struct Bounds {
    double quad8, quad4;
  };
  struct Grid {
    GridLevel level;
    Space space;
    Array<float> stencil, inverse_diagonal;
    Array<std::int32_t> lines;
    std::int64_t active_nodes = 0;
  };

  template <class Values>
  [[nodiscard]] auto put(const Values& values) {
    return upload(executor_, std::span(values));
  }
  template <class Level>
  [[nodiscard]] Level element_level(ElementArrays& arrays, View<const std::int32_t> nodes,
                                    IndexSlices incident, std::int64_t rows);
  [[nodiscard]] Space make_space(std::int64_t count, double bound, double ratio, int degree);
  [[nodiscard]] Bounds derive_conductances(View<const double> conductance);
  void make_corner_level(const ElementLayout<Exec>& layout, LumpedGround<Exec>& ground,
                         double bound);
  void make_aggregates(const ElementTable& mesh, CoarseKind kind, View<const double> conductance);
  void make_transfers(const ElementLayout<Exec>& layout, GridLayout<Exec> on_grid);
  void make_grids(const GridLayout<Exec>& on_grid);
  void add_grid(GridShape shape, View<const CellMatrix> cells);
  void invert_coarsest(GridShape shape, View<const CellMatrix> cells);
  void plan_grids();

  template <class Level>
  void descend(const Level& level, Space& space);
  template <class Level>
  void ascend(const Level& level, Space& space);
  void correct_from_corners();

  Exec& executor_;
  std::vector<std::int64_t> level_sizes_;
  double unit_;
  std::int64_t element_count_;

  ElementArrays quad8_arrays_, quad4_arrays_;
  Quad8Level quad8_;
  Quad4Level quad4_;
  SweepPlan quad4_sweep_;
  Array<float> ground_shares_;
  Space quad8_space_, quad4_space_;
  std::vector<Grid> grids_;
  std::optional<AggregateLevels<Exec>> aggregates_;

  CornerTransfer to_corners_;
  GridTransfer to_grid_;
  Array<std::int32_t> square_offsets_, square_rows_;
  Array<BilinearWeights> weights_, sums_;

  DenseInverse coarsest_;
  Array<float> inverse_, gathered_;
  Array<std::int32_t> inverse_places_;

  // What happens on grids in a cycle.
  std::vector<GridOfCycle> cycle_grids_;
  std::vector<GridStep> cycle_steps_;
};

}  // namespace tessera

#include "host/pipelines/multigrid_setup.hpp"

namespace tessera {

/// The first smoothing, from 0, and the residual that it leaves.
template <class Exec>
template <class Level>
void Multigrid<Exec>::descend(const Level& level, Space& space) {
  if constexpr (kHasSweeps<Exec>) {
    if (space.can_sweep()) {
      smooth_down(executor_, level, space.sweep, space.at, space.steps());
      return;
    }
  }
  begin_smoothing(executor_, level, space.at, space.smoother.front());
  for (std::size_t step = 1; step < space.smoother.size(); ++step) {
    smooth_step(executor_, level, space.at, space.smoother[step]);
  }
  subtract_action(executor_, level, space.at);
}

/// The second smoothing, after a correction whose action the residual does not know of yet.
template <class Exec>
template <class Level>
void Multigrid<Exec>::ascend(const Level& level, Space& space) {
  if constexpr (kHasSweeps<Exec>) {
    if (space.can_sweep()) {
      smooth_up(executor_, level, space.sweep, space.at, space.steps());
      return;
    }
  }
  for (const ChebyshevStep& step : space.smoother) smooth_step(executor_, level, space.at, step);
}

template <class Exec>
void Multigrid<Exec>::cycle() {
  descend(quad8_, quad8_space_);
  if (aggregates_) {
    aggregates_->correct(quad8_space_.at);
  } else {
    correct_from_corners();
  }
  ascend(quad8_, quad8_space_);
}

/// Adds to the finest level what its corners and the grids make of its residual.
template <class Exec>
void Multigrid<Exec>::correct_from_corners() {
  restrict_residual(executor_, to_corners_, quad8_space_.at.r, quad4_space_.at.r);
  descend(quad4_, quad4_space_);
  const LevelVectors& on_grid = cycle_grids_.front().at;
  restrict_residual(executor_, to_grid_, quad4_space_.at.r, on_grid.r);
  run_grid_cycle(executor_, GridCycle{cycle_grids_, cycle_steps_, coarsest_});
  prolong_correction(executor_, to_grid_, on_grid.x, quad4_space_.at);
  ascend(quad4_, quad4_space_);
  prolong_correction(executor_, to_corners_, quad4_space_.at.x, quad8_space_.at);
}

}  // namespace tessera
