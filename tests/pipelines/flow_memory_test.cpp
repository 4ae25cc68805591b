#include "host/pipelines/flow_memory.hpp"

#include <cstdint>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "host/errors.hpp"
#include "host/mesh/generate/generate_mesh.hpp"
#include "host/pipelines/flow_conditions.hpp"
#include "host/pipelines/potential_flow.hpp"
#include "tests/support/fenced_executor.hpp"
#include "tests/support/rich_problem.hpp"
#include "tests/support/stretched_meshes.hpp"

namespace tessera {
namespace {

/// A tenth is promised of --dry-run; the rest of it is for the workspaces of vendors' libraries.
/// The smallest mesh has one element.
constexpr double kTolerance = 0.03;

FlowSizes sizes_of_run(const FlowProblem& problem, int lanes) {
  cpu::Executor executor({cpu::Team::serial, 1});
  FlowSolve<cpu::Executor> flow(executor, problem);
  flow.prepare();
  return flow.sizes(lanes);
}

/// The largest number of bytes that a whole run has in arrays at a time; the number of iterations
/// does not matter.
std::int64_t peak_of_run(const FlowProblem& problem, FlowMethod method) {
  fenced::Executor executor;
  const CgSettings short_run{1e-8, 3, 0};
  (void)solve_potential_flow(
      executor, problem, short_run, [](const CgStep&) {}, method);
  return executor.memory().peak_bytes();
}

FlowProblem generated(Shape shape, std::int64_t nodes) {
  return prepare_flow(generate_mesh({shape, nodes}), FlowCase{}, false).problem;
}

std::vector<FlowProblem> problems_of_all_kinds() {
  std::vector<FlowProblem> problems;
  problems.push_back(support::rich_problem(1, 1));
  problems.push_back(support::rich_problem(3, 40));
  problems.push_back(support::rich_problem(30, 25));
  problems.push_back(generated(Shape::y_tube, 800));
  problems.push_back(generated(Shape::venturi, 9000));
  return problems;
}

class FlowMemory : public ::testing::TestWithParam<FlowMethod> {};

TEST_P(FlowMemory, IsForetoldAsARunNeedsItOnMeshesOfAllKinds) {
  for (const FlowProblem& problem : problems_of_all_kinds()) {
    fenced::Executor executor;
    const FlowSizes sizes = sizes_of_run(problem, slice_rows(executor));
    SCOPED_TRACE(std::to_string(sizes.elements) + " elements");
    const auto foretold = static_cast<double>(executor_bytes(sizes, GetParam()));
    const auto used = static_cast<double>(peak_of_run(problem, GetParam()));
    EXPECT_NEAR(foretold / used, 1.0, kTolerance);
  }
}

INSTANTIATE_TEST_SUITE_P(Methods, FlowMemory,
                         ::testing::Values(FlowMethod{LinearOperator::csr, Assembly::gather},
                                           FlowMethod{LinearOperator::csr, Assembly::triplets},
                                           FlowMethod{LinearOperator::cusparse, Assembly::gather},
                                           FlowMethod{LinearOperator::cusparse,
                                                      Assembly::triplets}),
                         [](const auto& tested) {
                           return std::string(name_of(tested.param.linear_operator)) + "_" +
                                  name_of(tested.param.assembly);
                         });

/// What multigrid needs is foretold from the numbers of unknowns and elements alone.
constexpr double kToleranceOfMultigrid = 0.1;

class MultigridMemory : public ::testing::TestWithParam<FlowMethod> {};

TEST_P(MultigridMemory, IsForetoldWithinTheTenthThatADryRunPromises) {
  for (const FlowProblem& problem :
       {support::rich_problem(60, 50), generated(Shape::y_tube, 20000),
        generated(Shape::venturi, 9000), generated(Shape::channel, 9000)}) {
    fenced::Executor executor;
    const FlowSizes sizes = sizes_of_run(problem, slice_rows(executor));
    SCOPED_TRACE(std::to_string(sizes.elements) + " elements");
    const auto foretold = static_cast<double>(executor_bytes(sizes, GetParam()));
    const auto used = static_cast<double>(peak_of_run(problem, GetParam()));
    EXPECT_NEAR(foretold / used, 1.0, kToleranceOfMultigrid);
  }
}

TEST_P(MultigridMemory, IsForetoldOfAggregatesToo) {
  FlowProblem rich = support::rich_problem(40, 40);
  rich.mesh = support::stretched(std::move(rich.mesh), 12.0);
  const auto flow_through = [](Quad8Mesh mesh) {
    return prepare_flow(std::move(mesh), FlowCase{}, false).problem;
  };
  for (const FlowProblem& problem :
       {rich, flow_through(support::stretched(generate_mesh({Shape::y_tube, 20000}), 10.0)),
        flow_through(support::structured_rectangle(60, 40, 60.0, 2.0)),
        flow_through(support::graded_square(47.0))}) {
    fenced::Executor executor;
    const FlowSizes sizes = sizes_of_run(problem, slice_rows(executor));
    SCOPED_TRACE(std::to_string(sizes.elements) + " elements");
    EXPECT_EQ(sizes.coarse, CoarseKind::aggregates);
    const auto foretold = static_cast<double>(executor_bytes(sizes, GetParam()));
    const auto used = static_cast<double>(peak_of_run(problem, GetParam()));
    EXPECT_NEAR(foretold / used, 1.0, kToleranceOfMultigrid);
  }
}

TEST_P(MultigridMemory, IsForetoldOfAggregatesOfCornersToo) {
  for (FlowProblem problem : {support::rich_problem(40, 40), generated(Shape::y_tube, 20000)}) {
    problem.conductivity.assign(problem.mesh.element_count(), 1.0);
    for (std::size_t element = 0; element < problem.conductivity.size(); element += 3) {
      problem.conductivity[element] = 1e4;
    }
    fenced::Executor executor;
    const FlowSizes sizes = sizes_of_run(problem, slice_rows(executor));
    SCOPED_TRACE(std::to_string(sizes.elements) + " elements");
    EXPECT_EQ(sizes.coarse, CoarseKind::corner_aggregates);
    const auto foretold = static_cast<double>(executor_bytes(sizes, GetParam()));
    const auto used = static_cast<double>(peak_of_run(problem, GetParam()));
    EXPECT_NEAR(foretold / used, 1.0, kToleranceOfMultigrid);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Methods, MultigridMemory,
    ::testing::Values(
        FlowMethod{LinearOperator::csr, Assembly::gather, Preconditioner::multigrid},
        FlowMethod{LinearOperator::csr, Assembly::triplets, Preconditioner::multigrid},
        FlowMethod{LinearOperator::cusparse, Assembly::gather, Preconditioner::multigrid},
        FlowMethod{LinearOperator::matrix_free, Assembly::gather, Preconditioner::multigrid},
        FlowMethod{LinearOperator::matrix_free, Assembly::gather, Preconditioner::jacobi}));

TEST(FlowMemorySizes, CountThePaddingOfWideSlices) {
  const FlowProblem problem = support::rich_problem(30, 25);
  const FlowSizes narrow = sizes_of_run(problem, 8);
  const FlowSizes wide = sizes_of_run(problem, 32);
  EXPECT_EQ(narrow.nonzeros, wide.nonzeros);
  EXPECT_GT(narrow.slice_entries, narrow.nonzeros);
  EXPECT_GT(wide.slice_entries, narrow.slice_entries);
  EXPECT_LT(wide.slice_entries, wide.nonzeros * 6 / 5);
}

TEST(FlowMemoryOfADevice, IsMissedBeforeItIsFilledWithWhatIsNeededAndWhatThereIs) {
  const FlowProblem problem = support::rich_problem(30, 25);
  for (const FlowMethod method : {FlowMethod{LinearOperator::csr, Assembly::gather},
                                  FlowMethod{LinearOperator::cusparse, Assembly::gather},
                                  FlowMethod{LinearOperator::csr, Assembly::triplets}}) {
    const std::int64_t needed = executor_bytes(sizes_of_run(problem, 8), method);
    fenced::Executor executor;
    executor.claim_memory(needed / 2);
    FlowSolve<fenced::Executor> flow(executor, problem, method);
    try {
      flow.prepare();
      FAIL() << "half of what is needed was enough";
    } catch (const ResourceError& error) {
      EXPECT_THAT(error.what(),
                  ::testing::MatchesRegex("out of device memory: [0-9]+ MB needed, GPU 0 "
                                          "\\(fenced\\) has [0-9]+ MB; .*"));
    }
    EXPECT_LT(executor.memory().peak_bytes(), needed / 2);
  }
}

TEST(FlowMemoryOfADevice, IsEnoughWhenItIsWhatWasForetold) {
  const FlowProblem problem = support::rich_problem(30, 25);
  fenced::Executor executor;
  executor.claim_memory(executor_bytes(sizes_of_run(problem, 8), FlowMethod{}));
  support::expect_same_flow(support::flow_on(executor, problem), [&] {
    cpu::Executor serial({cpu::Team::serial, 1});
    return support::flow_on(serial, problem);
  }());
}

}  // namespace
}  // namespace tessera
