#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <numeric>
#include <vector>

#include "host/errors.hpp"
#include "host/pipelines/flow_conditions.hpp"
#include "tests/support/analytic_flow.hpp"
#include "tests/support/dense_reference.hpp"
#include "tests/support/rich_problem.hpp"

namespace tessera {
namespace {

using support::DenseMatrix;
using support::Real80;

FlowProblem bulged_channel(int columns, int rows) {
  Quad8Mesh mesh = support::bulged_square(columns, rows);
  return prepare_flow(std::move(mesh), FlowCase{}, false).problem;
}

/// Where the true residual of a few hundred unknowns stagnates: rounding errors of b - A x are
/// larger than those of b by the ratio of x to b, here about a hundred.
constexpr double kRoundingFloor = 1e-12;

struct ObservedSolve {
  FlowResult result;
  std::vector<CgStep> steps;
};

ObservedSolve run(const FlowProblem& problem, const CgSettings& settings) {
  cpu::Executor executor(support::serial_options());
  ObservedSolve solve;
  solve.result = solve_potential_flow(executor, problem, settings,
                                      [&](const CgStep& step) { solve.steps.push_back(step); });
  return solve;
}

TEST(StoppingRule, EndsAtTheFirstIterationThatMeetsTheTolerance) {
  const FlowProblem problem = bulged_channel(12, 10);
  for (const double rtol : {1e-3, 1e-8, 1e-11}) {
    const ObservedSolve full = run(problem, {rtol, 50000, 0});
    ASSERT_TRUE(full.result.solver.converged);
    ASSERT_EQ(full.result.solver.iterations, static_cast<std::int64_t>(full.steps.size()));
    for (std::size_t step = 0; step < full.steps.size(); ++step) {
      EXPECT_EQ(full.steps[step].iteration, static_cast<std::int64_t>(step) + 1);
      const bool is_last = step + 1 == full.steps.size();
      EXPECT_EQ(full.steps[step].relative_residual <= rtol, is_last) << "step " << step;
    }
    EXPECT_LE(full.result.solver.relative_residual, 2.0 * rtol) << "the true one";
  }
}

// Conjugate gradients as in a textbook, over full rows in 80 bits, on D^-1/2 A D^-1/2.
int naive_iterations(const DenseMatrix& A, const std::vector<Real80>& b, double rtol) {
  const std::size_t size = A.size();
  const auto dot = [](const auto& left, const auto& right) {
    return std::inner_product(left.begin(), left.end(), right.begin(), Real80{0});
  };
  std::vector<Real80> r(b);
  std::vector<Real80> p(b);
  std::vector<Real80> q(size);
  const Real80 target = rtol * std::sqrt(dot(b, b));
  int iterations = 0;
  for (Real80 r_r = dot(r, r); std::sqrt(r_r) > target; ++iterations) {
    for (std::size_t row = 0; row < size; ++row) {
      q[row] = 0;
      for (std::size_t column = 0; column < size; ++column) q[row] += A(row, column) * p[column];
    }
    const Real80 alpha = r_r / dot(p, q);
    for (std::size_t row = 0; row < size; ++row) r[row] -= alpha * q[row];
    const Real80 beta = dot(r, r) / r_r;
    for (std::size_t row = 0; row < size; ++row) p[row] = r[row] + beta * p[row];
    r_r = dot(r, r);
  }
  return iterations;
}

// The eliminated, equilibrated system of `problem` (potential conditions and loads only).
int naive_iterations(const FlowProblem& problem, const std::vector<double>& load, double rtol) {
  const DenseMatrix K = support::dense_stiffness(problem.mesh, problem.conductivity);
  std::vector<double> known(K.size(), std::nan(""));
  for (const PotentialCondition& condition : problem.potentials) {
    for (std::size_t item = 0; item < condition.nodes.size(); ++item) {
      known[static_cast<std::size_t>(condition.nodes[item])] = condition.values[item];
    }
  }
  std::vector<std::size_t> unknowns;
  for (std::size_t node = 0; node < K.size(); ++node) {
    if (std::isnan(known[node])) unknowns.push_back(node);
  }
  DenseMatrix A(unknowns.size());
  std::vector<Real80> b;
  for (std::size_t row = 0; row < unknowns.size(); ++row) {
    const Real80 row_scale = 1 / std::sqrt(K(unknowns[row], unknowns[row]));
    Real80 right_side = load[unknowns[row]];
    for (std::size_t node = 0; node < K.size(); ++node) {
      if (!std::isnan(known[node])) right_side -= K(unknowns[row], node) * known[node];
    }
    b.push_back(right_side * row_scale);
    for (std::size_t column = 0; column < unknowns.size(); ++column) {
      const Real80 column_scale = 1 / std::sqrt(K(unknowns[column], unknowns[column]));
      A(row, column) = K(unknowns[row], unknowns[column]) * row_scale * column_scale;
    }
  }
  return naive_iterations(A, b, rtol);
}

TEST(StoppingRule, TakesAsManyIterationsAsATextbook) {
  FlowProblem problem = bulged_channel(7, 6);
  problem.conductivity = support::random_values(problem.mesh.element_count(), 9);
  for (double& k : problem.conductivity) k += 1.1;
  for (double& value : problem.potentials[0].values) value = 1.5;
  const double rtol = 1e-8;
  const FlowResult result = run(problem, {rtol, 50000, 0}).result;
  const int expected = naive_iterations(problem, result.load, rtol);
  EXPECT_GT(expected, 20);
  EXPECT_NEAR(static_cast<double>(result.solver.iterations), expected, 1.0);
}

TEST(Solver, HasNothingToDoWithoutInflow) {
  FlowCase still;
  still.inflow = 0.0;
  const FlowProblem problem = prepare_flow(support::bulged_square(5, 5), still, false).problem;
  const ObservedSolve nothing = run(problem, {});
  EXPECT_TRUE(nothing.result.solver.converged);
  EXPECT_EQ(nothing.result.solver.iterations, 0);
  EXPECT_EQ(nothing.result.solver.relative_residual, 0.0);
  EXPECT_TRUE(nothing.steps.empty());
  EXPECT_SAME_BITS(nothing.result.potential, std::vector<double>(problem.mesh.node_count(), 0.0));
  for (const double pressure : nothing.result.pressure) {
    EXPECT_EQ(pressure, problem.reference_pressure);
  }
}

// The square of 1e-200 is 0, and that of 1e200 infinite.
TEST(Solver, RefusesWhatItsResidualsHaveNoRangeFor) {
  for (const double inflow : {1e-300, 1e-200, 1e-121, 1e121, 1e200, 1e300}) {
    FlowCase flow_case;
    flow_case.inflow = inflow;
    const FlowProblem problem =
        prepare_flow(support::bulged_square(5, 5), flow_case, false).problem;
    EXPECT_THROW(run(problem, {}), InputError) << inflow;
  }
}

TEST(Solver, HasTheSameDigitsForAnyInflowInItsRange) {
  const auto solved = [](double inflow) {
    FlowCase flow_case;
    flow_case.inflow = inflow;
    return run(prepare_flow(support::bulged_square(5, 5), flow_case, false).problem, {}).result;
  };
  const FlowResult one = solved(1.0);
  for (const int exponent : {-390, 390}) {
    FlowResult other = solved(std::ldexp(1.0, exponent));
    EXPECT_EQ(other.solver.iterations, one.solver.iterations);
    for (double& value : other.potential) value = std::ldexp(value, -exponent);
    EXPECT_SAME_BITS(other.potential, one.potential);
  }
}

TEST(Solver, HasNothingToDoWhereEveryPotentialIsKnown) {
  FlowProblem problem;
  problem.mesh = support::structured_rectangle(1, 1, 1.0, 1.0);
  const support::AnalyticField field{[](Point p) { return p.x; }, {}};
  problem.potentials = {potential_on(problem.mesh, support::whole_border(problem.mesh), field)};
  const ObservedSolve nothing = run(problem, {});
  EXPECT_EQ(nothing.result.unknowns, 0);
  EXPECT_TRUE(nothing.result.solver.converged);
  EXPECT_SAME_BITS(nothing.result.potential, problem.mesh.x);
}

TEST(Solver, ReportsThatTheIterationsDidNotSuffice) {
  const FlowProblem problem = bulged_channel(10, 10);
  const ObservedSolve cut_short = run(problem, {1e-8, 5, 0});
  EXPECT_FALSE(cut_short.result.solver.converged);
  EXPECT_EQ(cut_short.result.solver.iterations, 5);
  EXPECT_GT(cut_short.result.solver.relative_residual, 1e-8);
  EXPECT_TRUE(std::isfinite(cut_short.result.energy)) << "the field is there nevertheless";
  EXPECT_EQ(cut_short.steps.size(), 5U);
}

TEST(Solver, ConvergesInExactlyAsManyIterationsAsItNeeds) {
  const FlowProblem problem = bulged_channel(10, 10);
  const std::int64_t needed = run(problem, {}).result.solver.iterations;
  EXPECT_TRUE(run(problem, {1e-8, needed, 0}).result.solver.converged);
  EXPECT_FALSE(run(problem, {1e-8, needed - 1, 0}).result.solver.converged);
}

TEST(Solver, GivesUpWhenTheToleranceIsBelowTheRoundingErrors) {
  const ObservedSolve hopeless = run(bulged_channel(10, 10), {1e-17, 50000, 0});
  EXPECT_FALSE(hopeless.result.solver.converged);
  EXPECT_GE(hopeless.result.solver.restarts, 1);
  EXPECT_LT(hopeless.result.solver.iterations, 5000);
  EXPECT_LT(hopeless.result.solver.relative_residual, kRoundingFloor);
}

TEST(Solver, MonitorsTheTrueResidualAsOftenAsAsked) {
  const ObservedSolve monitored = run(bulged_channel(8, 8), {1e-8, 50000, 7});
  for (const CgStep& step : monitored.steps) {
    if (step.iteration % 7 == 0) {
      // Both residuals still agree, up to rounding errors of the size of the first one.
      EXPECT_NEAR(step.true_residual, step.relative_residual, 1e-13) << step.iteration;
    } else {
      EXPECT_TRUE(std::isnan(step.true_residual)) << step.iteration;
    }
  }
  EXPECT_GT(monitored.steps.size(), 14U);
}

TEST(Solver, FindsTheSameFieldWhetherMonitoredOrNot) {
  const FlowProblem problem = bulged_channel(8, 8);
  support::expect_same_flow(run(problem, {1e-8, 50000, 3}).result, run(problem, {}).result);
}

/// An executor whose first true residuals are worse than those of the recurrence, as they are where
/// rounding errors have piled up.
struct DoubtfulExecutor : cpu::Executor {
  explicit DoubtfulExecutor(int doubts)
      : cpu::Executor(support::serial_options()), doubts_(doubts) {}
  int doubts_;
};

double true_residual(DoubtfulExecutor& executor, SlicedMatrix A, View<const double> b,
                     CgVectors cg) {
  const double residual = cpu::true_residual(executor, A, b, cg);
  return executor.doubts_-- > 0 ? residual * 1e6 * (1 + executor.doubts_) : residual;
}

FlowResult doubted(const FlowProblem& problem, int doubts) {
  DoubtfulExecutor executor(doubts);
  return solve_potential_flow(executor, problem, CgSettings{}, [](const CgStep&) {});
}

TEST(Restart, FollowsATrueResidualAboveTwiceTheTolerance) {
  const FlowProblem problem = bulged_channel(8, 8);
  const FlowResult result = doubted(problem, 1);
  EXPECT_TRUE(result.solver.converged);
  EXPECT_EQ(result.solver.restarts, 1);
  EXPECT_GE(result.solver.iterations, run(problem, {}).result.solver.iterations)
      << "the count goes on";
}

TEST(Restart, IsNotRepeatedWhenItNoLongerHalvesTheResidual) {
  const FlowResult result = doubted(bulged_channel(8, 8), 1000);
  EXPECT_FALSE(result.solver.converged);
  EXPECT_LE(result.solver.restarts, 2);
}

}  // namespace
}  // namespace tessera
