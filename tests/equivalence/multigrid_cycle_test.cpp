#include <gtest/gtest.h>
#include <vector>

#include "host/mesh/generate/generate_mesh.hpp"
#include "host/pipelines/flow_conditions.hpp"
#include "tests/support/cycle_arrays.hpp"
#include "tests/support/gpu_test.hpp"
#include "tests/support/rich_problem.hpp"

namespace tessera {
namespace {

using support::CycleArrays;

std::vector<float> random_residual(std::size_t count, unsigned seed) {
  const std::vector<double> values = support::random_values(count, seed);
  return {values.begin(), values.end()};
}

FlowProblem flow_through(Quad8Mesh mesh) {
  return prepare_flow(std::move(mesh), FlowCase{}, false).problem;
}

class MultigridCycleEquivalence : public support::Equivalence {
 protected:
  /// Two cycles one after the other, and the counts of unknowns; `levels`: at least so many.
  void expect_same_cycles(const FlowProblem& problem, std::size_t levels) {
    expect_same_bits([&](auto& executor) {
      CycleArrays cycle(executor, problem);
      EXPECT_EQ(cycle.multigrid().obstacle(), "");
      EXPECT_GE(cycle.multigrid().level_sizes().size(), levels);
      std::vector<float> all;
      for (const std::int64_t size : cycle.multigrid().level_sizes()) {
        all.push_back(static_cast<float>(size));
      }
      for (const unsigned seed : {1U, 2U}) {
        for (const float value : cycle.apply(random_residual(cycle.unknowns(), seed))) {
          all.push_back(value);
        }
      }
      return all;
    });
  }
};

TEST_F(MultigridCycleEquivalence, HasTheSameBitsOnMeshesOfAllSizes) {
  expect_same_cycles(support::rich_problem(40, 30), 3);
  expect_same_cycles(support::rich_problem(1, 1), 3);
  expect_same_cycles(support::rich_problem(30, 28), 3);
  expect_same_cycles(flow_through(generate_mesh({Shape::y_tube, 12000})), 4);
}

// The vectors that change places in a cycle are those of the recording ever after.
TEST_F(MultigridCycleEquivalence, HasTheSameBitsWhenItWasRecorded) {
  const FlowProblem problem = support::rich_problem(24, 20);
  CycleArrays plain(on_cpu(), problem);
  CycleArrays recorded(on_gpu(), problem);
  const auto cycle = record(on_gpu(), [&] { recorded.multigrid().cycle(); });
  for (const unsigned seed : {1U, 2U, 3U}) {
    const std::vector<float> residual = random_residual(plain.unknowns(), seed);
    recorded.put_residual(residual);
    cycle();
    EXPECT_SAME_BITS(recorded.correction(), plain.apply(residual)) << seed;
  }
}

}  // namespace
}  // namespace tessera
