#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

#include "host/mesh/generate/generate_mesh.hpp"
#include "host/pipelines/flow_conditions.hpp"
#include "tests/support/gpu_test.hpp"
#include "tests/support/rich_problem.hpp"
#include "tests/support/stretched_meshes.hpp"

namespace tessera {
namespace {

/// The whole solve on the GPU against one thread of the CPU.
class GpuFlow : public support::Equivalence {
 protected:
  template <class Exec>
  static FlowResult solve(Exec& executor, const FlowProblem& problem, FlowMethod method = {}) {
    return solve_potential_flow(
        executor, problem, CgSettings{}, [](const CgStep&) {}, method);
  }
};

TEST_F(GpuFlow, HasTheSameBitsOnAProblemThatUsesEverything) {
  const FlowProblem problem = support::rich_problem(20, 15);
  support::expect_same_flow(solve(on_gpu(), problem), solve(on_cpu(), problem));
}

TEST_F(GpuFlow, HasTheSameBitsOnAGeneratedMesh) {
  const FlowProblem problem =
      prepare_flow(generate_mesh({Shape::y_tube, 800}), FlowCase{}, false).problem;
  const FlowResult expected = solve(on_cpu(), problem);
  ASSERT_TRUE(expected.solver.converged);
  ASSERT_NE(expected.solver.iterations % iterations_per_look(on_gpu()), 0)
      << "a batch must go on after convergence";
  support::expect_same_flow(solve(on_gpu(), problem), expected);
}

TEST_F(GpuFlow, HasTheSameBitsOnOneElement) {
  const FlowProblem problem = support::rich_problem(1, 1);
  support::expect_same_flow(solve(on_gpu(), problem), solve(on_cpu(), problem));
}

TEST_F(GpuFlow, HasTheSameBitsAssembledFromTriplets) {
  const FlowProblem problem = support::rich_problem(9, 8);
  support::expect_same_flow(solve(on_gpu(), problem, {LinearOperator::csr, Assembly::triplets}),
                            solve(on_cpu(), problem));
}

TEST_F(GpuFlow, StopsAtTheIterationLimitInTheMiddleOfABatch) {
  const FlowProblem problem = support::rich_problem(12, 10);
  const FlowResult result =
      solve_potential_flow(on_gpu(), problem, CgSettings{1e-8, 21, 0}, [](const CgStep&) {});
  EXPECT_EQ(result.solver.iterations, 21);
  EXPECT_FALSE(result.solver.converged);
}

TEST_F(GpuFlow, MonitorsTheTrueResidualWithTheBitsOfTheCpu) {
  const FlowProblem problem = support::rich_problem(12, 10);
  const auto monitored = [&](auto& executor) {
    std::vector<double> residuals;
    (void)solve_potential_flow(executor, problem, CgSettings{1e-8, 50000, 5},
                               [&](const CgStep& step) {
                                 if (step.true_residual == step.true_residual) {
                                   residuals.push_back(step.true_residual);
                                 }
                               });
    EXPECT_GT(residuals.size(), 3U);
    return residuals;
  };
  expect_same_bits(monitored);
}

FlowMethod multigrid_around(LinearOperator linear_operator) {
  return {linear_operator, Assembly::gather, Preconditioner::multigrid};
}

TEST_F(GpuFlow, ByMultigridHasTheSameBits) {
  for (const FlowProblem& problem :
       {support::rich_problem(20, 15), support::rich_problem(1, 1),
        prepare_flow(generate_mesh({Shape::y_tube, 2500}), FlowCase{}, false).problem}) {
    for (const LinearOperator around : {LinearOperator::csr, LinearOperator::matrix_free}) {
      const FlowResult expected = solve(on_cpu(), problem, multigrid_around(around));
      ASSERT_TRUE(expected.solver.converged);
      ASSERT_EQ(expected.preconditioner.used, Preconditioner::multigrid);
      support::expect_same_flow(solve(on_gpu(), problem, multigrid_around(around)), expected);
    }
  }
}

TEST_F(GpuFlow, ByAggregatesHasTheSameBits) {
  FlowProblem rich = support::rich_problem(12, 10);
  rich.mesh = support::stretched(std::move(rich.mesh), 12.0);
  const Quad8Mesh tube = support::stretched(generate_mesh({Shape::y_tube, 1500}), 10.0);
  for (const FlowProblem& problem :
       {rich, prepare_flow(tube, FlowCase{}, false).problem, support::one_unknown()}) {
    for (const LinearOperator around : {LinearOperator::csr, LinearOperator::matrix_free}) {
      const FlowResult expected = solve(on_cpu(), problem, multigrid_around(around));
      ASSERT_TRUE(expected.solver.converged);
      ASSERT_EQ(expected.preconditioner.used, Preconditioner::multigrid);
      const FlowResult actual = solve(on_gpu(), problem, multigrid_around(around));
      support::expect_same_flow(actual, expected);
      EXPECT_EQ(actual.preconditioner.coarse, "aggregates");
      EXPECT_EQ(actual.preconditioner.note, "");
    }
  }
}

TEST_F(GpuFlow, WithoutAMatrixHasTheSameBits) {
  const FlowProblem problem = support::rich_problem(12, 10);
  const FlowMethod method{LinearOperator::matrix_free, Assembly::gather};
  support::expect_same_flow(solve(on_gpu(), problem, method), solve(on_cpu(), problem, method));
}

TEST_F(GpuFlow, ByMultigridIsSeenAfterEveryIterationAsOnTheCpu) {
  const FlowProblem problem = support::rich_problem(20, 15);
  for (const std::int64_t monitor_every : {0, 2}) {
    expect_same_bits([&](auto& executor) {
      std::vector<double> seen;
      const auto observe = [&](const CgStep& step) {
        seen.push_back(static_cast<double>(step.iteration));
        seen.push_back(step.relative_residual);
        seen.push_back(step.true_residual);
      };
      (void)solve_potential_flow(executor, problem, CgSettings{1e-8, 50000, monitor_every}, observe,
                                 multigrid_around(LinearOperator::csr));
      EXPECT_GT(seen.size(), 3U * 4);
      return seen;
    });
  }
}

TEST_F(GpuFlow, ByMultigridStopsAtTheIterationLimit) {
  const FlowProblem problem = support::rich_problem(20, 15);
  for (const std::int64_t limit : {1, 3}) {
    const FlowResult result = solve_potential_flow(
        on_gpu(), problem, CgSettings{1e-8, limit, 0}, [](const CgStep&) {},
        multigrid_around(LinearOperator::csr));
    EXPECT_EQ(result.solver.iterations, limit);
    EXPECT_FALSE(result.solver.converged);
  }
}

// The vendor's product rounds in another order, so that the two searches part; what both promise is
// a residual of the same system: ||A (u - u')|| <= (rho + rho') ||b||. With the smallest
// eigenvalue of the equilibrated matrix above 1 / kappa this bounds the difference of u.
TEST_F(GpuFlow, WithTheVendorsProductAgreesWithinTheResiduals) {
  const FlowProblem problem = support::rich_problem(12, 10);
  const FlowResult ours = solve(on_cpu(), problem);
  FlowResult theirs;
  try {
    theirs = solve(on_gpu(), problem, {LinearOperator::cusparse, Assembly::gather});
  } catch (const gpu::DeviceUnavailable& error) {
    if (support::gpu_is_required()) FAIL() << error.what();
    GTEST_SKIP() << error.what();
  }
  EXPECT_TRUE(theirs.solver.converged);
  EXPECT_NEAR(static_cast<double>(theirs.solver.iterations),
              static_cast<double>(ours.solver.iterations), 2.0);
  EXPECT_LE(theirs.solver.relative_residual, 2e-8);
  EXPECT_EQ(theirs.nonzeros, ours.nonzeros);
}

void overwrite(cpu::Executor&, View<float> values, float value) {
  std::fill_n(values.data, values.count, value);
}
void overwrite(gpu::Executor& executor, View<float> values, float value) {
  const std::vector<float> all(static_cast<std::size_t>(values.count), value);
  copy_to_device(executor, values.data, all.data(), all.size() * sizeof(float));
}

TEST_F(GpuFlow, GoesOnWithJacobiAsOnTheCpuWhereMultigridBreaksDown) {
  const FlowProblem problem = support::rich_problem(20, 15);
  expect_same_bits([&](auto& executor) {
    FlowSolve flow(executor, problem, multigrid_around(LinearOperator::csr));
    flow.prepare();
    flow.assemble();
    flow.apply_conditions();
    flow.prepare_operator();
    flow.prepare_preconditioner();
    overwrite(executor, flow.multigrid().coarsest_inverse(), std::nanf(""));
    const CgReport report = flow.solve(CgSettings{}, [](const CgStep&) {});
    const FlowResult result = flow.recover();
    EXPECT_TRUE(report.converged);
    EXPECT_EQ(report.restarts, 2);
    EXPECT_EQ(result.preconditioner.note,
              "multigrid broke down after 0 iterations; went on with jacobi");
    return result.potential;
  });
}

TEST_F(GpuFlow, ByMultigridWithTheVendorsProductTakesAsManyIterations) {
  const FlowProblem problem = support::rich_problem(20, 15);
  const FlowResult ours = solve(on_cpu(), problem, multigrid_around(LinearOperator::csr));
  FlowResult theirs;
  try {
    theirs = solve(on_gpu(), problem, multigrid_around(LinearOperator::cusparse));
  } catch (const gpu::DeviceUnavailable& error) {
    if (support::gpu_is_required()) FAIL() << error.what();
    GTEST_SKIP() << error.what();
  }
  EXPECT_TRUE(theirs.solver.converged);
  EXPECT_EQ(theirs.preconditioner.used, Preconditioner::multigrid);
  EXPECT_EQ(theirs.preconditioner.level_unknowns, ours.preconditioner.level_unknowns);
  EXPECT_NEAR(static_cast<double>(theirs.solver.iterations),
              static_cast<double>(ours.solver.iterations), 1.0);
  EXPECT_LE(theirs.solver.relative_residual, 2e-8);
}

}  // namespace
}  // namespace tessera
