#include "kernels/numerics/edge3.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <numbers>

#include "host/pipelines/edge_loads.hpp"

namespace tessera {
namespace {

/// Three Gauss points of a dozen operations each on numbers of order one to ten.
constexpr double kRounding = 200 * std::numeric_limits<double>::epsilon();

const Edge3 kEdge{0, 1, 2};

// A side from (1, 2) to (4, 6), length 5, with its third node at `share` of the way.
Quad8Mesh straight_side(double share = 0.5) {
  Quad8Mesh mesh;
  mesh.x = {1.0, 4.0, 1.0 + 3.0 * share};
  mesh.y = {2.0, 6.0, 2.0 + 4.0 * share};
  return mesh;
}

// y = x^2 for x from -1 to 1: a quadratic side holds the parabola exactly.
Quad8Mesh parabola() {
  Quad8Mesh mesh;
  mesh.x = {-1.0, 1.0, 0.0};
  mesh.y = {1.0, 1.0, 0.0};
  return mesh;
}

TEST(Edge3, ShapeFunctionsAreOneAtTheirNodeAndZeroAtTheOthers) {
  const double at[3] = {-1.0, 1.0, 0.0};
  for (int node = 0; node < 3; ++node) {
    const Edge3Shape shape = edge3_shape(at[node]);
    for (int a = 0; a < 3; ++a) EXPECT_EQ(shape.N[a], a == node ? 1.0 : 0.0);
  }
}

TEST(Edge3, ShapeFunctionsSumToOneAndTheirDerivativesToZero) {
  for (const double s : {-1.0, -0.3, 0.0, 0.45, 1.0}) {
    const Edge3Shape shape = edge3_shape(s);
    EXPECT_NEAR(shape.N[0] + shape.N[1] + shape.N[2], 1.0, kRounding);
    EXPECT_NEAR(shape.d_s[0] + shape.d_s[1] + shape.d_s[2], 0.0, kRounding);
  }
}

TEST(Edge3, DerivativesAreThoseOfTheShapeFunctions) {
  constexpr double kStep = 0x1p-10;  // central differences of quadratics are exact
  for (const double s : {-0.75, 0.0, 0.5}) {
    const Edge3Shape shape = edge3_shape(s);
    for (int a = 0; a < 3; ++a) {
      const double slope =
          (edge3_shape(s + kStep).N[a] - edge3_shape(s - kStep).N[a]) / (2.0 * kStep);
      EXPECT_NEAR(shape.d_s[a], slope, kRounding / kStep);
    }
  }
}

TEST(Edge3, OfAStraightSideHasItsLength) {
  EXPECT_NEAR(edge_length(straight_side(), kEdge), 5.0, kRounding);
  EXPECT_NEAR(edge_length(straight_side(0.4), kEdge), 5.0, kRounding) << "wherever its third node";
}

TEST(Edge3, OfACurvedSideHasNearlyTheLengthOfTheCurve) {
  // The integrand of the parabola's length, sqrt(1 + 4 x^2), is no polynomial: 3 points give
  // 5/9 * 2 sqrt(1 + 4 * 0.6) + 8/9 exactly, 1 % off the true 2.9579.
  EXPECT_NEAR(edge_length(parabola(), kEdge), 10.0 / 9.0 * std::sqrt(3.4) + 8.0 / 9.0, kRounding);
  // A twelfth of a circle of radius one: the error falls with the fourth power of the angle.
  const double angle = std::numbers::pi / 6.0;
  Quad8Mesh arc;
  arc.x = {1.0, std::cos(angle), std::cos(0.5 * angle)};
  arc.y = {0.0, std::sin(angle), std::sin(0.5 * angle)};
  EXPECT_NEAR(edge_length(arc, kEdge), angle, 1e-4 * angle);
}

TEST(Edge3, LoadOfAConstantFluxIsSharedOneToFourToOne) {
  const EdgeLoad load = edge_load(straight_side(), kEdge, {2.0, 2.0, 2.0});
  EXPECT_NEAR(load[0], 10.0 / 6.0, kRounding);
  EXPECT_NEAR(load[1], 10.0 / 6.0, kRounding);
  EXPECT_NEAR(load[2], 40.0 / 6.0, kRounding);
}

TEST(Edge3, LoadsSumToTheFlow) {
  const EdgeLoad straight = edge_load(straight_side(), kEdge, {1.0, 4.0, 2.0});
  // Simpson's rule for the quadratic through 1, 2, 4.
  EXPECT_NEAR(straight[0] + straight[1] + straight[2], 5.0 * (1.0 + 8.0 + 4.0) / 6.0, kRounding);
  const EdgeLoad curved = edge_load(parabola(), kEdge, {3.0, 3.0, 3.0});
  EXPECT_NEAR(curved[0] + curved[1] + curved[2], 3.0 * edge_length(parabola(), kEdge), kRounding);
}

TEST(Edge3, MassOfAStraightSideIsTheKnownMatrix) {
  const double expected[3][3] = {{4, -1, 2}, {-1, 4, 2}, {2, 2, 16}};
  const EdgeMatrix mass = edge_mass(straight_side(), kEdge);
  for (std::size_t a = 0; a < 3; ++a) {
    for (std::size_t b = 0; b < 3; ++b) {
      EXPECT_NEAR(mass[a][b], 5.0 / 30.0 * expected[a][b], kRounding) << a << ", " << b;
    }
  }
}

}  // namespace
}  // namespace tessera
