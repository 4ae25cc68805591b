#pragma once

#include <cstdint>
#include <span>

#include "kernels/stages/grid_level.hpp"
#include "kernels/stages/level_transfer.hpp"
#include "kernels/stages/level_vectors.hpp"

// The part of a multigrid cycle that happens on grids: a description of what to do in which order,
// which every backend follows as it sees fit.

namespace tessera {

/// A grid of a cycle with its vectors. The next one of the cycle is `halved`.
struct GridOfCycle {
  GridLevel level;
  LevelVectors at;
};

/// Each is a stage of level_vectors.hpp or level_transfer.hpp, whose sums it has.
enum class GridTask : std::uint8_t {
  begin_smoothing,
  smooth_step,
  subtract_action,
  restrict_residual,   // from the grid to the next one
  prolong_correction,  // to the grid from the next one
  solve_coarsest,      // on the grid, which is the last
};

struct GridStep {
  GridTask task = GridTask::begin_smoothing;
  std::uint8_t grid = 0;
  bool turned = false;  // `direction` and `spare` of the grid have changed places
  ChebyshevStep smoothing;
};

/// From the residual of the first grid to its correction. Arrays of the executor, but for the two
/// lists, which are the host's.
struct GridCycle {
  std::span<const GridOfCycle> grids;
  std::span<const GridStep> steps;
  DenseInverse coarsest;
};

/// Makes the steps one after the other.
template <class Exec>
using RunGridCycle = void(Exec&, const GridCycle&);

inline namespace TESSERA_ISA {

/// The vectors of a grid as a step finds them.
TESSERA_HD LevelVectors vectors_of(const GridOfCycle& grid, bool turned) {
  const LevelVectors& at = grid.at;
  return turned ? LevelVectors{at.r, at.spare, at.x, at.direction} : at;
}

/// Between a grid and the next one.
TESSERA_HD HalvingTransfer halving_between(const GridOfCycle& fine, const GridOfCycle& coarse) {
  return {fine.level.shape, coarse.level.shape, fine.level.inverse_diagonal};
}

/// One step of the cycle as the stage that it is.
template <class Exec>
void take_grid_step(Exec& executor, const GridCycle& cycle, const GridStep& step) {
  const GridOfCycle& grid = cycle.grids[step.grid];
  const LevelVectors at = vectors_of(grid, step.turned);
  const auto next = [&]() -> const GridOfCycle& { return cycle.grids[step.grid + 1U]; };
  switch (step.task) {
    case GridTask::begin_smoothing:
      return begin_smoothing(executor, grid.level, at, step.smoothing);
    case GridTask::smooth_step:
      return smooth_step(executor, grid.level, at, step.smoothing);
    case GridTask::subtract_action:
      return subtract_action(executor, grid.level, at);
    case GridTask::restrict_residual:
      return restrict_residual(executor, halving_between(grid, next()), View<const float>(at.r),
                               next().at.r);
    case GridTask::prolong_correction:
      return prolong_correction(executor, halving_between(grid, next()),
                                View<const float>(next().at.x), at);
    case GridTask::solve_coarsest:
      return solve_coarsest(executor, cycle.coarsest, at);
  }
}

/// RunGridCycle by the stages that its steps are.
template <class Exec>
void take_grid_steps(Exec& executor, const GridCycle& cycle) {
  for (const GridStep& step : cycle.steps) take_grid_step(executor, cycle, step);
}

}  // namespace TESSERA_ISA
}  // namespace tessera
