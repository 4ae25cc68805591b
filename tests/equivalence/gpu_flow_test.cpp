#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

#include "host/mesh/generate/generate_mesh.hpp"
#include "host/pipelines/flow_conditions.hpp"
#include "tests/support/gpu_test.hpp"
#include "tests/support/rich_problem.hpp"

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

}  // namespace
}  // namespace tessera
