#include "host/pipelines/flow_conditions.hpp"

#include <cmath>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>
#include <numbers>
#include <string>
#include <vector>

#include "host/errors.hpp"
#include "tests/support/analytic_flow.hpp"
#include "tests/support/hand_mesh.hpp"
#include "tests/support/mapped_mesh.hpp"
#include "tests/support/same_bits.hpp"

namespace tessera {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using Type = BoundaryRule::Type;

/// Fields of order one to ten, solved to a relative residual of 1e-13 in another order of
/// operations.
constexpr double kSameField = 1e-11;

template <class Refusal>
std::string refusal_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Refusal& error) {
    return error.what();
  }
  return "no such error";
}

FlowCase with_boundaries(std::vector<BoundaryRule> rules) {
  FlowCase flow_case;
  flow_case.boundaries = std::move(rules);
  return flow_case;
}

FlowResult default_flow(const Quad8Mesh& mesh) {
  return support::solved(prepare_flow(mesh, FlowCase{}, false).problem);
}

void expect_near(const std::vector<double>& actual, const std::vector<double>& expected) {
  ASSERT_EQ(actual.size(), expected.size());
  for (std::size_t item = 0; item < actual.size(); ++item) {
    EXPECT_NEAR(actual[item], expected[item], kSameField) << item;
  }
}

TEST(FlowConditions, WithoutGroupsAreTheEndsOfTheDomain) {
  Quad8Mesh mesh = support::structured_rectangle(6, 3, 3.0, 1.0);
  const FlowResult with_groups = default_flow(mesh);
  mesh.boundaries.clear();
  const PreparedFlow prepared = prepare_flow(mesh, FlowCase{}, false);
  EXPECT_EQ(prepared.summary.inlet_edges, 3);
  EXPECT_DOUBLE_EQ(prepared.summary.inlet_length, 1.0);
  EXPECT_EQ(prepared.summary.outlet_nodes, 7);
  EXPECT_EQ(prepared.summary.boundary_edges, 18);
  EXPECT_SAME_BITS(support::solved(prepared.problem).potential, with_groups.potential);
}

TEST(FlowConditions, TakeEndsWithinATolerantDistance) {
  // Some files write the end of the domain as 3.0000000 ... 3.0000071.
  Quad8Mesh mesh = support::structured_rectangle(6, 3, 3.0, 1.0);
  mesh.boundaries.clear();
  for (std::size_t node = 0; node < mesh.node_count(); ++node) {
    if (mesh.x[node] == 3.0) mesh.x[node] += 7e-6 * mesh.y[node];
  }
  EXPECT_EQ(prepare_flow(mesh, FlowCase{}, false).summary.outlet_nodes, 7);
}

TEST(FlowConditions, LeaveUnusedNodesAtZeroAndTheOthersAsTheyAre) {
  const Quad8Mesh mesh = support::bulged_square(5, 4);
  Quad8Mesh with_gaps = mesh;
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const double place : {0.5, nan, 1e300}) {
    with_gaps.x.insert(with_gaps.x.begin(), place);
    with_gaps.y.insert(with_gaps.y.begin(), place);
  }
  for (Quad8& element : with_gaps.quad8) {
    for (NodeId& node : element) node += 3;
  }
  for (BoundaryGroup& group : with_gaps.boundaries) {
    for (Edge3& edge : group.edges) {
      for (NodeId& node : edge) node += 3;
    }
  }
  const PreparedFlow prepared = prepare_flow(with_gaps, FlowCase{}, false);
  EXPECT_EQ(prepared.summary.unused_nodes, 3);
  const FlowResult result = support::solved(prepared.problem);
  std::vector<double> expected = default_flow(mesh).potential;
  expected.insert(expected.begin(), 3, 0.0);
  EXPECT_SAME_BITS(result.potential, expected);
}

TEST(FlowConditions, GiveClockwiseElementsTheSameField) {
  const Quad8Mesh mesh = support::bulged_square(6, 5);
  Quad8Mesh clockwise = mesh;
  for (Quad8& element : clockwise.quad8) support::make_clockwise(element);
  const PreparedFlow prepared = prepare_flow(clockwise, FlowCase{}, false);
  EXPECT_EQ(prepared.summary.reoriented_elements, 30);
  const FlowResult result = support::solved(prepared.problem);
  const FlowResult expected = default_flow(mesh);
  expect_near(result.potential, expected.potential);
  expect_near(result.speed, expected.speed);
}

TEST(FlowConditions, RefuseTwoPotentialsAtOneNode) {
  FlowProblem problem;
  problem.mesh = support::structured_rectangle(2, 2, 1.0, 1.0);
  problem.mesh.source = "square.msh";
  problem.potentials = {{"left", {0, 1}, {1.0, 1.0}}, {"bottom", {1, 2}, {2.5, 2.5}}};
  EXPECT_THAT(
      refusal_of<UsageError>([&] { support::solved(problem); }),
      AllOf(HasSubstr("square.msh: node 1 at"), HasSubstr("two different potentials, 1 and"),
            HasSubstr("boundary 'bottom', 2.5")));
}

TEST(FlowConditions, TakeTheSamePotentialTwice) {
  FlowProblem problem;
  problem.mesh = support::structured_rectangle(2, 2, 1.0, 1.0);
  problem.potentials = {{"left", {0, 1}, {1.0, 1.0}}, {"bottom", {1, 2}, {1.0, 1.0}}};
  const FlowResult result = support::solved(problem);
  for (const double u : result.potential) EXPECT_NEAR(u, 1.0, kSameField);
}

TEST(FlowConditions, RefuseAPieceWhosePotentialIsNotDetermined) {
  Quad8Mesh mesh = support::structured_rectangle(2, 1, 2.0, 1.0);
  support::add_lone_square(mesh, 0.5, 5.0);
  EXPECT_THAT(refusal_of<InputError>([&] { prepare_flow(mesh, FlowCase{}, false); }),
              AllOf(HasSubstr("the mesh is in 2 pieces"), HasSubstr("element 2"),
                    HasSubstr("potential is not determined")));
}

TEST(FlowConditions, RefuseFluxesAlone) {
  const auto flow_case = with_boundaries({{"inlet", Type::flux, 1.0, 0.0, "case.toml:1"},
                                          {"outlet", Type::robin, -1.0, 0.0, "case.toml:2"}});
  const Quad8Mesh mesh = support::structured_rectangle(2, 1, 2.0, 1.0);
  EXPECT_THAT(
      refusal_of<InputError>([&] { prepare_flow(mesh, flow_case, false); }),
      HasSubstr("no node of known potential and no Robin edge with a positive coefficient"));
}

TEST(FlowConditions, SolvePiecesThatAreEachHeldForThemselves) {
  Quad8Mesh mesh = support::structured_rectangle(2, 1, 2.0, 1.0);
  support::add_lone_square(mesh, 1.0, 5.0);
  mesh.boundaries.clear();  // the right side of the lone square is an outlet as well
  const FlowResult result = default_flow(mesh);
  EXPECT_NEAR(result.potential[0], 2.0 * 2.5, kSameField);
  EXPECT_NEAR(result.potential.back(), 0.0, kSameField) << "nothing flows into the lone square";
}

TEST(FlowConditions, SuggestTheNameThatWasMeant) {
  Quad8Mesh mesh = support::structured_rectangle(2, 1, 2.0, 1.0);
  mesh.regions = {{"granite", {0}}};
  const auto misspelt = with_boundaries({{"outlt", Type::potential, 0.0, 0.0, "case.toml:7"}});
  EXPECT_THAT(refusal_of<UsageError>([&] { prepare_flow(mesh, misspelt, false); }),
              AllOf(HasSubstr("case.toml:7"), HasSubstr("no boundary 'outlt'"),
                    HasSubstr("did you mean 'outlet'")));
  FlowCase region;
  region.conductivities = {{"granit", 2.0, "case.toml:9"}};
  EXPECT_THAT(refusal_of<UsageError>([&] { prepare_flow(mesh, region, false); }),
              AllOf(HasSubstr("case.toml:9"), HasSubstr("no region 'granit'"),
                    HasSubstr("did you mean 'granite'")));
}

// Kites around node 0 at the origin, each an n-th of the full turn. Five further nodes per kite:
// the end and the middle of its first spoke, its tip, and the middles of the two sides at the tip.
Quad8Mesh fan(int kites) {
  Quad8Mesh mesh;
  mesh.source = "fan.msh";
  mesh.x.resize(static_cast<std::size_t>(5 * kites + 1));
  mesh.y.resize(mesh.x.size());
  const auto at = [](double radius, double turns) {
    const double angle = 2.0 * std::numbers::pi * turns;
    return Point{radius * std::cos(angle), radius * std::sin(angle)};
  };
  for (NodeId kite = 0; kite < kites; ++kite) {
    const NodeId here = 5 * kite;
    const NodeId next = 5 * ((kite + 1) % kites);
    support::place(mesh, here + 1, at(1.0, static_cast<double>(kite) / kites));
    support::place(mesh, here + 3, at(2.0, (kite + 0.5) / kites));
    mesh.quad8.push_back({0, here + 1, here + 3, next + 1, here + 2, here + 4, here + 5, next + 2});
  }
  support::straighten_sides(mesh);
  return mesh;
}

TEST(FlowConditions, TakeAFanOf256ElementsAroundOneNode) {
  const support::AnalyticField field{[](Point p) { return 1.0 + p.x - 2.0 * p.y; }, {}};
  FlowProblem problem;
  problem.mesh = fan(256);
  problem.potentials = {potential_on(problem.mesh, support::whole_border(problem.mesh), field)};
  const FlowResult result = support::solved(problem);
  EXPECT_EQ(result.unknowns, 257);
  EXPECT_LT(largest_nodal_error(problem.mesh, result.potential, field), kSameField);
}

TEST(FlowConditions, RefuseMoreElementsAroundOneNode) {
  FlowProblem problem;
  problem.mesh = fan(257);
  problem.potentials = {{"tip", {3}, {1.0}}};
  EXPECT_THAT(refusal_of<InputError>([&] { support::solved(problem); }),
              HasSubstr("fan.msh: 257 elements meet at node 0; at most 256 may"));
}

}  // namespace
}  // namespace tessera
