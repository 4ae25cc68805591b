#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <vector>

#include "host/pipelines/flow_balance.hpp"
#include "host/pipelines/flow_conditions.hpp"
#include "host/pipelines/flow_discretisation.hpp"
#include "tests/support/analytic_flow.hpp"
#include "tests/support/mapped_mesh.hpp"

namespace tessera {
namespace {

using support::AnalyticField;
using Type = BoundaryRule::Type;

/// Fields of order one that the elements hold exactly: what is left is rounding, amplified by the
/// condition of systems of a few hundred unknowns.
constexpr double kExact = 1e-12;
/// The same for derivatives, over elements at least 0.05 wide.
constexpr double kExactVelocity = 20 * kExact;

AnalyticField linear_field(double constant, double slope_x, double slope_y) {
  return {[=](Point p) { return constant + slope_x * p.x + slope_y * p.y; },
          [=](Point) {
            return Point{slope_x, slope_y};
          }};
}

void expect_uniform_velocity(const FlowResult& result, double vx, double vy) {
  for (std::size_t element = 0; element < result.speed.size(); ++element) {
    EXPECT_NEAR(result.velocity[2 * element], vx, kExactVelocity);
    EXPECT_NEAR(result.velocity[2 * element + 1], vy, kExactVelocity);
    EXPECT_NEAR(result.speed[element], std::hypot(vx, vy), kExactVelocity);
  }
}

TEST(PatchTest, HoldsALinearFieldExactlyOnDistortedElements) {
  const AnalyticField field = linear_field(0.5, 1.0, -0.75);
  FlowProblem problem;
  problem.mesh = support::disturbed_rectangle(9, 7, 1.0, 1.0, 0.3, 5);
  problem.potentials = {potential_on(problem.mesh, support::whole_border(problem.mesh), field)};
  const FlowResult result = support::solved(problem);
  EXPECT_GT(result.unknowns, 100);
  EXPECT_LT(largest_nodal_error(problem.mesh, result.potential, field), kExact);
  expect_uniform_velocity(result, -1.0, 0.75);
}

TEST(PatchTest, HoldsItOnCurvedElementsToo) {
  // The elements are isoparametric: x and y themselves are among their functions.
  const AnalyticField field = linear_field(0.5, 1.0, -0.75);
  FlowProblem problem;
  problem.mesh = support::bulged_square(8, 6);
  problem.potentials = {potential_on(problem.mesh, support::whole_border(problem.mesh), field)};
  const FlowResult result = support::solved(problem);
  EXPECT_LT(largest_nodal_error(problem.mesh, result.potential, field), kExact);
  expect_uniform_velocity(result, -1.0, 0.75);
}

TEST(PatchTest, HoldsItWithFluxesOnThreeSides) {
  const AnalyticField field = linear_field(0.0, 1.0, -0.75);
  FlowProblem problem;
  problem.mesh = support::disturbed_rectangle(6, 6, 1.0, 1.0, 0.3, 6);
  const auto is_left = [](Point p) { return p.x < 1e-9; };
  const auto is_other = [](Point p) { return p.x >= 1e-9; };
  problem.conductivity.assign(problem.mesh.element_count(), 2.5);
  problem.potentials = {
      potential_on(problem.mesh, support::border_where(problem.mesh, is_left), field)};
  problem.fluxes = {
      flux_on(problem.mesh, support::border_where(problem.mesh, is_other), field, 2.5)};
  const FlowResult result = support::solved(problem);
  EXPECT_LT(largest_nodal_error(problem.mesh, result.potential, field), kExact);
  expect_uniform_velocity(result, -2.5, 1.875);
}

TEST(PatchTest, HoldsItWithRobinEdgesBesideKnownNodes) {
  // q = value - coefficient u on x = 1 must be du/dx = 1; what depends on y is given as a flux on
  // the same edges. The potential is known at the ends of the Robin side.
  const AnalyticField field = linear_field(0.5, 1.0, -0.75);
  constexpr double kCoefficient = 0.8;
  constexpr double kValue = 3.0;
  FlowProblem problem;
  problem.mesh = support::disturbed_rectangle(5, 6, 1.0, 1.0, 0.3, 7);
  const Quad8Mesh& mesh = problem.mesh;
  const auto right = support::border_where(mesh, [](Point p) { return p.x > 1.0 - 1e-9; });
  const auto others = support::border_where(mesh, [](Point p) { return p.x < 1.0 - 1e-9; });
  problem.potentials = {potential_on(mesh, others, field)};
  problem.robins = {{"right", right, kCoefficient, kValue}};
  FluxCondition rest{"rest", right, {}};
  for (const Edge3& edge : right) {
    std::array<double, 3> inflow{};
    for (std::size_t a = 0; a < 3; ++a) {
      inflow[a] = 1.0 - (kValue - kCoefficient * field.u(support::point_of(mesh, edge[a])));
    }
    rest.inflow.push_back(inflow);
  }
  problem.fluxes = {rest};
  const FlowResult result = support::solved(problem);
  EXPECT_LT(largest_nodal_error(mesh, result.potential, field), kExact);
}

/// A channel 2 m long and 0.5 m high with straight, distorted elements.
Quad8Mesh channel() { return support::disturbed_rectangle(12, 4, 2.0, 0.5, 0.25, 8); }

// Inflow 2.5 at x = 0 and q = value - coefficient u at x = 2: u falls by 2.5 per metre and is
// (value + 2.5) / coefficient at the end.
TEST(RobinCondition, AtTheEndOfAChannelGivesTheExactLine) {
  FlowCase flow_case;
  flow_case.boundaries = {{"inlet", Type::flux, 2.5, 0.0, "test"},
                          {"outlet", Type::robin, 1.0, 0.5, "test"}};
  const PreparedFlow prepared = prepare_flow(channel(), flow_case, false);
  const FlowResult result = support::solved(prepared.problem);
  const AnalyticField field = linear_field(7.0 + 2.0 * 2.5, -2.5, 0.0);
  EXPECT_LT(largest_nodal_error(prepared.problem.mesh, result.potential, field), 20 * kExact);
  const FlowBalance balance = balance_flow(prepared.problem, result);
  EXPECT_NEAR(balance.outflow, 1.25, 20 * kExact);
  EXPECT_NEAR(balance.imbalance, 0.0, 20 * kExact);
}

// 1.5 - 0.5 u at both ends, one metre square each: u = 3 everywhere and nothing flows.
TEST(RobinCondition, AloneDeterminesThePotential) {
  FlowCase flow_case;
  flow_case.boundaries = {{"inlet", Type::robin, 1.5, 0.5, "test"},
                          {"outlet", Type::robin, 1.5, 0.5, "test"}};
  const PreparedFlow prepared = prepare_flow(channel(), flow_case, false);
  const FlowResult result = support::solved(prepared.problem);
  EXPECT_EQ(result.unknowns, static_cast<std::int64_t>(prepared.problem.mesh.node_count()));
  EXPECT_LT(largest_nodal_error(prepared.problem.mesh, result.potential, linear_field(3, 0, 0)),
            20 * kExact);
}

TEST(Conductivity, OfTwoLayersGivesTheExactBrokenLine) {
  Quad8Mesh mesh = support::structured_rectangle(8, 4, 2.0, 0.5);
  mesh.regions = {{"rock", {}}, {"sand", {}}};
  for (std::size_t element = 0; element < mesh.element_count(); ++element) {
    const double centre = 0.5 * (support::point_of(mesh, mesh.quad8[element][0]).x +
                                 support::point_of(mesh, mesh.quad8[element][2]).x);
    mesh.regions[centre < 1.0 ? 0 : 1].elements.push_back(static_cast<ElementId>(element));
  }
  FlowCase flow_case;
  flow_case.inflow = 3.0;
  flow_case.conductivities = {{"rock", 0.5, "test"}, {"sand", 4.0, "test"}};
  const PreparedFlow prepared = prepare_flow(mesh, flow_case, false);
  const FlowResult result = support::solved(prepared.problem);
  // u = 0 at x = 2, slopes -3 / 4 and -3 / 0.5.
  const AnalyticField field{
      [](Point p) { return p.x < 1.0 ? 0.75 + 6.0 * (1.0 - p.x) : 0.75 * (2.0 - p.x); }, {}};
  EXPECT_LT(largest_nodal_error(mesh, result.potential, field), 10 * kExact);
  for (const double speed : result.speed) EXPECT_NEAR(speed, 3.0, 10 * kExactVelocity);
}

TEST(Source, GivesTheExactParabola) {
  // -u'' = 4 with u = 0 at both ends of [0, 1]: u = 2 x (1 - x), exact on rectangles.
  Quad8Mesh mesh = support::structured_rectangle(6, 5, 1.0, 1.0);
  mesh.regions = {{"well", {}}};
  for (std::size_t element = 0; element < mesh.element_count(); ++element) {
    mesh.regions[0].elements.push_back(static_cast<ElementId>(element));
  }
  FlowCase flow_case;
  flow_case.boundaries = {{"inlet", Type::potential, 0.0, 0.0, "test"},
                          {"outlet", Type::potential, 0.0, 0.0, "test"}};
  flow_case.sources = {{"well", 4.0, "test"}};
  const PreparedFlow prepared = prepare_flow(mesh, flow_case, false);
  const FlowResult result = support::solved(prepared.problem);
  const AnalyticField field{[](Point p) { return 2.0 * p.x * (1.0 - p.x); }, {}};
  EXPECT_LT(largest_nodal_error(mesh, result.potential, field), kExact);
  EXPECT_NEAR(result.source_flow, 4.0, kExact);
  const FlowBalance balance = balance_flow(prepared.problem, result);
  EXPECT_NEAR(balance.inflow, 4.0, kExact);
  EXPECT_NEAR(balance.imbalance, 0.0, kExact);
}

TEST(Energy, IsTheWorkOfTheInflow) {
  // u = 5 at x = 0 where 2.5 * 0.5 flows in: u^T K u = 5 * 1.25.
  const PreparedFlow prepared = prepare_flow(channel(), FlowCase{}, false);
  EXPECT_NEAR(support::solved(prepared.problem).energy, 6.25, 20 * kExact);
}

}  // namespace
}  // namespace tessera
