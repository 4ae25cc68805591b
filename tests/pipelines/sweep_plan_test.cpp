#include "host/pipelines/sweep_plan.hpp"

#include <gtest/gtest.h>

#include "tests/support/same_bits.hpp"
#include "tests/support/strip_elements.hpp"
#include "tests/support/teams.hpp"

namespace tessera {
namespace {

using support::LevelVectorArrays;
using support::StripElements;
using support::TeamCase;

constexpr SmoothingSteps kSteps{{{0.5F, 0.0F}, {0.75F, 0.25F}, {0.625F, 0.125F}}, 3};

class SweepPlans : public ::testing::TestWithParam<TeamCase> {
 protected:
  template <class Level>
  void expect_the_bits_of_steps() {
    TESSERA_SKIP_PROCESSES_UNDER_TSAN(GetParam().team);
    cpu::Executor executor({GetParam().team, GetParam().workers});
    StripElements<Level> strips(executor, 20, 2000);
    const Level level = strips.level();
    const SweepPlan plan = plan_sweep(executor, level);
    ASSERT_TRUE(plan.at.holds(kSteps.count)) << plan.at.passes << " passes";
    LevelVectorArrays swept(executor, level.row_count);
    LevelVectorArrays stepped(executor, level.row_count);
    smooth_down(executor, level, plan.at, swept.at(), kSteps);
    support::smooth_down_by_steps(executor, level, stepped.at(), kSteps);
    EXPECT_SAME_BITS(swept.values(), stepped.values());
    smooth_up(executor, level, plan.at, swept.at(), kSteps);
    support::smooth_up_by_steps(executor, level, stepped.at(), kSteps);
    EXPECT_SAME_BITS(swept.values(), stepped.values());
  }
};

TEST_P(SweepPlans, KeepTheBitsOfQuad8Elements) { expect_the_bits_of_steps<Quad8Level>(); }
TEST_P(SweepPlans, KeepTheBitsOfBilinearElements) { expect_the_bits_of_steps<Quad4Level>(); }

INSTANTIATE_TEST_SUITE_P(Teams, SweepPlans, ::testing::ValuesIn(support::teams_with({2, 3})),
                         support::name_of_case);

TEST(SweepPlan, HasNoPassesWhereTheWorkersWouldNeedEachOther) {
  cpu::Executor executor({cpu::Team::threads, 3});
  StripElements<Quad8Level> strips(executor, 20, 30);
  const Quad8Level level = strips.level();
  EXPECT_FALSE(plan_sweep(executor, level).at.holds(1));
}

// A product writes a sum per chunk of rows.
TEST(SweepPlan, HasAsManyBlocksOfRowsAsThereAreChunks) {
  cpu::Executor executor({cpu::Team::serial, 1});
  StripElements<Quad4Level> strips(executor, 31, 64);
  const Quad4Level level = strips.level();
  ASSERT_EQ(level.row_count, 2 * kRowChunk);
  EXPECT_EQ(plan_sweep(executor, level).elements_before.size(), 2U);
}

TEST(SweepPlan, OfOneWorkerHoldsOnAnyMesh) {
  cpu::Executor executor({cpu::Team::serial, 1});
  StripElements<Quad8Level> strips(executor, 1, 1);
  const Quad8Level level = strips.level();
  EXPECT_TRUE(plan_sweep(executor, level).at.holds(kMostSweepSteps));
}

}  // namespace
}  // namespace tessera
