#include "kernels/numerics/exact_normal.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <numbers>

#include "tests/numerics/ulp.hpp"
#include "tests/support/same_bits.hpp"

namespace tessera {
namespace {

using support::LargestError;
using support::Points;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// How far `x` is from Phi^-1(u), in units of its last place: one Newton step, for log Phi(x) =
// log u in the lower half and the mirrored equation in the upper one.
double quantile_error(double u, double x) {
  const long double p = u < 0.5 ? u : 1.0L - u;
  const long double lower = u < 0.5 ? x : -static_cast<long double>(x);
  const long double tail = 0.5L * std::erfc(-lower / std::numbers::sqrt2_v<long double>);
  const long double density =
      std::exp(-0.5L * lower * lower) *
      (std::numbers::inv_sqrtpi_v<long double> / std::numbers::sqrt2_v<long double>);
  const long double step = std::log1p((tail - p) / p) * tail / density;
  return support::error_in_ulp(static_cast<double>(lower), lower - step);
}

class ExactNormal : public ::testing::Test {
 protected:
  void measure(double u) { error_.take(u, quantile_error(u, exact::inverse_normal(u))); }
  void expect_within_three_ulp() const {
    EXPECT_GE(error_.count(), 1000u);
    EXPECT_GT(error_.value(), 0.4) << "no rounding of so many results can be this good";
    EXPECT_LE(error_.value(), 3.0) << error_.where();
  }
  LargestError<double> error_;
  Points<double> points_{4};
};

TEST_F(ExactNormal, IsWithinThreeUlpForUniformNumbers) {
  for (int i = 0; i < support::point_count(); ++i) measure(points_.uniform());
  expect_within_three_ulp();
}

TEST_F(ExactNormal, IsWithinThreeUlpInTheTails) {
  for (int i = 0; i < support::point_count(); ++i) {
    measure(std::ldexp(points_.uniform(), -1 - i % 52));
    measure(1.0 - std::ldexp(points_.in(0.5, 1.0), -1 - i % 48));
  }
  expect_within_three_ulp();
}

TEST_F(ExactNormal, IsWithinThreeUlpForProbabilitiesBelowAnyUniformNumber) {
  for (int i = 0; i < support::point_count(); ++i) {
    measure(std::ldexp(points_.uniform(), -52 - i % 960));
  }
  measure(std::numeric_limits<double>::min());
  measure(std::numeric_limits<double>::denorm_min());
  expect_within_three_ulp();
}

TEST_F(ExactNormal, IsWithinThreeUlpNextToOneHalf) {
  for (int i = 0; i < support::point_count(); ++i) {
    const double step = std::ldexp(points_.uniform(), -2 - i % 40);
    measure(0.5 + step);
    measure(0.5 - step);
  }
  expect_within_three_ulp();
}

TEST_F(ExactNormal, IsAntisymmetricInTheBits) {
  for (int i = 0; i < 100'000; ++i) {
    const double u = points_.uniform();
    EXPECT_SAME_BITS(exact::inverse_normal(1.0 - u), -exact::inverse_normal(u));
  }
}

TEST_F(ExactNormal, DoesNotFallAcrossTheSeamsOfItsParts) {
  for (const double seam : {0.075, 0x1p-53}) {
    // Steps of 16 ulp, which move the result by more than its error.
    const double step = std::ldexp(1.0, std::ilogb(seam) - 48);
    for (int i = -1000; i < 1000; ++i) {
      const double u = seam + i * step;
      EXPECT_LT(exact::inverse_normal(u), exact::inverse_normal(u + 256 * step)) << u;
    }
  }
}

TEST_F(ExactNormal, KnowsItsSpecialValues) {
  EXPECT_SAME_BITS(exact::inverse_normal(0.5), 0.0);
  EXPECT_SAME_BITS(exact::inverse_normal(0.0), -kInfinity);
  EXPECT_SAME_BITS(exact::inverse_normal(1.0), kInfinity);
  for (const double u : {-1e-300, std::nextafter(1.0, 2.0), -kInfinity, kInfinity,
                         std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_TRUE(std::isnan(exact::inverse_normal(u))) << u;
  }
  // The 97.5 % quantile of every textbook.
  EXPECT_NEAR(exact::inverse_normal(0.975), 1.959963984540054, 1e-15);
}

TEST_F(ExactNormal, InRangeHasTheSameBits) {
  for (int i = 0; i < 100'000; ++i) {
    const double u = points_.uniform();
    EXPECT_SAME_BITS(exact::inverse_normal_in_range(u), exact::inverse_normal(u));
  }
  EXPECT_SAME_BITS(exact::inverse_normal_in_range(0x1p-53), exact::inverse_normal(0x1p-53));
}

}  // namespace
}  // namespace tessera
