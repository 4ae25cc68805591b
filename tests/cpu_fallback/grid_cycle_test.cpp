#include "kernels/stages/grid_cycle.hpp"

#include <algorithm>
#include <cstdint>
#include <gtest/gtest.h>
#include <iterator>
#include <utility>
#include <vector>

#include "cpu_fallback/stages.hpp"
#include "tests/support/grid_cycle_arrays.hpp"
#include "tests/support/same_bits.hpp"
#include "tests/support/stage_test.hpp"

namespace tessera {
namespace {

constexpr ChebyshevStep kSmoother[] = {{0.9F, 0.0F}, {0.7F, 0.3F}};

class GridCycles : public support::StageTest {
 protected:
  /// The same by hand: stage by stage, and vectors that change places.
  void go_down_and_up(std::vector<GridOfCycle> grids, const DenseInverse& coarsest) {
    const std::size_t last = grids.size() - 1;
    const auto smooth = [&](GridOfCycle& grid, ChebyshevStep step) {
      smooth_step(executor, grid.level, grid.at, step);
      std::swap(grid.at.direction, grid.at.spare);
    };
    const auto halving = [&](std::size_t grid) {
      const GridLevel& level = grids[grid].level;
      return HalvingTransfer{level.shape, halved(level.shape), level.inverse_diagonal};
    };
    for (std::size_t grid = 0; grid < last; ++grid) {
      begin_smoothing(executor, grids[grid].level, grids[grid].at, kSmoother[0]);
      smooth(grids[grid], kSmoother[1]);
      subtract_action(executor, grids[grid].level, grids[grid].at);
      restrict_residual(executor, halving(grid), View<const float>(grids[grid].at.r),
                        grids[grid + 1].at.r);
    }
    solve_coarsest(executor, coarsest, grids[last].at);
    for (std::size_t grid = last; grid-- > 0;) {
      prolong_correction(executor, halving(grid), View<const float>(grids[grid + 1].at.x),
                         grids[grid].at);
      for (const ChebyshevStep& step : kSmoother) smooth(grids[grid], step);
    }
  }
};

TEST_P(GridCycles, AreTheirStagesOneAfterTheOther) {
  for (const int count : {1, 2, 4}) {
    support::GridCycleArrays planned(executor, {21, 38}, count);
    support::GridCycleArrays by_hand(executor, {21, 38}, count);
    const std::vector<float> before = planned.everything();
    run_grid_cycle(executor, planned.cycle(support::v_cycle(planned.grids().size(), kSmoother)));
    go_down_and_up({by_hand.grids().begin(), by_hand.grids().end()}, by_hand.coarsest());
    EXPECT_SAME_BITS(planned.everything(), by_hand.everything()) << count;
    EXPECT_NE(planned.everything(), before) << count;
  }
}

TESSERA_FOR_EVERY_INSTRUCTION_SET(GridCycles);

// With one step of smoothing on the way down and up, the direction lies in the spare vector in
// between, and where it was at the end.
TEST(GridSchedule, KnowsWhereTheDirectionLies) {
  GridSchedule schedule(2);
  const ChebyshevStep once[] = {{0.5F, 0.0F}};
  schedule.descend(0, kSmoother);
  schedule.solve(1);
  schedule.ascend(0, once);
  schedule.descend(0, once);
  std::vector<GridTask> tasks;
  std::vector<bool> turned;
  for (const GridStep& step : schedule.steps()) {
    tasks.push_back(step.task);
    turned.push_back(step.turned);
  }
  using enum GridTask;
  EXPECT_EQ(tasks, (std::vector{begin_smoothing, smooth_step, subtract_action, restrict_residual,
                                solve_coarsest, prolong_correction, smooth_step, begin_smoothing,
                                subtract_action, restrict_residual}));
  EXPECT_EQ(turned,
            (std::vector{false, false, true, true, false, true, true, false, false, false}));
  EXPECT_EQ(schedule.steps()[1].smoothing.share_of_direction, 0.3F);
  EXPECT_EQ(schedule.steps()[4].grid, 1);
}

std::int64_t count_of(const std::vector<GridStep>& steps, GridTask task, std::size_t grid) {
  return std::ranges::count_if(
      steps, [&](const GridStep& step) { return step.task == task && step.grid == grid; });
}

TEST(GridSchedule, VisitsLargeGridsTwice) {
  using Visits = std::vector<std::int64_t>;
  EXPECT_EQ(grid_visits(Visits{28404, 7443, 2010, 555, 176, 63}), (Visits{1, 2, 4, 4, 4, 4}));
  EXPECT_EQ(grid_visits(Visits{4541, 1230, 363, 123}), (Visits{1, 2, 2, 2}));
  EXPECT_EQ(grid_visits(Visits{4541, 1024, 363, 123}), (Visits{1, 1, 1, 1}));
  EXPECT_EQ(grid_visits(Visits{99999, 25000, 6250, 1563, 391}), (Visits{1, 2, 4, 4, 4}));
  EXPECT_EQ(grid_visits(Visits{5000}), Visits{1});
}

TEST(GridSchedule, MakesEveryStepOfEveryVisit) {
  const std::vector<std::int64_t> nodes{28404, 7443, 2010, 555, 176, 63};
  const std::vector<ChebyshevStep> smoother(std::begin(kSmoother), std::end(kSmoother));
  const std::vector<std::int64_t> visits = grid_visits(nodes);
  const std::vector<GridStep> steps =
      plan_grid_cycle(nodes, std::vector(nodes.size() - 1, smoother));
  for (std::size_t grid = 0; grid + 1 < nodes.size(); ++grid) {
    SCOPED_TRACE(grid);
    EXPECT_EQ(count_of(steps, GridTask::begin_smoothing, grid), visits[grid]);
    EXPECT_EQ(count_of(steps, GridTask::smooth_step, grid), 3 * visits[grid]);
    EXPECT_EQ(count_of(steps, GridTask::subtract_action, grid), visits[grid + 1]);
    EXPECT_EQ(count_of(steps, GridTask::restrict_residual, grid), visits[grid + 1]);
    EXPECT_EQ(count_of(steps, GridTask::prolong_correction, grid), visits[grid + 1]);
  }
  EXPECT_EQ(count_of(steps, GridTask::solve_coarsest, 5), visits.back());
  EXPECT_EQ(steps.size(), 118);
}

}  // namespace
}  // namespace tessera
