#include "kernels/numerics/quad8.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <numeric>
#include <utility>
#include <vector>

#include "cpu_fallback/lanes.hpp"
#include "tests/support/csr_arrays.hpp"
#include "tests/support/dense_reference.hpp"
#include "tests/support/same_bits.hpp"

namespace tessera {
namespace {

/// Some hundred operations on numbers of order one.
constexpr double kRounding = 200 * std::numeric_limits<double>::epsilon();

const std::array<std::pair<double, double>, 5> kPlaces{
    {{0.0, 0.0}, {0.3, -0.8}, {-1.0, 0.25}, {0.77459, 0.5}, {1.0, 1.0}}};

/// One element: its eight nodes.
struct Element {
  double x[8];
  double y[8];

  [[nodiscard]] Quad8Mesh mesh() const {
    Quad8Mesh mesh;
    mesh.x.assign(x, x + 8);
    mesh.y.assign(y, y + 8);
    mesh.quad8 = {{0, 1, 2, 3, 4, 5, 6, 7}};
    return mesh;
  }
};

Element unit_square() { return {{0, 1, 1, 0, 0.5, 1, 0.5, 0}, {0, 0, 1, 1, 0, 0.5, 1, 0.5}}; }

// No two sides alike, all of them curved.
Element bent() {
  return {{0.0, 1.1, 1.3, -0.1, 0.55, 1.3, 0.6, -0.15},
          {0.0, -0.1, 1.2, 0.9, -0.15, 0.5, 1.2, 0.4}};
}

Element transformed(const Element& element, double xx, double xy, double yx, double yy) {
  Element result{};
  for (int a = 0; a < 8; ++a) {
    result.x[a] = 0.25 + xx * element.x[a] + xy * element.y[a];
    result.y[a] = -3.5 + yx * element.x[a] + yy * element.y[a];
  }
  return result;
}

std::array<double, 28> conductances(const Element& element, double conductivity = 1.0) {
  double pairs[kQuad8Pairs];
  element_conductance(element.x, element.y, conductivity, pairs);
  std::array<double, 28> result{};
  std::copy_n(pairs, 28, result.begin());
  return result;
}

void expect_near(const std::array<double, 28>& actual, const std::array<double, 28>& expected) {
  for (std::size_t pair = 0; pair < 28; ++pair) {
    EXPECT_NEAR(actual[pair], expected[pair], kRounding) << pair;
  }
}

TEST(Quad8Shape, IsOneAtItsNodeAndZeroAtTheOthers) {
  for (int node = 0; node < 8; ++node) {
    const Quad8Shape shape = quad8_shape(quad8_node_xi(node), quad8_node_eta(node));
    for (int a = 0; a < 8; ++a) EXPECT_EQ(shape.N[a], a == node ? 1.0 : 0.0) << a << node;
  }
}

TEST(Quad8Shape, SumsToOneEverywhereAndItsGradientToZero) {
  for (const auto& [xi, eta] : kPlaces) {
    const Quad8Shape shape = quad8_shape(xi, eta);
    const Quad8ShapeGradient gradient = quad8_shape_gradient(xi, eta);
    EXPECT_NEAR(std::accumulate(shape.N, shape.N + 8, 0.0), 1.0, kRounding);
    EXPECT_NEAR(std::accumulate(gradient.d_xi, gradient.d_xi + 8, 0.0), 0.0, kRounding);
    EXPECT_NEAR(std::accumulate(gradient.d_eta, gradient.d_eta + 8, 0.0), 0.0, kRounding);
  }
}

TEST(Quad8Shape, InterpolatesItsPolynomialsExactly) {
  // The serendipity space: 1, xi, eta, xi eta, xi^2, eta^2, xi^2 eta, xi eta^2.
  const auto polynomial = [](double s, double t) {
    return 1 + 2 * s - 3 * t + 4 * s * t - 5 * s * s + 6 * t * t + 7 * s * s * t - 8 * s * t * t;
  };
  for (const auto& [xi, eta] : kPlaces) {
    double value = 0.0;
    for (int a = 0; a < 8; ++a) {
      value += quad8_shape(xi, eta).N[a] * polynomial(quad8_node_xi(a), quad8_node_eta(a));
    }
    EXPECT_NEAR(value, polynomial(xi, eta), 36 * kRounding);
  }
}

TEST(Quad8Shape, HasTheGradientOfCentralDifferences) {
  // The functions are at most quadratic in each variable, where central differences are exact.
  constexpr double kStep = 0x1p-8;
  for (const auto& [xi, eta] : kPlaces) {
    const Quad8ShapeGradient gradient = quad8_shape_gradient(xi, eta);
    for (int a = 0; a < 8; ++a) {
      const double d_xi =
          (quad8_shape(xi + kStep, eta).N[a] - quad8_shape(xi - kStep, eta).N[a]) / (2 * kStep);
      const double d_eta =
          (quad8_shape(xi, eta + kStep).N[a] - quad8_shape(xi, eta - kStep).N[a]) / (2 * kStep);
      EXPECT_NEAR(gradient.d_xi[a], d_xi, kRounding / kStep);
      EXPECT_NEAR(gradient.d_eta[a], d_eta, kRounding / kStep);
    }
  }
}

TEST(Quad8Jacobian, OfAnAffineElementIsTheSameEverywhere) {
  // A parallelogram with sides (3, 1) and (-1, 2): area 7, J half of the sides.
  const Element element = transformed(unit_square(), 3, -1, 1, 2);
  for (const auto& [xi, eta] : kPlaces) {
    const auto J = quad8_jacobian(quad8_shape_gradient(xi, eta), element.x, element.y);
    EXPECT_NEAR(J.x_xi, 1.5, kRounding);
    EXPECT_NEAR(J.y_xi, 0.5, kRounding);
    EXPECT_NEAR(J.x_eta, -0.5, kRounding);
    EXPECT_NEAR(J.y_eta, 1.0, kRounding);
    EXPECT_NEAR(J.det_J, 7.0 / 4.0, kRounding);
  }
}

TEST(Quad8Jacobian, OfACurvedElementIsThatOf80Bits) {
  const Element element = bent();
  const Quad8Mesh mesh = element.mesh();
  for (const auto& [xi, eta] : kPlaces) {
    const double det_J = quad8_jacobian(quad8_shape_gradient(xi, eta), element.x, element.y).det_J;
    const auto expected = support::reference_point(mesh, mesh.quad8[0], xi, eta).det_J;
    EXPECT_NEAR(det_J, static_cast<double>(expected), kRounding);
  }
}

TEST(GaussRules, IntegratePolynomialsOfTheirDegree) {
  double weights = 0.0;
  double fourth = 0.0;
  for (int point = 0; point < 3; ++point) {
    weights += gauss3_weight(point);
    fourth += gauss3_weight(point) * std::pow(gauss3_point(point), 4);
  }
  EXPECT_NEAR(weights, 2.0, kRounding);
  EXPECT_NEAR(fourth, 2.0 / 5.0, kRounding);
  EXPECT_NEAR(std::pow(gauss2_point(0), 2) + std::pow(gauss2_point(1), 2), 2.0 / 3.0, kRounding);
  EXPECT_EQ(gauss2_point(0), -gauss2_point(1));
}

// Exact integrals over the unit square, in ninetieths; the same for a square of any size.
TEST(ElementConductance, OfASquareIsExact) {
  std::array<double, 28> expected{-45, -46, -45, 74, 46,  46, 74,  // 0 with 1..7
                                  -45, -46, 74,  74, 46,  46,      // 1 with 2..7
                                  -45, 46,  74,  74, 46,           // 2 with 3..7
                                  46,  46,  74,  74,               // 3 with 4..7
                                  0,   -32, 0,   0,  -32, 0};      // among mid-sides
  for (double& value : expected) value /= 90.0;
  expect_near(conductances(unit_square()), expected);
  expect_near(conductances(transformed(unit_square(), 40.0, 0, 0, 40.0)), expected);
}

TEST(ElementConductance, IsMinusTheStiffnessOf80Bits) {
  const Element element = bent();
  const support::DenseMatrix Ke = support::dense_stiffness(element.mesh(), {});
  const auto pairs = conductances(element);
  for (std::size_t a = 0; a < 8; ++a) {
    double row = 0.0;
    for (std::size_t b = 0; b < 8; ++b) {
      if (a == b) continue;
      const auto pair = static_cast<std::size_t>(
          quad8_pair(static_cast<int>(std::min(a, b)), static_cast<int>(std::max(a, b))));
      EXPECT_NEAR(pairs[pair], -static_cast<double>(Ke(a, b)), kRounding) << a << ", " << b;
      EXPECT_NEAR(static_cast<double>(Ke(a, b) - Ke(b, a)), 0.0, kRounding) << "symmetric";
      row += pairs[pair];
    }
    EXPECT_NEAR(row, static_cast<double>(Ke(a, a)), kRounding) << "rows of Ke sum to zero";
  }
}

TEST(ElementConductance, IsProportionalToTheConductivity) {
  const auto once = conductances(bent());
  auto four_times = once;
  for (double& value : four_times) value *= 4.0;  // a power of two keeps the bits
  EXPECT_SAME_BITS(conductances(bent(), 4.0), four_times);
}

TEST(ElementConductance, DoesNotChangeWhenTheElementIsTurnedShiftedOrMirrored) {
  const auto expected = conductances(bent());
  const double c = std::cos(0.7);
  const double s = std::sin(0.7);
  expect_near(conductances(transformed(bent(), c, -s, s, c)), expected);
  // A mirrored element is clockwise; det J and with it every conductance changes sign.
  auto mirrored = conductances(transformed(bent(), -1, 0, 0, 1));
  for (double& value : mirrored) value = -value;
  expect_near(mirrored, expected);
}

TEST(ElementConductance, HasItsPairsInTheOrderOfQuad8Pair) {
  int pair = 0;
  for (int a = 0; a < 8; ++a) {
    for (int b = a + 1; b < 8; ++b) EXPECT_EQ(quad8_pair(a, b), pair++);
  }
  EXPECT_EQ(pair, kQuad8Pairs);
}

TEST(ConductanceAction, IsTheProductWithTheStiffness) {
  const Element element = bent();
  const std::vector<double> values = support::random_values(8, 3);
  const auto expected = support::dense_stiffness(element.mesh(), {}).times(values);
  double pairs[kQuad8Pairs];
  double u[8];
  element_conductance(element.x, element.y, 1.0, pairs);
  std::copy(values.begin(), values.end(), u);
  for (int a = 0; a < 8; ++a) {
    EXPECT_NEAR(conductance_action(a, pairs, u),
                static_cast<double>(expected[static_cast<std::size_t>(a)]), 10 * kRounding);
  }
}

TEST(ElementVelocity, OfALinearPotentialIsExactOnAnyElement) {
  const Element element = bent();
  double u[8];
  for (int a = 0; a < 8; ++a) u[a] = 5.0 + 3.0 * element.x[a] - 4.0 * element.y[a];
  const auto velocity = element_velocity(element.x, element.y, u, 2.0);
  EXPECT_NEAR(velocity.vx, -6.0, 20 * kRounding);
  EXPECT_NEAR(velocity.vy, 8.0, 20 * kRounding);
  EXPECT_NEAR(velocity.speed, 10.0, 20 * kRounding);
}

TEST(ElementSourceLoad, SumsToTheAreaTimesTheSource) {
  const Element element = bent();
  const Quad8Mesh mesh = element.mesh();
  support::Real80 area = 0.0L;
  support::at_gauss_points(mesh, mesh.quad8[0],
                           [&](const auto&, support::Real80 measure) { area += measure; });
  const double source[8] = {3, 3, 3, 3, 3, 3, 3, 3};
  double sum = 0.0;
  for (int a = 0; a < 8; ++a) sum += element_source_load(a, element.x, element.y, source);
  EXPECT_NEAR(sum, 3.0 * static_cast<double>(area), 3 * kRounding);
  EXPECT_NEAR(element_source_load(0, unit_square().x, unit_square().y, source), -3.0 / 12,
              kRounding);
  EXPECT_NEAR(element_source_load(6, unit_square().x, unit_square().y, source), 3.0 / 3, kRounding);
}

TEST(ElementSourceLoad, OfOneNodeIsARowOfTheMassMatrix) {
  // Integrals of N[0] N[b] over the unit square, in 180ths.
  const double expected[8] = {6, 2, 3, 2, -6, -8, -8, -6};
  const Element element = unit_square();
  for (int b = 0; b < 8; ++b) {
    double source[8] = {};
    source[b] = 180.0;
    EXPECT_NEAR(element_source_load(0, element.x, element.y, source), expected[b], 180 * kRounding);
  }
}

// Eight different elements side by side in one vector.
TEST(Lanes, MakeTheSameBitsAsScalars) {
  cpu::Lanes x[8];
  cpu::Lanes y[8];
  cpu::Lanes u[8];
  cpu::Lanes conductivity;
  std::vector<Element> elements;
  const std::vector<double> noise = support::random_values(8 * 17, 21);
  for (int lane = 0; lane < cpu::Lanes::kCount; ++lane) {
    const double* own = &noise[static_cast<std::size_t>(17 * lane)];
    Element element = bent();
    for (int a = 0; a < 8; ++a) {
      element.x[a] += 0.03 * own[a];
      element.y[a] += 0.03 * own[a + 8];
      x[a].v[lane] = element.x[a];
      y[a].v[lane] = element.y[a];
      u[a].v[lane] = own[a];
    }
    conductivity.v[lane] = 1.5 + own[16];
    elements.push_back(element);
  }
  cpu::Lanes pairs[kQuad8Pairs];
  element_conductance(x, y, conductivity, pairs);
  const auto velocity = element_velocity(x, y, u, conductivity);
  for (int lane = 0; lane < cpu::Lanes::kCount; ++lane) {
    const Element& element = elements[static_cast<std::size_t>(lane)];
    const double k = conductivity.v[lane];
    const auto expected = conductances(element, k);
    for (std::size_t pair = 0; pair < 28; ++pair) {
      EXPECT_SAME_BITS(double{pairs[pair].v[lane]}, expected[pair]);
    }
    double u_lane[8];
    for (int a = 0; a < 8; ++a) u_lane[a] = u[a].v[lane];
    const auto scalar = element_velocity(element.x, element.y, u_lane, k);
    EXPECT_SAME_BITS(double{velocity.vx.v[lane]}, scalar.vx);
    EXPECT_SAME_BITS(double{velocity.vy.v[lane]}, scalar.vy);
    EXPECT_SAME_BITS(double{velocity.speed.v[lane]}, scalar.speed);
  }
}

}  // namespace
}  // namespace tessera
