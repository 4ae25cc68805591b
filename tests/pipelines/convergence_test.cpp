#include <cmath>
#include <gtest/gtest.h>
#include <numbers>
#include <vector>

#include "tests/support/analytic_flow.hpp"
#include "tests/support/mapped_mesh.hpp"

namespace tessera {
namespace {

using support::AnalyticField;
using support::ErrorNorms;

// Orders of a quadratic element, less a little for meshes that are not yet fine.
constexpr double kSmoothL2Order = 2.9;
constexpr double kSmoothH1Order = 1.9;
// On elements that stay distorted the serendipity family holds only the linear functions of x and
// y together, and so loses one order (Arnold, Boffi & Falk 2002).
constexpr double kDistortedL2Order = 1.9;
constexpr double kDistortedH1Order = 0.95;

// u = e^x sin 2y, so that -div grad u = 3 u.
const AnalyticField& waves() {
  static const AnalyticField field{[](Point p) { return std::exp(p.x) * std::sin(2.0 * p.y); },
                                   [](Point p) {
                                     return Point{std::exp(p.x) * std::sin(2.0 * p.y),
                                                  2.0 * std::exp(p.x) * std::cos(2.0 * p.y)};
                                   }};
  return field;
}

// Potential on the left and at the bottom, flux on the right and at the top, sources inside.
FlowProblem waves_on(const Quad8Mesh& mesh) {
  FlowProblem problem;
  problem.mesh = mesh;
  const auto is_held = [](Point p) { return p.x < 1e-9 || p.y < 1e-9; };
  const auto is_free = [&](Point p) { return !is_held(p); };
  problem.potentials = {potential_on(mesh, support::border_where(mesh, is_held), waves())};
  problem.fluxes = {flux_on(mesh, support::border_where(mesh, is_free), waves())};
  for (std::size_t node = 0; node < mesh.node_count(); ++node) {
    problem.nodal_source.push_back(3.0 *
                                   waves().u(support::point_of(mesh, static_cast<NodeId>(node))));
  }
  return problem;
}

ErrorNorms error_of(const FlowProblem& problem, const AnalyticField& field) {
  return support::error_norms(problem.mesh, support::solved(problem).potential, field);
}

// log2 of the ratio of the errors of the last two levels, each of half the element size.
double order_of(double coarse, double fine) { return std::log2(coarse / fine); }

void expect_orders(const std::vector<ErrorNorms>& levels, double l2, double h1) {
  const ErrorNorms& coarse = levels[levels.size() - 2];
  const ErrorNorms& fine = levels.back();
  EXPECT_GE(order_of(coarse.l2, fine.l2), l2) << coarse.l2 << " and " << fine.l2;
  EXPECT_GE(order_of(coarse.h1, fine.h1), h1) << coarse.h1 << " and " << fine.h1;
}

TEST(Convergence, IsOfFullOrderOnRefinementsOfASmoothMapping) {
  std::vector<ErrorNorms> levels;
  for (const int side : {4, 8, 16, 32}) {
    levels.push_back(error_of(waves_on(support::bulged_square(side, side)), waves()));
  }
  expect_orders(levels, kSmoothL2Order, kSmoothH1Order);
  EXPECT_LT(levels.back().l2, 2e-5) << "of a field of order one";
}

TEST(Convergence, LosesOneOrderOnElementsThatStayDistorted) {
  std::vector<ErrorNorms> levels;
  for (const int side : {4, 8, 16, 32}) {
    const Quad8Mesh mesh = support::disturbed_rectangle(side, side, 1.0, 1.0, 0.25, 1);
    levels.push_back(error_of(waves_on(mesh), waves()));
  }
  expect_orders(levels, kDistortedL2Order, kDistortedH1Order);
}

// Flow of speed one around a cylinder of radius one: phi = -(r + 1 / r) cos(angle), whose potential
// u of v = -grad u is +(r + 1 / r) cos(angle) with flow to the left.
const AnalyticField& around_cylinder() {
  static const AnalyticField field{
      [](Point p) { return p.x * (1.0 + 1.0 / (p.x * p.x + p.y * p.y)); },
      [](Point p) {
        const double r2 = p.x * p.x + p.y * p.y;
        return Point{1.0 + (p.y * p.y - p.x * p.x) / (r2 * r2), -2.0 * p.x * p.y / (r2 * r2)};
      }};
  return field;
}

// A quarter of the annulus 1 <= r <= 3. The cylinder and the line of symmetry are walls; the
// potential is given on the outer circle and on x = 0.
FlowProblem quarter_annulus(int rings) {
  FlowProblem problem;
  problem.mesh =
      support::mapped(support::structured_rectangle(rings, 2 * rings, 1.0, 1.0), [](Point p) {
        const double radius = std::pow(3.0, p.x);
        const double angle = 0.5 * std::numbers::pi * p.y;
        return Point{radius * std::cos(angle), radius * std::sin(angle)};
      });
  const Quad8Mesh& mesh = problem.mesh;
  const auto is_held = [](Point p) { return p.x < 1e-9 || std::hypot(p.x, p.y) > 2.99; };
  problem.potentials = {
      potential_on(mesh, support::border_where(mesh, is_held), around_cylinder())};
  return problem;
}

TEST(Convergence, AroundACylinderIsOfFullOrder) {
  std::vector<ErrorNorms> levels;
  for (const int rings : {4, 8, 16, 32}) {
    levels.push_back(error_of(quarter_annulus(rings), around_cylinder()));
  }
  expect_orders(levels, kSmoothL2Order, kSmoothH1Order);
  EXPECT_LT(levels.back().l2, 2e-5) << "of a field of order one";
}

TEST(Convergence, AroundACylinderReachesTwiceTheSpeedAtItsShoulder) {
  const FlowProblem problem = quarter_annulus(32);
  const FlowResult result = support::solved(problem);
  double fastest = 0.0;
  for (const double speed : result.speed) fastest = std::max(fastest, speed);
  // The mean over the last element, 1/29 wide and 0.05 radians high, lies below the 2 of the point.
  EXPECT_NEAR(fastest, 2.0, 0.05);
  EXPECT_LT(fastest, 2.0);
}

}  // namespace
}  // namespace tessera
