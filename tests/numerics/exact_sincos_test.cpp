#include "kernels/numerics/exact_sincos.hpp"

#include <array>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <numbers>
#include <vector>

#include "tests/numerics/ulp.hpp"
#include "tests/support/same_bits.hpp"

namespace tessera {
namespace {

using support::LargestError;
using support::Points;

template <class Real>
class ExactSinCos : public ::testing::Test {
 protected:
  static constexpr Real kRange = exact::kSincosRange<Real>;
  static constexpr Real kInfinity = std::numeric_limits<Real>::infinity();

  void take(Real at, const exact::SinCos<Real>& got, long double sine, long double cosine) {
    error_.take(at, support::error_in_ulp(got.sine, sine));
    error_.take(at, support::error_in_ulp(got.cosine, cosine));
  }
  void measure(Real x) {
    const long double wide = x;
    take(x, exact::sincos(x), std::sin(wide), std::cos(wide));
  }
  // sin 2 pi (j/4 + d) is sin 2 pi d or cos 2 pi d with a sign, and d is exact.
  void measure_turns(Real u) {
    const Real quarters = std::nearbyint(4 * u);
    const long double rest = u - quarters / 4;
    const long double angle = 2.0L * std::numbers::pi_v<long double> * rest;
    const std::array sines{std::sin(angle), std::cos(angle), -std::sin(angle), -std::cos(angle)};
    const auto place = static_cast<std::size_t>(quarters);
    take(u, exact::sincos_2pi(u), sines[place % 4], sines[(place + 1) % 4]);
  }
  void expect_within_one_ulp() const {
    EXPECT_GE(error_.count(), 1000u);
    EXPECT_GT(error_.value(), 0.4) << "no rounding of so many results can be this good";
    EXPECT_LE(error_.value(), 1.0) << error_.where();
  }

  LargestError<Real> error_;
  Points<Real> points_{3};
};

using Reals = ::testing::Types<double, float>;
TYPED_TEST_SUITE(ExactSinCos, Reals);

TYPED_TEST(ExactSinCos, IsWithinOneUlpForAnglesOfOrderOne) {
  for (int i = 0; i < support::point_count(); ++i) {
    this->measure(this->points_.in(TypeParam(-0.8), TypeParam(0.8)));
    this->measure(this->points_.in(TypeParam(-10), TypeParam(10)));
  }
  this->expect_within_one_ulp();
}

TYPED_TEST(ExactSinCos, IsWithinOneUlpUpToTheEndOfTheFastRange) {
  for (int i = 0; i < support::point_count(); ++i) {
    this->measure(this->points_.in(-TestFixture::kRange, TestFixture::kRange));
  }
  this->expect_within_one_ulp();
}

TYPED_TEST(ExactSinCos, IsWithinOneUlpNextToEveryMultipleOfAQuarterTurn) {
  // Beyond the fast range too: there the same multiples are reduced in another way.
  const auto last = static_cast<int>(2 * TestFixture::kRange / std::numbers::pi);
  for (int quarters = 1; quarters <= last + last / 4; ++quarters) {
    const auto x = static_cast<TypeParam>(quarters * (0.5L * std::numbers::pi_v<long double>));
    this->measure(std::nextafter(x, TypeParam(0)));
    this->measure(x);
    this->measure(std::nextafter(x, TestFixture::kInfinity));
  }
  EXPECT_GE(this->error_.count(), 1000u);
  EXPECT_LE(this->error_.value(), 1.0) << this->error_.where();
}

TYPED_TEST(ExactSinCos, IsWithinOneUlpForEveryExponent) {
  for (int i = 0; i < support::point_count(); ++i) {
    const TypeParam x = this->points_.any();
    if (std::isfinite(x)) this->measure(x);
  }
  this->measure(std::numeric_limits<TypeParam>::max());
  this->expect_within_one_ulp();
}

TYPED_TEST(ExactSinCos, IsWithinOneUlpForTurns) {
  for (int i = 0; i < support::point_count(); ++i) this->measure_turns(this->points_.uniform());
  this->expect_within_one_ulp();
}

TYPED_TEST(ExactSinCos, IsWithinOneUlpForTurnsNextToWholeQuarters) {
  for (int i = 0; i < support::point_count(); ++i) {
    const TypeParam distance = std::ldexp(this->points_.uniform(), -4 - i % 16);
    const TypeParam whole = static_cast<TypeParam>(i % 4) / 4;
    this->measure_turns(whole + distance);
    if (whole > 0) this->measure_turns(whole - distance);
  }
  this->expect_within_one_ulp();
}

TYPED_TEST(ExactSinCos, OfWholeQuartersIsExact) {
  const TypeParam sines[] = {0, 1, 0, -1, 0};
  for (int quarter = 0; quarter < 4; ++quarter) {
    const auto turn = exact::sincos_2pi(static_cast<TypeParam>(0.25 * quarter));
    EXPECT_EQ(turn.sine, sines[quarter]);
    EXPECT_EQ(turn.cosine, sines[quarter + 1]);
  }
}

TYPED_TEST(ExactSinCos, IsOddAndEven) {
  for (int i = 0; i < 100'000; ++i) {
    const TypeParam x = std::abs(this->points_.any());
    if (std::isnan(x)) continue;
    const auto plus = exact::sincos(x);
    const auto minus = exact::sincos(-x);
    EXPECT_SAME_BITS(minus.sine, -plus.sine);
    EXPECT_SAME_BITS(minus.cosine, plus.cosine);
  }
}

TYPED_TEST(ExactSinCos, OfTheRestOfATurnIsThatOfTheOppositeAngle) {
  for (int i = 0; i < 100'000; ++i) {
    const TypeParam u = this->points_.uniform();
    const auto turn = exact::sincos_2pi(u);
    const auto rest = exact::sincos_2pi(1 - u);
    EXPECT_SAME_BITS(rest.sine, -turn.sine);
    EXPECT_SAME_BITS(rest.cosine, turn.cosine);
  }
}

TYPED_TEST(ExactSinCos, KnowsItsSpecialValues) {
  // Through memory: GCC 12 folds fma of literals with the wrong sign of zero
  // (-fsanitize=undefined).
  volatile TypeParam zero = 0;
  EXPECT_SAME_BITS(exact::sincos(TypeParam(zero)).sine, TypeParam(0));
  EXPECT_SAME_BITS(exact::sincos(TypeParam(-zero)).sine, -TypeParam(0));
  EXPECT_SAME_BITS(exact::sincos(TypeParam(-zero)).cosine, TypeParam(1));
  const TypeParam least = std::numeric_limits<TypeParam>::denorm_min();
  EXPECT_SAME_BITS(exact::sincos(least).sine, least);
  for (const TypeParam x : {TestFixture::kInfinity, -TestFixture::kInfinity,
                            std::numeric_limits<TypeParam>::quiet_NaN()}) {
    EXPECT_TRUE(std::isnan(exact::sincos(x).sine));
    EXPECT_TRUE(std::isnan(exact::sincos(x).cosine));
  }
}

TEST(ExactSinCosOfDoubles, HoldForTheDoubleThatIsNearestToAMultipleOfAQuarterTurn) {
  // Muller et al. 2018, table 11.1: no double is closer, in relation to its size.
  const double worst = 6381956970095103.0 * 0x1p797;
  EXPECT_SAME_BITS(exact::sincos(worst).sine, 1.0);
  EXPECT_NEAR(exact::sincos(worst).cosine, -4.6871659242546277e-19, 1e-34);
}

TYPED_TEST(ExactSinCos, OfLanesIsThatOfEachLane) {
  constexpr int kLanes = 16;
  const TypeParam far = 3 * TestFixture::kRange;
  int groups_with_far = 0;
  for (int group = 0; group < 1000; ++group) {
    TypeParam x[kLanes];
    TypeParam sine[kLanes];
    TypeParam cosine[kLanes];
    for (TypeParam& lane : x) lane = this->points_.in(TypeParam(-100), TypeParam(100));
    if (group % 3 == 1) x[group % kLanes] = far + static_cast<TypeParam>(group);
    if (group % 5 == 1) x[(group + 7) % kLanes] = std::numeric_limits<TypeParam>::quiet_NaN();
    if (group % 7 == 1) x[(group + 3) % kLanes] = -TestFixture::kInfinity;
    groups_with_far += group % 3 == 1 ? 1 : 0;
    exact::sincos_lanes(x, sine, cosine);
    for (int lane = 0; lane < kLanes; ++lane) {
      const auto expected = exact::sincos(x[lane]);
      EXPECT_SAME_BITS(sine[lane], expected.sine) << x[lane];
      EXPECT_SAME_BITS(cosine[lane], expected.cosine) << x[lane];
    }
  }
  EXPECT_GT(groups_with_far, 100);
}

}  // namespace
}  // namespace tessera
