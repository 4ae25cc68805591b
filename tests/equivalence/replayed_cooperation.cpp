#include <gtest/gtest.h>
#include <vector>

#include "tests/replayed_device/replayed_device.hpp"
#include "tests/support/gpu_test.hpp"
#include "tests/support/grid_cycle_arrays.hpp"

// How the grids of a cycle are spread over launches, which only a replayed device counts.

namespace tessera {
namespace {

constexpr ChebyshevStep kSmoother[] = {{0.9F, 0.0F}, {0.7F, 0.3F}};

class GridCycleLaunches : public support::Equivalence {
 protected:
  std::vector<float> cycle_on_gpu(int grids) {
    support::GridCycleArrays arrays(on_gpu(), {60, 70}, grids);
    const auto steps = support::v_cycle(arrays.grids().size(), kSmoother);
    run_grid_cycle(on_gpu(), arrays.cycle(steps));
    return arrays.everything();
  }
  [[nodiscard]] static std::size_t launches_of(const char* kernel) {
    return support::replayed_device().statistics().launches_of(kernel);
  }
};

TEST_F(GridCycleLaunches, AreOneForAllGrids) {
  cycle_on_gpu(4);
  EXPECT_EQ(launches_of("grid_cycle_kernel"), 1U);
  EXPECT_EQ(launches_of("kernel"), 1U);
}

TEST_F(GridCycleLaunches, AreOnePerStepWhereBlocksCannotWaitForEachOther) {
  const std::vector<float> at_once = cycle_on_gpu(4);
  support::replayed_device().behaviour.cooperative_launch = false;
  const std::vector<float> step_by_step = cycle_on_gpu(4);
  EXPECT_EQ(launches_of("grid_cycle_kernel"), 1U);
  EXPECT_EQ(launches_of("smooth_grid_kernel"), 9U);
  EXPECT_EQ(launches_of("solve_coarsest_kernel"), 1U);
  EXPECT_SAME_BITS(at_once, step_by_step);
}

// As on a device that others use too.
TEST_F(GridCycleLaunches, AreOnePerStepWhereThereIsNoRoomForAllBlocks) {
  const std::vector<float> at_once = cycle_on_gpu(4);
  support::replayed_device().behaviour.multiprocessors = 1;
  support::replayed_device().behaviour.blocks_per_multiprocessor = 1;
  const std::vector<float> step_by_step = cycle_on_gpu(4);
  EXPECT_EQ(launches_of("grid_cycle_kernel"), 1U);
  EXPECT_EQ(launches_of("smooth_grid_kernel"), 9U);
  EXPECT_SAME_BITS(at_once, step_by_step);
  EXPECT_EQ(support::replayed_device().take_complaints().size(), 1U);
}

TEST_F(GridCycleLaunches, HaveTheSameBitsForEveryNumberOfMultiprocessors) {
  const std::vector<float> by_four = cycle_on_gpu(3);
  for (const int multiprocessors : {1, 2, 7, 60}) {
    support::replayed_device().behaviour.multiprocessors = multiprocessors;
    gpu::Executor other;
    support::GridCycleArrays arrays(other, {60, 70}, 3);
    const auto steps = support::v_cycle(arrays.grids().size(), kSmoother);
    run_grid_cycle(other, arrays.cycle(steps));
    EXPECT_SAME_BITS(by_four, arrays.everything()) << multiprocessors;
  }
}

}  // namespace
}  // namespace tessera
