#include "host/pipelines/multigrid.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <numeric>
#include <string>
#include <vector>

#include "host/mesh/generate/generate_mesh.hpp"
#include "host/pipelines/flow_conditions.hpp"
#include "tests/support/rich_problem.hpp"

namespace tessera {
namespace {

FlowMethod with_multigrid() {
  FlowMethod method;
  method.preconditioner = Preconditioner::multigrid;
  return method;
}

FlowResult solve(const FlowProblem& problem, FlowMethod method = with_multigrid(),
                 double rtol = 1e-8) {
  cpu::Executor executor(support::serial_options());
  return solve_potential_flow(
      executor, problem, CgSettings{rtol, 50000, 0}, [](const CgStep&) {}, method);
}

FlowProblem flow_through(Quad8Mesh mesh) {
  return prepare_flow(std::move(mesh), FlowCase{}, false).problem;
}

double largest(const std::vector<double>& values) {
  double result = 0.0;
  for (const double value : values) result = std::max(result, std::fabs(value));
  return result;
}

/// How far two fields may lie apart that were solved to 1e-8 each, of the largest value.
constexpr double kSolverAgreement = 1e-7;

void expect_close(const FlowResult& actual, const FlowResult& expected) {
  ASSERT_EQ(actual.potential.size(), expected.potential.size());
  double error = 0.0;
  for (std::size_t node = 0; node < actual.potential.size(); ++node) {
    error = std::max(error, std::fabs(actual.potential[node] - expected.potential[node]));
  }
  EXPECT_LE(error, kSolverAgreement * largest(expected.potential));
}

void expect_multigrid(const FlowResult& result, std::int64_t most_iterations) {
  EXPECT_TRUE(result.solver.converged) << result.solver.relative_residual;
  EXPECT_EQ(result.preconditioner.used, Preconditioner::multigrid) << result.preconditioner.note;
  EXPECT_EQ(result.preconditioner.note, "");
  EXPECT_LE(result.solver.iterations, most_iterations);
  EXPECT_EQ(result.solver.restarts, 0);
  EXPECT_LE(result.solver.relative_residual, 2e-8);
}

struct ShapeCase {
  Shape shape;
  std::int64_t most_iterations;

  friend std::ostream& operator<<(std::ostream& stream, const ShapeCase& value) {
    return stream << name_of(value.shape);
  }
};

class MultigridOnShapes : public ::testing::TestWithParam<ShapeCase> {};

TEST_P(MultigridOnShapes, TakesAFewIterationsWhateverTheSize) {
  for (const std::int64_t nodes : {700, 5000, 30000}) {
    const FlowProblem problem = flow_through(generate_mesh({GetParam().shape, nodes}));
    SCOPED_TRACE(nodes);
    expect_multigrid(solve(problem), GetParam().most_iterations);
  }
}

// The elements around the cylinder are graded: with corners smoothed by degree 3 it takes 11.
INSTANTIATE_TEST_SUITE_P(
    All, MultigridOnShapes,
    ::testing::Values(ShapeCase{Shape::venturi, 8}, ShapeCase{Shape::t_junction, 8},
                      ShapeCase{Shape::s_bend, 8}, ShapeCase{Shape::elbow, 8},
                      ShapeCase{Shape::backward_step, 8}, ShapeCase{Shape::y_tube, 9},
                      ShapeCase{Shape::channel, 8}, ShapeCase{Shape::cylinder, 10}),
    [](const auto& instance) {
      std::string name = ::testing::PrintToString(instance.param);
      std::ranges::replace(name, '-', '_');
      return name;
    });

// With every grid visited once it takes 8, and 9 with a million unknowns.
TEST(Multigrid, TakesNoMoreIterationsOnLargeMeshes) {
  expect_multigrid(solve(flow_through(generate_mesh({Shape::y_tube, 200000}))), 7);
}

TEST(Multigrid, FindsTheFieldThatJacobiFinds) {
  const FlowProblem problem = support::rich_problem(40, 30);
  const FlowResult result = solve(problem);
  expect_multigrid(result, 12);
  expect_close(result, solve(problem, FlowMethod{}));
}

TEST(MatrixFree, TakesTheIterationsAndFindsTheFieldOfTheMatrix) {
  FlowMethod without_matrix;
  without_matrix.linear_operator = LinearOperator::matrix_free;
  for (const FlowProblem& problem : {support::rich_problem(40, 30), support::rich_problem(1, 1),
                                     flow_through(generate_mesh({Shape::venturi, 3000}))}) {
    const FlowResult found = solve(problem, without_matrix);
    const FlowResult expected = solve(problem, FlowMethod{});
    EXPECT_TRUE(found.solver.converged);
    EXPECT_NEAR(static_cast<double>(found.solver.iterations),
                static_cast<double>(expected.solver.iterations), 2.0);
    expect_close(found, expected);
  }
}

TEST(MatrixFree, GoesWithMultigrid) {
  FlowMethod both = with_multigrid();
  both.linear_operator = LinearOperator::matrix_free;
  const FlowProblem problem = support::rich_problem(40, 30);
  const FlowResult found = solve(problem, both);
  expect_multigrid(found, 12);
  expect_close(found, solve(problem, FlowMethod{}));
}

TEST(Multigrid, GoesDownToAGridThatCanBeInverted) {
  const FlowResult result = solve(flow_through(generate_mesh({Shape::y_tube, 30000})));
  EXPECT_EQ(result.preconditioner.coarse, "grid");
  const std::vector<std::int64_t>& levels = result.preconditioner.level_unknowns;
  ASSERT_GE(levels.size(), 4U);
  EXPECT_EQ(levels.front(), result.unknowns);
  EXPECT_NEAR(static_cast<double>(levels[0]) / static_cast<double>(levels[1]), 3.0, 0.1);
  EXPECT_GT(levels[1], 8 * levels[2]);
  EXPECT_LE(levels.back(), kMostInverted);
  EXPECT_TRUE(std::is_sorted(levels.rbegin(), levels.rend()));
}

TEST(Multigrid, CopesWithConductivitiesThatJump) {
  FlowProblem problem = flow_through(support::structured_rectangle(60, 40, 1.5, 1.0));
  problem.conductivity.assign(problem.mesh.element_count(), 1.0);
  for (std::size_t element = 0; element < problem.conductivity.size(); ++element) {
    const std::size_t column = element % 60 / 7;
    const std::size_t row = element / 60 / 5;
    if ((column + row) % 2 == 0) problem.conductivity[element] = 1e4;
  }
  const FlowResult result = solve(problem);
  expect_multigrid(result, 16);
  EXPECT_EQ(result.preconditioner.coarse, "aggregates");
  expect_close(result, solve(problem, FlowMethod{}));
}

TEST(Multigrid, DoesNotMindTheSizeOfConductivityAndPotential) {
  for (const double size : {1e-150, 1e150}) {
    FlowProblem problem = support::rich_problem(12, 9);
    for (double& k : problem.conductivity) k *= size;
    for (FluxCondition& flux : problem.fluxes) {
      for (auto& edge : flux.inflow) {
        for (double& inflow : edge) inflow *= size;
      }
    }
    problem.robins.clear();
    problem.element_source.clear();
    problem.nodal_source.clear();
    SCOPED_TRACE(size);
    expect_multigrid(solve(problem), 12);
  }
}

TEST(Multigrid, CopesWithRobinEdgesAlone) {
  for (const double coefficient : {1e-3, 1.0, 1e6}) {
    FlowProblem problem = support::rich_problem(20, 20);
    problem.potentials.clear();
    problem.robins[0].coefficient = coefficient;
    SCOPED_TRACE(coefficient);
    const FlowResult result = solve(problem);
    expect_multigrid(result, 16);
  }
}

TEST(Multigrid, TakesMeshesOfOneElementAndOfOneRow) {
  for (const auto& [columns, rows] : {std::pair{1, 1}, {2, 1}, {70, 1}, {1, 70}}) {
    const FlowProblem problem =
        flow_through(support::structured_rectangle(columns, rows, columns, rows));
    SCOPED_TRACE(columns);
    const FlowResult result = solve(problem);
    expect_multigrid(result, 12);
    expect_close(result, solve(problem, FlowMethod{}));
  }
}

TEST(Multigrid, HasNothingToDoWhereEveryPotentialIsKnown) {
  FlowProblem problem;
  problem.mesh = support::structured_rectangle(1, 1, 1.0, 1.0);
  const support::AnalyticField field{[](Point p) { return p.x; }, {}};
  problem.potentials = {potential_on(problem.mesh, support::whole_border(problem.mesh), field)};
  const FlowResult result = solve(problem);
  EXPECT_EQ(result.unknowns, 0);
  EXPECT_TRUE(result.solver.converged);
  EXPECT_SAME_BITS(result.potential, problem.mesh.x);
}

// All corners of the elements are known, and some mid-side nodes are not.
TEST(Multigrid, TakesMeshesWithoutUnknownCorners) {
  FlowProblem problem;
  problem.mesh = support::structured_rectangle(2, 2, 1.0, 1.0);
  PotentialCondition corners{"corners", {}, {}};
  for (const Quad8& element : problem.mesh.quad8) {
    for (std::size_t a = 0; a < 4; ++a) {
      corners.nodes.push_back(element[a]);
      corners.values.push_back(problem.mesh.x[static_cast<std::size_t>(element[a])]);
    }
  }
  problem.potentials = {corners};
  const FlowResult result = solve(problem);
  EXPECT_EQ(result.unknowns, 12);
  EXPECT_TRUE(result.solver.converged);
  expect_close(result, solve(problem, FlowMethod{}));
}

TEST(Multigrid, TakesMeshesOfSeveralPieces) {
  Quad8Mesh mesh = support::bulged_square(12, 10);
  const auto nodes = static_cast<NodeId>(mesh.node_count());
  const std::size_t elements = mesh.element_count();
  for (NodeId node = 0; node < nodes; ++node) {
    mesh.x.push_back(mesh.x[static_cast<std::size_t>(node)]);
    mesh.y.push_back(mesh.y[static_cast<std::size_t>(node)] + 1.01);
  }
  for (std::size_t element = 0; element < elements; ++element) {
    Quad8 copy = mesh.quad8[element];
    for (NodeId& node : copy) node += nodes;
    mesh.quad8.push_back(copy);
  }
  mesh.boundaries.clear();
  const FlowProblem problem = flow_through(std::move(mesh));
  const FlowResult result = solve(problem);
  expect_multigrid(result, 16);
  expect_close(result, solve(problem, FlowMethod{}));
}

// Two squares of 40 x 40 elements at either end of a diagonal a hundred times as long.
TEST(Multigrid, TakesAggregatesWhereTheGridWouldBeMuchLargerThanTheMesh) {
  Quad8Mesh mesh = support::structured_rectangle(40, 40, 1.0, 1.0);
  const auto nodes = static_cast<NodeId>(mesh.node_count());
  const std::size_t elements = mesh.element_count();
  for (NodeId node = 0; node < nodes; ++node) {
    mesh.x.push_back(mesh.x[static_cast<std::size_t>(node)] + 100.0);
    mesh.y.push_back(mesh.y[static_cast<std::size_t>(node)] + 100.0);
  }
  for (std::size_t element = 0; element < elements; ++element) {
    Quad8 copy = mesh.quad8[element];
    for (NodeId& node : copy) node += nodes;
    mesh.quad8.push_back(copy);
  }
  FlowProblem problem;
  problem.mesh = std::move(mesh);
  const support::AnalyticField field{[](Point p) { return p.x; }, {}};
  problem.potentials = {potential_on(problem.mesh, support::whole_border(problem.mesh), field)};
  const FlowResult result = solve(problem);
  expect_multigrid(result, 16);
  EXPECT_EQ(result.preconditioner.coarse, "aggregates");
  expect_close(result, solve(problem, FlowMethod{}));
}

/// The first cycle of a solve, with the inverse on the coarsest grid spoilt.
CgReport solve_with_spoilt_inverse(const FlowProblem& problem, float factor,
                                   PreconditionerReport& used) {
  cpu::Executor executor(support::serial_options());
  FlowSolve<cpu::Executor> flow(executor, problem, with_multigrid());
  flow.prepare();
  flow.assemble();
  flow.apply_conditions();
  flow.prepare_operator();
  flow.prepare_preconditioner();
  const View<float> inverse = flow.multigrid().coarsest_inverse();
  for (std::int64_t entry = 0; entry < inverse.count; ++entry) inverse[entry] *= factor;
  const CgReport report = flow.solve(CgSettings{}, [](const CgStep&) {});
  used = flow.recover().preconditioner;
  return report;
}

TEST(Multigrid, IsRecoveredFromWithAMessageWhenItsCoarsestGridBreaks) {
  const FlowProblem problem = flow_through(generate_mesh({Shape::y_tube, 5000}));
  for (const float factor : {-1.0F, std::nanf(""), HUGE_VALF}) {
    SCOPED_TRACE(factor);
    PreconditionerReport used;
    const CgReport report = solve_with_spoilt_inverse(problem, factor, used);
    EXPECT_TRUE(report.converged);
    EXPECT_LE(report.relative_residual, 2e-8);
    EXPECT_EQ(used.used, Preconditioner::jacobi);
    EXPECT_NE(used.note.find("; went on with jacobi"), std::string::npos) << used.note;
  }
}

}  // namespace
}  // namespace tessera
