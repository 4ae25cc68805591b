#include "host/pipelines/flow_balance.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <ostream>
#include <string>

#include "host/mesh/generate/generate_mesh.hpp"
#include "host/pipelines/flow_conditions.hpp"
#include "tests/support/analytic_flow.hpp"
#include "tests/support/rich_problem.hpp"

namespace tessera {

inline void PrintTo(const NamedShape& shape, std::ostream* stream) { *stream << shape.name; }

namespace {

/// What flows in flows out, for a relative residual of 1e-12.
constexpr double kBalance = 1e-9;
constexpr double kTightTolerance = 1e-12;

class BalanceOfShape : public ::testing::TestWithParam<NamedShape> {};

TEST_P(BalanceOfShape, LosesNothing) {
  const Quad8Mesh mesh = generate_mesh({GetParam().shape, 1500});
  const PreparedFlow prepared = prepare_flow(mesh, FlowCase{}, false);
  const FlowResult result = support::solved(prepared.problem, kTightTolerance);
  const FlowBalance balance = balance_flow(prepared.problem, result);
  EXPECT_NEAR(balance.inflow, 2.5 * prepared.summary.inlet_length, kBalance * balance.inflow);
  EXPECT_NEAR(balance.outflow, balance.inflow, kBalance * balance.inflow);
  EXPECT_LT(std::abs(balance.imbalance), kBalance);
  EXPECT_GT(balance.inflow, 0.1);
}

INSTANTIATE_TEST_SUITE_P(FlowBalance, BalanceOfShape, ::testing::ValuesIn(kShapes),
                         [](const auto& instance) {
                           std::string name(instance.param.name);
                           for (char& letter : name) {
                             if (letter == '-') letter = '_';
                           }
                           return name;
                         });

TEST(FlowBalance, CountsSourcesFluxesRobinEdgesAndReactions) {
  const FlowProblem problem = support::rich_problem(12, 10);
  const FlowBalance balance = balance_flow(problem, support::solved(problem, kTightTolerance));
  EXPECT_GT(balance.inflow, 0.1);
  EXPECT_LT(std::abs(balance.imbalance), kBalance);
}

}  // namespace
}  // namespace tessera
