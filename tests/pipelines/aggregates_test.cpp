#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <numeric>
#include <string>
#include <vector>

#include "host/mesh/generate/generate_mesh.hpp"
#include "host/pipelines/flow_conditions.hpp"
#include "tests/support/cycle_arrays.hpp"
#include "tests/support/rich_problem.hpp"
#include "tests/support/stretched_meshes.hpp"

namespace tessera {
namespace {

using support::flat_pieces;
using support::graded_square;
using support::stretched;

FlowResult solve(const FlowProblem& problem, Preconditioner preconditioner,
                 const cpu::ExecutorOptions& options = support::serial_options()) {
  cpu::Executor executor(options);
  FlowMethod method;
  method.preconditioner = preconditioner;
  return solve_potential_flow(
      executor, problem, CgSettings{1e-8, 50000, 0}, [](const CgStep&) {}, method);
}

FlowProblem flow_through(Quad8Mesh mesh) {
  return prepare_flow(std::move(mesh), FlowCase{}, false).problem;
}

/// How far two fields may lie apart that were solved to 1e-8 each, of the largest value: stretched
/// systems are ill conditioned.
constexpr double kSolverAgreement = 1e-6;

void expect_close(const std::vector<double>& actual, const std::vector<double>& expected) {
  ASSERT_EQ(actual.size(), expected.size());
  double error = 0.0;
  double largest = 0.0;
  for (std::size_t node = 0; node < actual.size(); ++node) {
    error = std::max(error, std::fabs(actual[node] - expected[node]));
    largest = std::max(largest, std::fabs(expected[node]));
  }
  EXPECT_LE(error, kSolverAgreement * largest);
}

void expect_aggregates(const FlowProblem& problem, std::int64_t most_iterations) {
  const FlowResult result = solve(problem, Preconditioner::multigrid);
  EXPECT_TRUE(result.solver.converged) << result.solver.relative_residual;
  EXPECT_EQ(result.preconditioner.used, Preconditioner::multigrid) << result.preconditioner.note;
  EXPECT_EQ(result.preconditioner.coarse, "aggregates");
  EXPECT_EQ(result.preconditioner.note, "");
  EXPECT_LE(result.solver.iterations, most_iterations);
  EXPECT_EQ(result.solver.restarts, 0);
  EXPECT_LE(result.solver.relative_residual, 2e-8);
  expect_close(result.potential, solve(problem, Preconditioner::jacobi).potential);
}

TEST(Aggregates, TakeAFewIterationsOnStretchedShapes) {
  for (const Shape shape : {Shape::y_tube, Shape::channel, Shape::backward_step}) {
    SCOPED_TRACE(name_of(shape));
    expect_aggregates(flow_through(stretched(generate_mesh({shape, 3000}), 10.0)), 20);
  }
}

TEST(Aggregates, TakeAsFewIterationsOnLargerMeshes) {
  for (const std::int64_t nodes : {1000, 10000, 40000}) {
    SCOPED_TRACE(nodes);
    const FlowProblem problem =
        flow_through(stretched(generate_mesh({Shape::y_tube, nodes}), 10.0));
    const FlowResult result = solve(problem, Preconditioner::multigrid);
    EXPECT_TRUE(result.solver.converged);
    EXPECT_EQ(result.preconditioner.coarse, "aggregates");
    EXPECT_LE(result.solver.iterations, 20);
  }
}

TEST(Aggregates, TakeAFewIterationsAtAnAspectOfTwenty) {
  expect_aggregates(flow_through(support::structured_rectangle(20, 40, 20.0, 2.0)), 20);
  expect_aggregates(flow_through(support::structured_rectangle(40, 20, 2.0, 20.0)), 20);
}

TEST(Aggregates, TakeAFewIterationsOnMeshesGraded47To1) {
  expect_aggregates(flow_through(graded_square(47.0)), 20);
}

TEST(Aggregates, CopeWithConductivitiesThatJump) {
  FlowProblem problem = flow_through(support::structured_rectangle(30, 40, 15.0, 1.0));
  problem.conductivity.assign(problem.mesh.element_count(), 1.0);
  for (std::size_t element = 0; element < problem.conductivity.size(); ++element) {
    if ((element % 30 / 7 + element / 30 / 5) % 2 == 0) problem.conductivity[element] = 1e4;
  }
  expect_aggregates(problem, 18);
}

/// Conducts 1e4 in every second column and row of 8 x 8 rectangles over the mesh, and 1 around
/// them.
FlowProblem with_islands(Quad8Mesh mesh) {
  FlowProblem problem = flow_through(std::move(mesh));
  const Quad8Mesh& of = problem.mesh;
  const auto [left, right] = std::ranges::minmax(of.x);
  const auto [low, high] = std::ranges::minmax(of.y);
  for (const Quad8& element : of.quad8) {
    const auto corner = static_cast<std::size_t>(element[0]);
    const double column = std::floor(8.0 * (of.x[corner] - left) / (right - left));
    const double row = std::floor(8.0 * (of.y[corner] - low) / (high - low));
    const bool is_island = std::fmod(column, 2.0) == 1.0 && std::fmod(row, 2.0) == 1.0;
    problem.conductivity.push_back(is_island ? 1e4 : 1.0);
  }
  return problem;
}

// With a grid it is 80 iterations and more.
TEST(Aggregates, CopeWithIslandsThatConductMuchBetter) {
  for (const Shape shape : {Shape::y_tube, Shape::cylinder, Shape::channel}) {
    SCOPED_TRACE(name_of(shape));
    expect_aggregates(with_islands(generate_mesh({shape, 4000})), 16);
  }
  expect_aggregates(with_islands(support::structured_rectangle(30, 40, 30.0, 2.0)), 20);
}

TEST(Aggregates, CopeWithElementsThatConductAtRandom) {
  FlowProblem problem = flow_through(generate_mesh({Shape::elbow, 6000}));
  const std::vector<double> random = support::random_values(problem.mesh.element_count(), 3);
  for (const double value : random) problem.conductivity.push_back(value < 0.0 ? 1e4 : 1.0);
  expect_aggregates(problem, 18);
}

// Twice as many without regard to distances.
TEST(Aggregates, CopeWithElementsStretchedAtAnAngleToTheirSides) {
  expect_aggregates(flow_through(stretched(generate_mesh({Shape::cylinder, 4000}), 10.0)), 34);
  Quad8Mesh sheared = support::structured_rectangle(40, 40, 40.0, 4.0);
  for (std::size_t node = 0; node < sheared.x.size(); ++node)
    sheared.x[node] += 5.0 * sheared.y[node];
  expect_aggregates(flow_through(std::move(sheared)), 34);
}

// Elements are stretched at an angle to their sides here. Robin edges are lumped, which tells where
// they are as good as known potentials.
TEST(Aggregates, CopeWithSourcesAndRobinEdges) {
  FlowProblem problem = support::rich_problem(20, 20);
  problem.mesh = stretched(std::move(problem.mesh), 12.0);
  expect_aggregates(problem, 32);
  problem.potentials.clear();
  problem.robins[0].coefficient = 1e-3;
  expect_aggregates(problem, 32);
  problem.robins[0].coefficient = 1e6;
  expect_aggregates(problem, 50);
}

TEST(Aggregates, TakeRowsOfElementsAndSeveralPieces) {
  expect_aggregates(flow_through(flat_pieces(1, 1, 70)), 20);
  expect_aggregates(flow_through(flat_pieces(1, 2, 40)), 20);
  expect_aggregates(flow_through(flat_pieces(3, 4, 50)), 20);
  expect_aggregates(flow_through(flat_pieces(200, 1, 2)), 20);
}

double dot(const std::vector<float>& a, const std::vector<float>& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0, std::plus<>(),
                            [](float x, float y) { return static_cast<double>(x) * y; });
}

/// Rounding of a cycle in f32, of ||x|| ||M y||.
constexpr double kSymmetry = 64 * 0x1p-24;

TEST(AggregatesCycle, IsSymmetricAndPositive) {
  cpu::Executor executor(support::serial_options());
  support::CycleArrays cycle(executor,
                             flow_through(stretched(generate_mesh({Shape::y_tube, 20000}), 10.0)));
  ASSERT_STREQ(cycle.multigrid().coarse(), "aggregates");
  ASSERT_GE(cycle.multigrid().level_sizes().size(), 4U);
  const auto random = [&](unsigned seed) {
    const std::vector<double> values = support::random_values(cycle.unknowns(), seed);
    return std::vector<float>(values.begin(), values.end());
  };
  for (unsigned seed = 1; seed <= 4; ++seed) {
    const std::vector<float> x = random(seed);
    const std::vector<float> y = random(seed + 100);
    const std::vector<float> Mx = cycle.apply(x);
    const std::vector<float> My = cycle.apply(y);
    EXPECT_LE(std::fabs(dot(x, My) - dot(Mx, y)),
              kSymmetry * std::sqrt(dot(x, x)) * std::sqrt(dot(My, My)));
    EXPECT_GT(dot(x, Mx), 0.0);
    EXPECT_GT(dot(y, My), 0.0);
    EXPECT_SAME_BITS(cycle.apply(x), Mx);
  }
}

TEST(Aggregates, HaveTheSameBitsOnEveryTeam) {
  const FlowProblem problem = flow_through(stretched(generate_mesh({Shape::y_tube, 2000}), 10.0));
  const FlowResult expected = solve(problem, Preconditioner::multigrid);
  ASSERT_EQ(expected.preconditioner.coarse, "aggregates");
  for (const cpu::InstructionSet instruction_set : support::instruction_sets()) {
    for (const auto& [team, workers] : support::teams_with({3})) {
      SCOPED_TRACE(std::string(cpu::name_of(team)) + " " + std::to_string(workers));
      support::expect_same_flow(
          solve(problem, Preconditioner::multigrid, {team, workers, instruction_set}), expected);
    }
  }
}

}  // namespace
}  // namespace tessera
