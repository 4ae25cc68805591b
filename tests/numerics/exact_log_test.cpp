#include "kernels/numerics/exact_log.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <vector>

#include "tests/numerics/ulp.hpp"
#include "tests/support/same_bits.hpp"

namespace tessera {
namespace {

using support::LargestError;
using support::Points;

template <class Real>
class ExactLog : public ::testing::Test {
 protected:
  static constexpr Real kInfinity = std::numeric_limits<Real>::infinity();
  static constexpr Real kNaN = std::numeric_limits<Real>::quiet_NaN();

  void measure(Real x) {
    error_.take(x, support::error_in_ulp(exact::log(x), std::log(static_cast<long double>(x))));
  }
  void expect_within_one_ulp() const {
    EXPECT_GE(error_.count(), 1000u);
    EXPECT_GT(error_.value(), 0.4) << "no rounding of so many results can be this good";
    EXPECT_LE(error_.value(), 1.0) << error_.where();
  }

  LargestError<Real> error_;
  Points<Real> points_{1};
};

using Reals = ::testing::Types<double, float>;
TYPED_TEST_SUITE(ExactLog, Reals);

TYPED_TEST(ExactLog, IsWithinOneUlpForNormalNumbers) {
  for (int i = 0; i < support::point_count(); ++i) this->measure(this->points_.normal());
  this->expect_within_one_ulp();
}

TYPED_TEST(ExactLog, IsWithinOneUlpForSubnormalNumbers) {
  for (int i = 0; i < support::point_count(); ++i) this->measure(this->points_.subnormal());
  this->measure(std::numeric_limits<TypeParam>::denorm_min());
  this->expect_within_one_ulp();
}

TYPED_TEST(ExactLog, IsWithinOneUlpFromAHalfToTwo) {
  for (int i = 0; i < support::point_count(); ++i) {
    this->measure(this->points_.in(TypeParam(0.5), TypeParam(2)));
    this->measure(this->points_.in(TypeParam(0.7), TypeParam(1.42)));
  }
  this->expect_within_one_ulp();
}

TYPED_TEST(ExactLog, IsWithinOneUlpNextToOne) {
  constexpr int kDigits = std::numeric_limits<TypeParam>::digits;
  for (int i = 0; i < support::point_count(); ++i) {
    const int distance = 1 + i % kDigits;
    const TypeParam step = std::ldexp(this->points_.in(TypeParam(0.5), TypeParam(1)), -distance);
    this->measure(1 + step);
    this->measure(1 - step);
  }
  EXPECT_LE(this->error_.value(), 1.0) << this->error_.where();
}

TYPED_TEST(ExactLog, OfTheRootsOfTheReductionHasNoJump) {
  // On either side of sqrt(1/2) 2^k another k is taken.
  for (int exponent = -20; exponent <= 20; ++exponent) {
    TypeParam x = std::ldexp(std::sqrt(TypeParam(0.5)), exponent);
    for (int i = 0; i < 100; ++i) x = std::nextafter(x, TypeParam(0));
    for (int i = 0; i < 200; ++i) {
      const TypeParam next = std::nextafter(x, TestFixture::kInfinity);
      EXPECT_LE(exact::log(x), exact::log(next)) << std::hexfloat << x;
      x = next;
    }
  }
}

TYPED_TEST(ExactLog, KnowsItsSpecialValues) {
  EXPECT_SAME_BITS(exact::log(TypeParam(1)), TypeParam(0));
  EXPECT_SAME_BITS(exact::log(TypeParam(0)), -TestFixture::kInfinity);
  EXPECT_SAME_BITS(exact::log(-TypeParam(0)), -TestFixture::kInfinity);
  EXPECT_SAME_BITS(exact::log(TestFixture::kInfinity), TestFixture::kInfinity);
  EXPECT_TRUE(std::isnan(exact::log(TypeParam(-1))));
  EXPECT_TRUE(std::isnan(exact::log(-std::numeric_limits<TypeParam>::denorm_min())));
  EXPECT_TRUE(std::isnan(exact::log(-TestFixture::kInfinity)));
  EXPECT_TRUE(std::isnan(exact::log(TestFixture::kNaN)));
}

TYPED_TEST(ExactLog, KnowsTheLogarithmsOfTwoAndTen) {
  EXPECT_SAME_BITS(exact::log(TypeParam(2)), static_cast<TypeParam>(0.693147180559945309417L));
  EXPECT_SAME_BITS(exact::log(TypeParam(10)), static_cast<TypeParam>(2.302585092994045684018L));
}

TYPED_TEST(ExactLog, InRangeHasTheSameBits) {
  std::vector<TypeParam> in_range;
  std::vector<TypeParam> whole;
  for (int i = 0; i < 100'000; ++i) {
    const TypeParam x = this->points_.normal();
    in_range.push_back(exact::log_in_range(x));
    whole.push_back(exact::log(x));
  }
  EXPECT_SAME_BITS(in_range, whole);
}

}  // namespace
}  // namespace tessera
