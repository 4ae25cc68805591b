#include "host/report/roofline.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "host/pipelines/multigrid_cost.hpp"
#include "host/report/flow_costs.hpp"
#include "kernels/stages/hex_diffusion.hpp"
#include "kernels/stages/krylov.hpp"
#include "kernels/stages/path_costs.hpp"

namespace tessera {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// 10 GB/s and 20 GFLOP/s in f64: the two limits meet at 2 flops per byte.
constexpr MachineRates kRates{2, 10e9, 8e9, 20e9, 40e9};

TEST(Roofline, IsBoundByMemoryBelowTheRidge) {
  const StageRun run{"multiply", {8e9, 4e9}, 1.0};  // half a flop per byte
  const Roofline found = roofline_of(run, kRates);
  EXPECT_TRUE(found.is_memory_bound);
  EXPECT_DOUBLE_EQ(found.intensity, 0.5);
  EXPECT_DOUBLE_EQ(found.limit_flops_per_s, 5e9);
  EXPECT_DOUBLE_EQ(found.fraction, 0.8);
  EXPECT_THAT(roofline_text(run, kRates), HasSubstr("more cores will not make it faster"));
}

TEST(Roofline, IsBoundByArithmeticAboveTheRidge) {
  const StageRun run{"heavy", {1e9, 15e9}, 1.0};
  const Roofline found = roofline_of(run, kRates);
  EXPECT_FALSE(found.is_memory_bound);
  EXPECT_DOUBLE_EQ(found.limit_flops_per_s, 20e9);
  EXPECT_DOUBLE_EQ(found.fraction, 0.75);
  EXPECT_THAT(roofline_text(run, kRates), HasSubstr("more cores will make it faster"));
}

TEST(Roofline, TakesTheArithmeticOfThePrecision) {
  EXPECT_TRUE(roofline_of({"f32", {1e9, 3e9}, 1.0, 4}, kRates).is_memory_bound);
  EXPECT_FALSE(roofline_of({"f64", {1e9, 3e9}, 1.0, 8}, kRates).is_memory_bound);
}

TEST(Roofline, SaysThatCachesSparedTheMemoryAboveItsLimit) {
  const StageRun run{"fused", {30e9, 1e9}, 1.0};
  EXPECT_DOUBLE_EQ(roofline_of(run, kRates).fraction, 3.0);
  EXPECT_THAT(roofline_text(run, kRates), HasSubstr("3 times of what 10 GB/s allow"));
  EXPECT_THAT(roofline_text(run, kRates), HasSubstr("caches keep"));
}

TEST(Roofline, FarBelowItsLimitBlamesSomethingElse) {
  const std::string text = roofline_text({"slow", {1e9, 1e8}, 1.0}, kRates);
  EXPECT_THAT(text, HasSubstr("latency"));
  EXPECT_THAT(text, Not(HasSubstr("more cores")));
}

TEST(Roofline, OfAGpuDoesNotSpeakOfCores) {
  MachineRates gpu = kRates;
  gpu.on_cuda = true;
  gpu.device = 1;
  for (const StageCost cost : {StageCost{8e9, 4e9}, StageCost{1e9, 15e9}}) {
    EXPECT_THAT(roofline_text({"multiply", cost, 1.0}, gpu), Not(HasSubstr("cores")));
  }
  EXPECT_THAT(rates_text(gpu), HasSubstr("with GPU 1"));
  const MachineRates back = rates_of(rates_json(gpu));
  EXPECT_TRUE(back.on_cuda);
  EXPECT_EQ(back.device, 1);
  EXPECT_EQ(back.f32_flops_per_s, 40e9);
}

TEST(Roofline, OfNoTimeIsNothing) {
  EXPECT_EQ(roofline_of({"none", {1, 1}, 0.0}, kRates).fraction, 0.0);
}

// A square of 16 x 16 elements: 833 nodes, 289 corners, and 17 x 17 nodes of a grid, of which the
// halved one is inverted.
TEST(StageCosts, OfAVCycleAreThoseOfItsLevels) {
  const StageCost cycle = multigrid_cycle_cost(256, {833, 289, 289, 100});
  const StageCost quad8 = subtract_elements_cost<8, 28>(833, 256);
  EXPECT_EQ(quad8.flops, 256 * (28 * 4 + 8) + 833 * 3);
  EXPECT_EQ(quad8.bytes, 256 * (8 * 16 + 28 * 4) + 833 * 16);
  const StageCost grid = subtract_grid_cost(289);
  EXPECT_EQ(grid.bytes, 289 * 112);
  // The operators alone: 4 times on Quad-8 elements, 8 on their corners, 4 on the grid.
  const StageCost corners = subtract_elements_cost<4, 6>(289, 256);
  const StageCost least = 4.0 * quad8 + 8.0 * corners + 4.0 * grid;
  EXPECT_GT(cycle.flops, least.flops);
  EXPECT_LT(cycle.flops, 1.5 * least.flops);
  EXPECT_GT(cycle.bytes, least.bytes);
  EXPECT_EQ(multigrid_cycle_cost(256, {}).flops, 0.0);
}

// The second grid is visited twice: one more action on the first, twice the smoothing on it.
TEST(StageCosts, OfACycleCountEveryVisit) {
  const StageCost grids = multigrid_cycle_cost(0, {0, 0, 4541, 1230, 100});
  const StageCost least = 5.0 * subtract_grid_cost(4541) + 8.0 * subtract_grid_cost(1230);
  EXPECT_GT(grids.flops, least.flops);
  EXPECT_LT(grids.flops, 1.25 * least.flops);
  EXPECT_GT(grids.bytes, least.bytes);
  EXPECT_LT(grids.bytes, 1.35 * least.bytes);
}

// 833 unknowns, 200 aggregates of them that are smoothed, and 40 of those, inverted.
TEST(StageCosts, OfACycleByAggregatesAreThoseOfItsLevels) {
  const std::vector<AggregateEntries> entries{{3000, 2000, 1800}, {600, 400, 350}};
  const StageCost cycle = aggregates_cycle_cost(256, 3, {833, 200, 40}, entries);
  const StageCost aggregates = subtract_aggregates_cost(200, 3000);
  EXPECT_EQ(aggregates.flops, 3000 * 2 + 200);
  EXPECT_EQ(aggregates.bytes, 3000 * 8 + 200 * 12);
  const StageCost transfers =
      aggregate_transfer_cost(833, 200, entries[0]) + aggregate_transfer_cost(200, 40, entries[1]);
  EXPECT_EQ(transfers.flops, 2 * (2000 + 1800 + 400 + 350) + 833 + 200);
  // The operators alone: 6 times each.
  const StageCost fine = subtract_elements_cost<8, 28>(833, 256);
  const StageCost least = 6.0 * fine + 6.0 * aggregates + transfers;
  EXPECT_GT(cycle.flops, least.flops);
  EXPECT_LT(cycle.flops, 1.5 * least.flops);
  EXPECT_GT(cycle.bytes, least.bytes);
  EXPECT_LT(cycle.bytes, 1.5 * least.bytes);
  // Without levels the smoother is left.
  EXPECT_GT(aggregates_cycle_cost(256, 3, {833}, {}).flops, 6.0 * fine.flops);
  // A last level too large to be inverted is smoothed too.
  EXPECT_GT(aggregates_cycle_cost(256, 3, {833, 200}, {entries[0]}).bytes, 6.0 * aggregates.bytes);
}

TEST(StageCosts, OfPathsGrowWithWhatAPathDoes) {
  PathProblem problem;
  const auto flops = [&] { return simulate_paths_cost(problem, 1000).value().flops / 1000; };
  // Half a pair of normals by Box and Muller with polynomials of 20, 6 and 6 coefficients, one
  // exponential of 10, and what is around them.
  EXPECT_EQ(flops(), 0.5 * (30 + 42 + 12 + 12) + 3 + (15 + 21) + 6);
  problem.contract.heavy = 20;
  const double heavy = flops();
  EXPECT_EQ(heavy, 93 + 20 * 53 + 3);
  problem.contract.heavy = 0;
  problem.contract.steps = 64;
  EXPECT_GT(flops(), 64 * 50);
  const double many_steps = flops();
  problem.contract.payoff = Payoff::asian_arithmetic;
  EXPECT_GT(flops(), many_steps + 63 * 36);
  problem.precision = Precision::f32;
  EXPECT_LT(flops(), 0.8 * many_steps + 64 * 36);
  problem.model = PathModel::heston;
  EXPECT_GT(flops(), 64 * 100);
}

TEST(StageCosts, OfPathsAreSilentAboutWhatWasNotCounted) {
  PathProblem problem;
  problem.contract.payoff = Payoff::lookback;
  EXPECT_FALSE(simulate_paths_cost(problem, 1).has_value());
  problem.contract.payoff = Payoff::european;
  problem.greeks = true;
  EXPECT_FALSE(simulate_paths_cost(problem, 1).has_value());
  problem.greeks = false;
  problem.sampler.sampler = Sampler::sobol;
  EXPECT_FALSE(simulate_paths_cost(problem, 1).has_value());
}

FlowResult solved(Preconditioner used) {
  FlowResult result;
  result.unknowns = 833;
  result.nonzeros = 10000;
  result.solver.iterations = 8;
  result.timings = {0, 0, 1.0, 0, 2.0, 0};
  result.preconditioner.used = used;
  if (used == Preconditioner::multigrid)
    result.preconditioner.level_unknowns = {833, 289, 289, 100};
  return result;
}

TEST(FlowCosts, AreThoseOfTheMethodThatRan) {
  const FlowMethod cycles{LinearOperator::matrix_free, Assembly::gather, Preconditioner::multigrid};
  const std::vector<StageRun> jacobi = flow_costs({}, 256, solved(Preconditioner::jacobi));
  ASSERT_EQ(jacobi.size(), 2U);
  EXPECT_EQ(jacobi[1].cost.bytes, 8 * cg_iteration_cost(833, 10000).bytes);
  const std::vector<StageRun> multigrid =
      flow_costs(cycles, 256, solved(Preconditioner::multigrid));
  ASSERT_EQ(multigrid.size(), 2U);
  EXPECT_EQ(multigrid[1].cost.flops,
            8 * (multiply_elements_cost(833, 256) + preconditioned_update_cost(833) +
                 multigrid_cycle_cost(256, {833, 289, 289, 100}))
                    .flops);
  EXPECT_LT(multigrid[0].cost.bytes, jacobi[0].cost.bytes);
  FlowResult by_aggregates = solved(Preconditioner::multigrid);
  by_aggregates.preconditioner.coarse = "aggregates";
  by_aggregates.preconditioner.finest_degree = 3;
  by_aggregates.preconditioner.level_unknowns = {833, 40};
  by_aggregates.preconditioner.aggregate_entries = {{600, 400, 350}};
  EXPECT_EQ(flow_costs(cycles, 256, by_aggregates).at(1).cost.flops,
            8 * (multiply_elements_cost(833, 256) + preconditioned_update_cost(833) +
                 aggregates_cycle_cost(256, 3, {833, 40}, {{600, 400, 350}}))
                    .flops);
  // Given up on the way.
  EXPECT_EQ(flow_costs(cycles, 256, solved(Preconditioner::jacobi)).size(), 1U);
}

TEST(StageCosts, AreThoseOfTheItems) {
  constexpr StageCost kIteration = cg_iteration_cost(10, 100);
  static_assert(kIteration.bytes == 100 * 12 + 10 * (20 + 24 + 40));
  static_assert(kIteration.flops == 100 * 2 + 10 * (2 + 4 + 4));
  constexpr HexGrid kGrid = hex_grid(3, 5, 8);
  static_assert(diffuse_steps_cost(kGrid, {}, 4, 8).bytes == 15 * 4 * 16);
  static_assert(diffuse_steps_cost(kGrid, {}, 4, 4).bytes == 15 * 4 * 8);
  constexpr DiffusionRule kHeavy{Topology::hex, GridBorder::fixed, 0.2, 20};
  static_assert(diffuse_steps_cost(kGrid, kHeavy, 1, 8).flops == 15 * (9 + 20 * 53 + 3));
  SUCCEED();
}

}  // namespace
}  // namespace tessera
