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

}  // namespace tessera
