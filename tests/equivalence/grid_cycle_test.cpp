#include "kernels/stages/grid_cycle.hpp"

#include <algorithm>
#include <cstdint>
#include <gtest/gtest.h>
#include <iterator>
#include <vector>

#include "tests/support/gpu_test.hpp"
#include "tests/support/grid_cycle_arrays.hpp"

namespace tessera {
namespace {

using support::GridCycleArrays;

constexpr ChebyshevStep kSmoother[] = {{0.9F, 0.0F}, {0.7F, 0.3F}, {0.6F, 0.1F}};

class GridCycleEquivalence : public support::Equivalence {};

struct CycleCase {
  GridShape first;
  int grids;
  std::size_t degree;
  std::int64_t inverted;
};

// Steps for one block, for several, and for both in turn.
TEST_F(GridCycleEquivalence, VCyclesHaveTheSameBits) {
  for (const CycleCase& test :
       {CycleCase{{3, 3}, 1, 1, 9}, CycleCase{{9, 20}, 3, 2, 9}, CycleCase{{40, 62}, 2, 1, 600},
        CycleCase{{90, 75}, 5, 2, 20}, CycleCase{{4, 900}, 3, 3, 9}}) {
    SCOPED_TRACE(test.first.node_count());
    expect_same_bits([&](auto& executor) {
      GridCycleArrays arrays(executor, test.first, test.grids, test.inverted);
      const auto steps =
          support::v_cycle(arrays.grids().size(), std::span(kSmoother).first(test.degree));
      run_grid_cycle(executor, arrays.cycle(steps));
      run_grid_cycle(executor, arrays.cycle(steps));
      return arrays.everything();
    });
  }
}

// The kernel follows whatever plan the host has made.
TEST_F(GridCycleEquivalence, AnyOtherOrderOfStepsHasTheSameBits) {
  GridSchedule w_cycle(3);
  const auto smoother = std::span(kSmoother);
  w_cycle.descend(0, smoother.first(1));
  for (int visit = 0; visit < 2; ++visit) {
    w_cycle.descend(1, smoother);
    w_cycle.solve(2);
    w_cycle.ascend(1, smoother.first(2));
  }
  w_cycle.ascend(0, smoother.first(2));
  for (const auto& steps : {w_cycle.steps(), std::vector<GridStep>{}, std::vector(1, GridStep{})}) {
    expect_same_bits([&](auto& executor) {
      GridCycleArrays arrays(executor, {57, 33}, 3);
      run_grid_cycle(executor, arrays.cycle(steps));
      return arrays.everything();
    });
  }
}

// As large grids are visited, here with few nodes.
TEST_F(GridCycleEquivalence, SecondVisitsHaveTheSameBits) {
  const std::vector<ChebyshevStep> smoother(std::begin(kSmoother), std::end(kSmoother) - 1);
  const auto steps =
      plan_grid_cycle(std::vector<std::int64_t>{28404, 7443, 2010, 555}, std::vector(3, smoother));
  ASSERT_EQ(std::ranges::count(steps, GridTask::solve_coarsest, &GridStep::task), 4);
  expect_same_bits([&](auto& executor) {
    GridCycleArrays arrays(executor, {66, 71}, 4);
    run_grid_cycle(executor, arrays.cycle(steps));
    return arrays.everything();
  });
}

TEST_F(GridCycleEquivalence, MoreGridsOrStepsThanFitIntoOneKernelHaveTheSameBits) {
  for (const CycleCase& test : {CycleCase{{5, 6}, 14, 1, 9}, CycleCase{{5, 6}, 11, 3, 9}}) {
    expect_same_bits([&](auto& executor) {
      GridCycleArrays arrays(executor, test.first, test.grids);
      auto steps = support::v_cycle(arrays.grids().size(), std::span(kSmoother).first(test.degree));
      const auto again = steps;
      steps.insert(steps.end(), again.begin(), again.end());
      run_grid_cycle(executor, arrays.cycle(steps));
      return arrays.everything();
    });
  }
}

TEST_F(GridCycleEquivalence, HasTheSameBitsWhenItWasRecorded) {
  const auto steps = support::v_cycle(3, kSmoother);
  GridCycleArrays plain(on_cpu(), {44, 51}, 3);
  GridCycleArrays recorded(on_gpu(), {44, 51}, 3);
  const auto cycle = record(on_gpu(), [&] { run_grid_cycle(on_gpu(), recorded.cycle(steps)); });
  for (int turn = 0; turn < 3; ++turn) {
    run_grid_cycle(on_cpu(), plain.cycle(steps));
    cycle();
    EXPECT_SAME_BITS(plain.everything(), recorded.everything()) << turn;
  }
}

}  // namespace
}  // namespace tessera
