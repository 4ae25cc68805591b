#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>
#include <numbers>

#include "host/errors.hpp"
#include "host/mesh/generate/blocking.hpp"
#include "host/mesh/generate/generate_mesh.hpp"

namespace tessera {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

/// Rounding of a point on a curve: some ten operations on lengths of order one.
constexpr double kPointRounding = 16 * std::numeric_limits<double>::epsilon();
constexpr double kPi = std::numbers::pi;

TEST(ShapeOf, KnowsItsNamesAndListsThemForAnyOther) {
  for (const NamedShape& named : kShapes) {
    EXPECT_EQ(shape_of(named.name), named.shape);
    EXPECT_EQ(name_of(named.shape), named.name);
  }
  try {
    shape_of("torus");
    ADD_FAILURE();
  } catch (const UsageError& error) {
    EXPECT_THAT(error.what(), ::testing::AllOf(::testing::HasSubstr("'torus'"),
                                               ::testing::HasSubstr("venturi, t-junction"),
                                               ::testing::HasSubstr("cylinder")));
  }
}

TEST(Curve, MeetsItsEndsExactly) {
  const Point from{1.26, 0.98};
  const Point to{2.5, 1.6};
  for (const Curve& curve :
       {Curve{Line{}}, Curve{Arc{{2.5, 0.05}}}, Curve{Bell{0.3}}, Curve{Cubic{0.1, 0.2}}}) {
    EXPECT_EQ(point_at(curve, from, to, 0), from);
    EXPECT_EQ(point_at(curve, from, to, 1), to);
  }
}

TEST(Curve, CubicIsTheHermiteInterpolant) {
  // y = x^3 - 2 x^2 + 3 on 1..2 has the slopes -1 and 4.
  const auto y = [](double x) { return x * x * x - 2 * x * x + 3; };
  for (const double t : {0.1, 0.25, 0.5, 0.9}) {
    const Point point = point_at(Cubic{-1, 4}, {1, y(1)}, {2, y(2)}, t);
    EXPECT_NEAR(point.y, y(1 + t), kPointRounding);
  }
}

TEST(Curve, ArcTakesTheShorterWayRoundInEqualAngles) {
  const Point third = point_at(Arc{{0, 0}}, {0, 2}, {2, 0}, 1.0 / 3);
  EXPECT_NEAR(third.x, 2 * std::sin(kPi / 6), kPointRounding);
  EXPECT_NEAR(third.y, 2 * std::cos(kPi / 6), kPointRounding);
}

}  // namespace
}  // namespace tessera
