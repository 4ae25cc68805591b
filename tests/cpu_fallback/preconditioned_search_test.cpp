#include "kernels/stages/preconditioned_search.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <vector>

#include "cpu_fallback/stages.hpp"
#include "tests/support/same_bits.hpp"
#include "tests/support/stage_test.hpp"

namespace tessera {
namespace {

using Values = std::vector<double>;

/// Three unknowns in the middle of a search.
class PreconditionedSearch : public support::StageTest {
 protected:
  void SetUp() override {
    x_ = put(Values{1, 2, 3});
    r_ = put(Values{3, 0, 4});
    p_ = put(Values{1, 1, 1});
    q_ = put(Values{2, 0, 4});
    sums_ = make<double>(1);
    state_ = put(std::vector<CgState>{{}});
    now().r_r = 25.0;
    now().p_q = 6.0;
    now().r_z = 3.0;
    now().target = 1.0;
    scale_ = put(Values{0.5, 1.0, 2.0});
  }
  CgState& now() { return state_.view()[0]; }
  PreconditionerScale by(double unit = 1.0) { return {scale_.view(), unit}; }
  CgVectors cg() {
    return {x_.view(), r_.view(), p_.view(), q_.view(), sums_.view(), state_.view()};
  }

  cpu::Array<double> x_, r_, p_, q_, sums_, scale_;
  cpu::Array<CgState> state_;
};

TEST_P(PreconditionedSearch, MovesByTheStepLengthOfThePreconditionedResidual) {
  advance_iterate(executor, cg());
  EXPECT_EQ(now().alpha, 0.5);
  EXPECT_SAME_BITS(get(x_), (Values{1.5, 2.5, 3.5}));
  EXPECT_SAME_BITS(get(r_), (Values{2, 0, 2}));
  EXPECT_EQ(now().r_r, 8.0);
  EXPECT_EQ(now().iteration, 1);
  EXPECT_EQ(now().status, CgState::kRunning);
}

TEST_P(PreconditionedSearch, ConvergesWhenTheNormOfTheResidualMeetsTheTarget) {
  now().target = 3.0;
  advance_iterate(executor, cg());
  EXPECT_EQ(now().status, CgState::kConverged);
}

// The norm 5 lies in [4, 8): the residual is divided by 4 and by the scale.
TEST_P(PreconditionedSearch, NarrowsTheResidualByAPowerOfTwo) {
  auto narrow = put(std::vector<float>(16, 9.0F));
  narrow_residual(executor, cg(), by(), narrow.view());
  std::vector<float> expected(16, 0.0F);
  expected[0] = 1.5F;
  expected[2] = 0.5F;
  EXPECT_SAME_BITS(get(narrow), expected);
}

TEST_P(PreconditionedSearch, KeepsRangeWhereDoublesAreFarOutsideThatOfFloats) {
  for (const double size : {0x1p-400, 0x1p400}) {
    r_ = put(Values{3 * size, 0, 4 * size});
    now().r_r = 25.0 * size * size;
    auto narrow = make<float>(16);
    narrow_residual(executor, cg(), by(), narrow.view());
    EXPECT_EQ(narrow.view()[0], 1.5F) << size;
    EXPECT_EQ(narrow.view()[2], 0.5F) << size;
  }
}

TEST_P(PreconditionedSearch, AppliesTheUnitOnTheWayInAndOnTheWayOut) {
  auto narrow = make<float>(16);
  narrow_residual(executor, cg(), by(0.25), narrow.view());
  EXPECT_EQ(narrow.view()[0], 0.375F);
  const auto correction = put(std::vector<float>{0.5F, 1.0F, 2.0F});
  turn_direction(executor, cg(), by(0.25), correction.view(), true);
  EXPECT_SAME_BITS(get(p_), Values(3, 1.0));
}

TEST_P(PreconditionedSearch, TurnsTheDirection) {
  const auto correction = put(std::vector<float>{0.5F, 1.0F, 2.0F});
  turn_direction(executor, cg(), by(), correction.view(), false);
  // z = 4 (1, 1, 1), r . z = 28, beta = 28 / 3
  EXPECT_EQ(now().r_z, 28.0);
  EXPECT_EQ(now().beta, 28.0 / 3.0);
  EXPECT_SAME_BITS(get(p_), Values(3, 4.0 + 28.0 / 3.0));
}

TEST_P(PreconditionedSearch, FirstDirectionForgetsTheOld) {
  p_ = put(Values(3, std::numeric_limits<double>::quiet_NaN()));
  const auto correction = put(std::vector<float>{0.5F, 1.0F, 2.0F});
  turn_direction(executor, cg(), by(), correction.view(), true);
  EXPECT_SAME_BITS(get(p_), Values(3, 4.0));
  EXPECT_EQ(now().beta, 0.0);
}

TEST_P(PreconditionedSearch, BreaksDownUnlessThePreconditionerIsPositive) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float infinity = std::numeric_limits<float>::infinity();
  for (const float bad : {-1.0F, 0.0F, nan, infinity}) {
    SetUp();
    const auto correction = put(std::vector<float>{bad, 0.0F, 0.0F});
    turn_direction(executor, cg(), by(), correction.view(), false);
    EXPECT_EQ(now().status, CgState::kBreakdown) << bad;
    EXPECT_SAME_BITS(get(p_), Values(3, 1.0)) << bad;
  }
}

TEST_P(PreconditionedSearch, DoesNothingUnlessRunning) {
  now().status = CgState::kConverged;
  auto narrow = put(std::vector<float>(16, 9.0F));
  const auto correction = put(std::vector<float>{0.5F, 1.0F, 2.0F});
  advance_iterate(executor, cg());
  narrow_residual(executor, cg(), by(), narrow.view());
  turn_direction(executor, cg(), by(), correction.view(), false);
  EXPECT_SAME_BITS(get(x_), (Values{1, 2, 3}));
  EXPECT_SAME_BITS(get(p_), Values(3, 1.0));
  EXPECT_SAME_BITS(get(narrow), std::vector<float>(16, 9.0F));
  EXPECT_EQ(now().iteration, 0);
}

TESSERA_FOR_EVERY_INSTRUCTION_SET(PreconditionedSearch);

}  // namespace
}  // namespace tessera
