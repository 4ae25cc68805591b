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

template <class Level>
SweepPlan plan_of(cpu::Executor& executor, const Level& level) {
  SweepReachArrays reach(executor, level.row_count, level.element_count);
  find_reach(executor, level, reach.at());
  return plan_sweep(executor, reach);
}

class SweepPlans : public ::testing::TestWithParam<TeamCase> {
 protected:
  template <class Level>
  void expect_the_bits_of_steps() {
    TESSERA_SKIP_PROCESSES_UNDER_TSAN(GetParam().team);
    cpu::Executor executor({GetParam().team, GetParam().workers});
    StripElements<Level> strips(executor, 20, 700);
    const Level level = strips.level();
    const SweepPlan plan = plan_of(executor, level);
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
  EXPECT_FALSE(plan_of(executor, level).at.holds(1));
}

TEST(SweepPlan, OfOneWorkerHoldsOnAnyMesh) {
  cpu::Executor executor({cpu::Team::serial, 1});
  StripElements<Quad8Level> strips(executor, 1, 1);
  const Quad8Level level = strips.level();
  EXPECT_TRUE(plan_of(executor, level).at.holds(kMostSweepSteps));
}

}  // namespace
}  // namespace tessera
