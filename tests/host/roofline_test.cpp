#include "host/report/roofline.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "kernels/stages/hex_diffusion.hpp"
#include "kernels/stages/krylov.hpp"

namespace tessera {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// 10 GB/s and 20 GFLOP/s in f64: the two limits meet at 2 flops per byte.
constexpr cpu::MachineRates kRates{2, 10e9, 8e9, 20e9, 40e9};

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

TEST(Roofline, OfNoTimeIsNothing) {
  EXPECT_EQ(roofline_of({"none", {1, 1}, 0.0}, kRates).fraction, 0.0);
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
