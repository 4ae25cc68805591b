#include "kernels/numerics/exact_exp.hpp"

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
class ExactExp : public ::testing::Test {
 protected:
  static constexpr bool kIsDouble = sizeof(Real) == 8;
  static constexpr Real kInfinity = std::numeric_limits<Real>::infinity();
  /// exp is normal above, zero below the second, infinite above the third.
  static constexpr Real kSmallestNormal = kIsDouble ? Real(-708.3) : Real(-87.3);
  static constexpr Real kVanishes = kIsDouble ? Real(-745.14) : Real(-103.98);
  static constexpr Real kOverflows = kIsDouble ? Real(709.79) : Real(88.73);

  void measure(Real x) {
    error_.take(x, support::error_in_ulp(exact::exp(x), std::exp(static_cast<long double>(x))));
  }
  void expect_within_one_ulp() const {
    EXPECT_GE(error_.count(), 1000u);
    EXPECT_GT(error_.value(), 0.4) << "no rounding of so many results can be this good";
    EXPECT_LE(error_.value(), 1.0) << error_.where();
  }

  LargestError<Real> error_;
  Points<Real> points_{2};
};

using Reals = ::testing::Types<double, float>;
TYPED_TEST_SUITE(ExactExp, Reals);

TYPED_TEST(ExactExp, IsWithinOneUlpWhereItIsNormal) {
  for (int i = 0; i < support::point_count(); ++i) {
    this->measure(this->points_.in(TestFixture::kSmallestNormal, exact::kExpRange<TypeParam>));
    this->measure(this->points_.in(TypeParam(-1), TypeParam(1)));
  }
  this->expect_within_one_ulp();
}

TYPED_TEST(ExactExp, IsWithinOneUlpWhereItIsSubnormal) {
  for (int i = 0; i < support::point_count(); ++i) {
    this->measure(this->points_.in(TestFixture::kVanishes, TestFixture::kSmallestNormal));
  }
  this->expect_within_one_ulp();
}

TYPED_TEST(ExactExp, IsWithinOneUlpForTinyArguments) {
  for (int i = 0; i < support::point_count(); ++i) {
    const TypeParam x = this->points_.any();
    if (std::abs(x) < TypeParam(1)) this->measure(x);
  }
  EXPECT_LE(this->error_.value(), 1.0) << this->error_.where();
}

TYPED_TEST(ExactExp, IsWithinOneUlpAtTheMiddleBetweenMultiplesOfLogTwo) {
  const int last = TestFixture::kIsDouble ? 1020 : 124;
  for (int k = -last; k <= last; ++k) {
    auto x = static_cast<TypeParam>((k + 0.5L) * 0.693147180559945309417L);
    x = std::nextafter(x, -TestFixture::kInfinity);
    for (int i = 0; i < 3; ++i) {
      this->measure(x);
      EXPECT_LE(exact::exp(x), exact::exp(std::nextafter(x, TestFixture::kInfinity)));
      x = std::nextafter(x, TestFixture::kInfinity);
    }
  }
  EXPECT_LE(this->error_.value(), 1.0) << this->error_.where();
}

TYPED_TEST(ExactExp, OverflowsAndVanishesWhereItMust) {
  using Limits = std::numeric_limits<TypeParam>;
  const TypeParam last = std::nextafter(std::log(Limits::max()), TypeParam(0));
  EXPECT_TRUE(std::isfinite(exact::exp(last)));
  EXPECT_GT(exact::exp(last), Limits::max() / 2);
  const TypeParam least = std::log(Limits::denorm_min());
  EXPECT_SAME_BITS(exact::exp(least), Limits::denorm_min());
  for (const TypeParam x :
       {TestFixture::kOverflows, TypeParam(1e30), Limits::max(), TestFixture::kInfinity}) {
    EXPECT_SAME_BITS(exact::exp(x), TestFixture::kInfinity) << x;
  }
  for (const TypeParam x : {std::nextafter(TestFixture::kVanishes, TypeParam(-1e30)),
                            TypeParam(-1e30), Limits::lowest(), -TestFixture::kInfinity}) {
    EXPECT_SAME_BITS(exact::exp(x), TypeParam(0)) << x;
  }
}

TYPED_TEST(ExactExp, KnowsItsSpecialValues) {
  EXPECT_SAME_BITS(exact::exp(TypeParam(0)), TypeParam(1));
  EXPECT_SAME_BITS(exact::exp(-TypeParam(0)), TypeParam(1));
  EXPECT_SAME_BITS(exact::exp(TypeParam(1)), static_cast<TypeParam>(2.718281828459045235360L));
  EXPECT_TRUE(std::isnan(exact::exp(std::numeric_limits<TypeParam>::quiet_NaN())));
}

TYPED_TEST(ExactExp, InRangeHasTheSameBits) {
  constexpr TypeParam kRange = exact::kExpRange<TypeParam>;
  EXPECT_SAME_BITS(exact::exp_in_range(kRange), exact::exp(kRange));
  EXPECT_SAME_BITS(exact::exp_in_range(-kRange), exact::exp(-kRange));
  std::vector<TypeParam> in_range;
  std::vector<TypeParam> whole;
  for (int i = 0; i < 100'000; ++i) {
    const TypeParam x = this->points_.in(-kRange, kRange);
    in_range.push_back(exact::exp_in_range(x));
    whole.push_back(exact::exp(x));
  }
  EXPECT_SAME_BITS(in_range, whole);
}

}  // namespace
}  // namespace tessera
