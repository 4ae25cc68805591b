#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/stages/grid_cycle.hpp"

namespace tessera {

/// The steps of a cycle over grids, which knows where each of them has its vectors. Every cycle
/// begins anew: `begin_smoothing` and `prolong_correction` need nothing of the one before.
class GridSchedule {
 public:
  explicit GridSchedule(std::size_t grids) : turned_(grids, false) {}

  /// Smooths from 0 and hands the residual that is left to the next grid.
  void descend(std::size_t grid, std::span<const ChebyshevStep> smoother) {
    add(GridTask::begin_smoothing, grid, smoother.front());
    for (const ChebyshevStep& step : smoother.subspan(1)) smooth(grid, step);
    add(GridTask::subtract_action, grid);
    add(GridTask::restrict_residual, grid);
  }
  void solve(std::size_t grid) { add(GridTask::solve_coarsest, grid); }
  /// Takes the correction of the next grid and hands the residual that it leaves back to it.
  void return_to_next(std::size_t grid) {
    add(GridTask::prolong_correction, grid);
    add(GridTask::subtract_action, grid);
    add(GridTask::restrict_residual, grid);
  }
  /// Takes the correction of the next grid and smooths what it leaves.
  void ascend(std::size_t grid, std::span<const ChebyshevStep> smoother) {
    add(GridTask::prolong_correction, grid);
    for (const ChebyshevStep& step : smoother) smooth(grid, step);
  }

  [[nodiscard]] const std::vector<GridStep>& steps() const { return steps_; }

 private:
  void add(GridTask task, std::size_t grid, ChebyshevStep smoothing = {}) {
    steps_.push_back({task, static_cast<std::uint8_t>(grid), turned_[grid], smoothing});
  }
  void smooth(std::size_t grid, ChebyshevStep step) {
    add(GridTask::smooth_step, grid, step);
    turned_[grid] = !turned_[grid];
  }

  std::vector<bool> turned_;
  std::vector<GridStep> steps_;
};

/// The second and the third grid are visited twice by the grid above them where they have more
/// active nodes than this. What single visits of large grids leave makes iterations grow with the
/// mesh; smaller grids leave little.
inline constexpr std::int64_t kMostNodesVisitedOnce = 1024;
inline constexpr std::size_t kLastVisitedTwice = 2;

/// Whether a visit of the grid above `grid` visits it twice. active_nodes: of every grid, the
/// finest first, here and below
[[nodiscard]] inline bool is_visited_twice(std::span<const std::int64_t> active_nodes,
                                           std::size_t grid) {
  return grid > 0 && grid <= kLastVisitedTwice && active_nodes[grid] > kMostNodesVisitedOnce;
}

/// How often a cycle visits every grid.
[[nodiscard]] inline std::vector<std::int64_t> grid_visits(
    std::span<const std::int64_t> active_nodes) {
  std::vector<std::int64_t> visits;
  for (std::size_t grid = 0; grid < active_nodes.size(); ++grid) {
    const std::int64_t above = visits.empty() ? 1 : visits.back();
    visits.push_back(is_visited_twice(active_nodes, grid) ? 2 * above : above);
  }
  return visits;
}

/// A visit of `grid`, and in it of the grids below, the last of which is inverted.
/// smoothers: of every grid but the last
inline void plan_visit(std::span<const std::int64_t> active_nodes,
                       std::span<const std::vector<ChebyshevStep>> smoothers, std::size_t grid,
                       GridSchedule& schedule) {
  const std::size_t next = grid + 1;
  if (next == active_nodes.size()) return schedule.solve(grid);
  schedule.descend(grid, smoothers[grid]);
  plan_visit(active_nodes, smoothers, next, schedule);
  if (is_visited_twice(active_nodes, next)) {
    schedule.return_to_next(grid);
    plan_visit(active_nodes, smoothers, next, schedule);
  }
  schedule.ascend(grid, smoothers[grid]);
}

/// A cycle from the first grid to the last and back; symmetric, since a second visit does what the
/// first did.
[[nodiscard]] inline std::vector<GridStep> plan_grid_cycle(
    std::span<const std::int64_t> active_nodes,
    std::span<const std::vector<ChebyshevStep>> smoothers) {
  GridSchedule schedule(active_nodes.size());
  plan_visit(active_nodes, smoothers, 0, schedule);
  return schedule.steps();
}

}  // namespace tessera
