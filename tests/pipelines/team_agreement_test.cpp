#include <gtest/gtest.h>
#include <string>
#include <tuple>

#include "cpu_fallback/stages.hpp"
#include "host/mesh/generate/generate_mesh.hpp"
#include "host/pipelines/flow_conditions.hpp"
#include "tests/support/rich_problem.hpp"
#include "tests/support/teams.hpp"

namespace tessera {
namespace {

using support::TeamCase;

using Parameters = std::tuple<TeamCase, cpu::InstructionSet>;

/// Every team, worker count and instruction set against one thread with the narrowest vectors.
class TeamAgreement : public ::testing::TestWithParam<Parameters> {
 protected:
  void SetUp() override { TESSERA_SKIP_PROCESSES_UNDER_TSAN(std::get<TeamCase>(GetParam()).team); }

  static FlowMethod method_with(Preconditioner preconditioner,
                                LinearOperator linear_operator = LinearOperator::csr) {
    FlowMethod method;
    method.preconditioner = preconditioner;
    method.linear_operator = linear_operator;
    return method;
  }

  static void expect_agreement(const FlowProblem& problem, FlowMethod method = {}) {
    const auto& [team, instruction_set] = GetParam();
    cpu::Executor executor({team.team, team.workers, instruction_set});
    const FlowResult actual = support::flow_on(executor, problem, method);
    cpu::Executor serial({cpu::Team::serial, 1, support::instruction_sets().front()});
    const FlowResult expected = support::flow_on(serial, problem, method);
    ASSERT_TRUE(expected.solver.converged);
    ASSERT_EQ(expected.preconditioner.used, method.preconditioner);
    ASSERT_GT(expected.solver.iterations, method.preconditioner == Preconditioner::jacobi ? 20 : 4);
    support::expect_same_flow(actual, expected);
  }
};

TEST_P(TeamAgreement, OfAProblemThatUsesEverything) {
  expect_agreement(support::rich_problem(40, 30));
}

TEST_P(TeamAgreement, OfAMeshOfOneElement) {
  FlowProblem problem = support::rich_problem(1, 1);
  cpu::Executor serial({cpu::Team::serial, 1, support::instruction_sets().front()});
  const auto& [team, instruction_set] = GetParam();
  cpu::Executor executor({team.team, team.workers, instruction_set});
  const FlowResult expected = support::flow_on(serial, problem);
  EXPECT_EQ(expected.unknowns, 5);
  support::expect_same_flow(support::flow_on(executor, problem), expected);
}

TEST_P(TeamAgreement, OfAGeneratedMeshWithTheDefaultConditions) {
  const Quad8Mesh mesh = generate_mesh({Shape::y_tube, 3000});
  expect_agreement(prepare_flow(mesh, FlowCase{}, false).problem);
}

TEST_P(TeamAgreement, OfMultigridOnAProblemThatUsesEverything) {
  expect_agreement(support::rich_problem(60, 40), method_with(Preconditioner::multigrid));
}

TEST_P(TeamAgreement, OfMultigridOnAGeneratedMesh) {
  const Quad8Mesh mesh = generate_mesh({Shape::y_tube, 12000});
  expect_agreement(prepare_flow(mesh, FlowCase{}, false).problem,
                   method_with(Preconditioner::multigrid, LinearOperator::matrix_free));
}

TEST_P(TeamAgreement, OfProductsWithoutAMatrix) {
  expect_agreement(support::rich_problem(40, 30),
                   method_with(Preconditioner::jacobi, LinearOperator::matrix_free));
}

std::string name_of_parameters(const ::testing::TestParamInfo<Parameters>& info) {
  const auto& [team, instruction_set] = info.param;
  std::string name = ::testing::PrintToString(team) + "_" + cpu::name_of(instruction_set);
  for (char& letter : name) {
    if (letter == '-') letter = '_';
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(Cpu, TeamAgreement,
                         ::testing::Combine(::testing::ValuesIn(support::teams_with({1, 2, 3, 7})),
                                            ::testing::ValuesIn(support::instruction_sets())),
                         name_of_parameters);

}  // namespace
}  // namespace tessera
