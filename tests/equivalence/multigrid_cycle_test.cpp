#include <gtest/gtest.h>
#include <vector>

#include "host/mesh/generate/generate_mesh.hpp"
#include "host/pipelines/flow_conditions.hpp"
#include "tests/support/cycle_arrays.hpp"
#include "tests/support/gpu_test.hpp"
#include "tests/support/rich_problem.hpp"
#include "tests/support/stretched_meshes.hpp"

namespace tessera {
namespace {

using support::CycleArrays;
using support::stretched;

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
  void expect_same_cycles(const FlowProblem& problem, const char* coarse, std::size_t levels) {
    expect_same_bits([&](auto& executor) {
      CycleArrays cycle(executor, problem);
      EXPECT_STREQ(cycle.multigrid().coarse(), coarse);
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

  /// A recorded cycle against three that are not.
  void expect_same_recording(const FlowProblem& problem) {
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
};

TEST_F(MultigridCycleEquivalence, HasTheSameBitsOnMeshesOfAllSizes) {
  expect_same_cycles(support::rich_problem(40, 30), "grid", 3);
  expect_same_cycles(support::rich_problem(1, 1), "grid", 3);
  expect_same_cycles(support::rich_problem(30, 28), "grid", 3);
  expect_same_cycles(flow_through(generate_mesh({Shape::y_tube, 12000})), "grid", 4);
}

TEST_F(MultigridCycleEquivalence, HasTheSameBitsOnAggregates) {
  FlowProblem rich = support::rich_problem(20, 20);
  rich.mesh = stretched(std::move(rich.mesh), 12.0);
  expect_same_cycles(rich, "aggregates", 3);
  expect_same_cycles(flow_through(stretched(generate_mesh({Shape::y_tube, 6000}), 10.0)),
                     "aggregates", 4);
}

TEST_F(MultigridCycleEquivalence, HasTheSameBitsOnAggregatesOfCorners) {
  FlowProblem problem = support::rich_problem(20, 15);
  for (std::size_t element = 0; element < problem.conductivity.size(); element += 3) {
    problem.conductivity[element] *= 1e4;
  }
  expect_same_cycles(problem, "aggregates", 3);
}

// The aggregates of pieces do not couple: the last level is smoothed and not inverted.
TEST_F(MultigridCycleEquivalence, HasTheSameBitsWhereAggregatesCoupleNoMore) {
  FlowProblem problem = flow_through(support::flat_pieces(150, 1, 2));
  CycleArrays cycle(on_cpu(), problem);
  EXPECT_GT(cycle.multigrid().level_sizes().back(), kMostInvertedRows);
  EXPECT_EQ(cycle.multigrid().coarsest_inverse().count, 0);
  expect_same_cycles(problem, "aggregates", 2);
}

TEST_F(MultigridCycleEquivalence, HasTheSameBitsWhereNothingCouples) {
  const FlowProblem problem = support::one_unknown();
  CycleArrays cycle(on_cpu(), problem);
  EXPECT_EQ(cycle.multigrid().level_sizes(), std::vector<std::int64_t>{1});
  expect_same_cycles(problem, "aggregates", 1);
  expect_same_recording(problem);
}

// The vectors that change places in a cycle are those of the recording ever after.
TEST_F(MultigridCycleEquivalence, HasTheSameBitsWhenItWasRecorded) {
  expect_same_recording(support::rich_problem(24, 20));
  expect_same_recording(flow_through(stretched(generate_mesh({Shape::y_tube, 2000}), 10.0)));
}

}  // namespace
}  // namespace tessera
