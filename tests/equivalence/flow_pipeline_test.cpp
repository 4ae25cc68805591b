#include <cstdint>
#include <gtest/gtest.h>
#include <span>
#include <vector>

#include "host/mesh/generate/generate_mesh.hpp"
#include "host/pipelines/flow_conditions.hpp"
#include "host/pipelines/potential_flow.hpp"
#include "tests/support/fenced_executor.hpp"
#include "tests/support/rich_problem.hpp"

namespace tessera {
namespace {

using fenced::Transfers;

FlowResult serial_flow(const FlowProblem& problem) {
  cpu::Executor executor(support::serial_options());
  return support::flow_on(executor, problem);
}

TEST(Fence, KillsTheHostThatFollowsADeviceView) {
  ::testing::FLAGS_gtest_death_test_style = "threadsafe";
  fenced::Executor executor;
  const std::vector<double> values{1.0, 2.0, 3.0};
  const auto array = upload(executor, std::span(values));
  EXPECT_DEATH(static_cast<void>(*const_cast<const volatile double*>(array.view().data)), "");
  std::vector<double> copy(3);
  download(executor, array.view(), std::span(copy));
  EXPECT_SAME_BITS(copy, values);
}

TEST(Fence, KnowsHostMemoryAndArraysThatWereGivenBack) {
  fenced::Executor executor;
  std::vector<double> values{1.0, 2.0, 3.0};
  auto array = upload(executor, std::span<const double>(values));
  const View<const double> on_host{values.data(), 3};
  const View<const double> gone = array.view();
  EXPECT_TRUE(executor.memory().holds(gone.data, 24));
  EXPECT_FALSE(executor.memory().holds(gone.data, 25)) << "beyond the end";
  EXPECT_FALSE(executor.memory().holds(on_host.data, 24));
  array = {};
  EXPECT_FALSE(executor.memory().holds(gone.data, 24));
}

TEST(FlowPipelineEquivalence, HasTheSameBitsInSeparateMemory) {
  const FlowProblem problem = support::rich_problem(30, 25);
  fenced::Executor executor;
  support::expect_same_flow(support::flow_on(executor, problem), serial_flow(problem));
}

TEST(FlowPipelineEquivalence, HasTheSameBitsWithTheDefaultConditions) {
  const FlowProblem problem =
      prepare_flow(generate_mesh({Shape::venturi, 1500}), FlowCase{}, false).problem;
  fenced::Executor executor;
  support::expect_same_flow(support::flow_on(executor, problem), serial_flow(problem));
}

TEST(FlowPipelineEquivalence, HasTheSameBitsHoweverSeldomTheHostLooks) {
  const FlowProblem problem = support::rich_problem(12, 10);
  const FlowResult expected = serial_flow(problem);
  ASSERT_NE(expected.solver.iterations % 16, 0) << "a batch must go on after convergence";
  for (const std::int64_t look_every : {2, 16, 1000}) {
    fenced::Executor executor(look_every);
    support::expect_same_flow(support::flow_on(executor, problem), expected);
  }
}

FlowMethod multigrid_around(LinearOperator linear_operator) {
  return {linear_operator, Assembly::gather, Preconditioner::multigrid};
}

// The iteration that is asked for before the last one was seen changes nothing.
TEST(FlowPipelineEquivalence, ByMultigridHasTheSameBitsInSeparateMemory) {
  for (const FlowProblem& problem :
       {support::rich_problem(30, 25),
        prepare_flow(generate_mesh({Shape::venturi, 1500}), FlowCase{}, false).problem}) {
    for (const LinearOperator around : {LinearOperator::csr, LinearOperator::matrix_free}) {
      cpu::Executor serial(support::serial_options());
      const FlowResult expected = support::flow_on(serial, problem, multigrid_around(around));
      ASSERT_EQ(expected.preconditioner.used, Preconditioner::multigrid);
      for (const std::int64_t look_every : {1, 2}) {
        fenced::Executor executor(look_every);
        support::expect_same_flow(support::flow_on(executor, problem, multigrid_around(around)),
                                  expected);
      }
    }
  }
}

// One state per iteration, two at the ends, and the norms.
TEST(FlowPipelineEquivalence, ByMultigridMovesNothingBetweenIterationsButTheState) {
  fenced::Executor executor(32);
  const FlowProblem problem = support::rich_problem(30, 25);
  FlowSolve flow(executor, problem, multigrid_around(LinearOperator::csr));
  flow.prepare();
  flow.assemble();
  flow.apply_conditions();
  flow.prepare_operator();
  flow.prepare_preconditioner();
  const Transfers before = executor.transfers;
  const CgReport report = flow.solve(CgSettings{}, [](const CgStep&) {});
  const Transfers during = executor.transfers - before;
  EXPECT_EQ(during.uploads, 0);
  EXPECT_EQ(during.downloads, report.iterations + 1);
  EXPECT_EQ(during.downloaded_bytes, during.downloads * static_cast<std::int64_t>(sizeof(CgState)));
  EXPECT_EQ(during.scalars, 2) << "norm of b, true residual";
}

TEST(FlowPipelineEquivalence, ByMultigridStopsAtTheIterationLimitHoweverFarItAsksAhead) {
  const FlowProblem problem = support::rich_problem(12, 10);
  for (const std::int64_t limit : {1, 2, 4}) {
    std::vector<FlowResult> results;
    for (const std::int64_t look_every : {1, 2}) {
      fenced::Executor executor(look_every);
      results.push_back(solve_potential_flow(
          executor, problem, CgSettings{1e-8, limit, 0}, [](const CgStep&) {},
          multigrid_around(LinearOperator::csr)));
      EXPECT_EQ(results.back().solver.iterations, limit);
    }
    support::expect_same_flow(results[1], results[0]);
  }
}

TEST(FlowPipelineEquivalence, HasTheSameBitsAssembledFromTriplets) {
  const FlowProblem problem = support::rich_problem(12, 10);
  fenced::Executor executor;
  const FlowResult result = solve_potential_flow(
      executor, problem, CgSettings{}, [](const CgStep&) {},
      FlowMethod{LinearOperator::csr, Assembly::triplets});
  support::expect_same_flow(result, serial_flow(problem));
}

TEST(FlowPipelineEquivalence, KeepsTheMatrixForAVendorThatMultipliesWithIt) {
  const FlowProblem problem = support::rich_problem(12, 10);
  for (const Assembly assembly : {Assembly::gather, Assembly::triplets}) {
    fenced::Executor executor(16);
    const FlowResult result = solve_potential_flow(
        executor, problem, CgSettings{}, [](const CgStep&) {},
        FlowMethod{LinearOperator::cusparse, assembly});
    // The vendor of the fenced executor multiplies as we do.
    support::expect_same_flow(result, serial_flow(problem));
  }
}

TEST(FlowPipelineEquivalence, StopsAtTheIterationLimitInTheMiddleOfABatch) {
  const FlowProblem problem = support::rich_problem(12, 10);
  fenced::Executor executor(16);
  const FlowResult result =
      solve_potential_flow(executor, problem, CgSettings{1e-8, 21, 0}, [](const CgStep&) {});
  EXPECT_EQ(result.solver.iterations, 21);
  EXPECT_FALSE(result.solver.converged);
}

TEST(FlowPipelineEquivalence, MonitorsInTheMiddleOfABatch) {
  const FlowProblem problem = support::rich_problem(12, 10);
  fenced::Executor executor(16);
  std::vector<std::int64_t> monitored;
  const FlowResult result =
      solve_potential_flow(executor, problem, CgSettings{1e-8, 50000, 5}, [&](const CgStep& step) {
        if (step.true_residual == step.true_residual) monitored.push_back(step.iteration);
      });
  ASSERT_GT(monitored.size(), 3U);
  for (std::size_t look = 0; look + 1 < monitored.size(); ++look) {
    EXPECT_EQ(monitored[look], 5 * (static_cast<std::int64_t>(look) + 1));
  }
  EXPECT_EQ(result.solver.iterations, serial_flow(problem).solver.iterations);
}

/// What crossed the bus in one part of a run.
template <class Part>
Transfers transfers_of(fenced::Executor& executor, const Part& part) {
  const Transfers before = executor.transfers;
  part();
  return executor.transfers - before;
}

// Of the 10 Robin edges of rich_problem(12, 10): 9 entries each, of which the corners between two
// edges count once, and nothing is known there.
constexpr std::int64_t kRobinEntries = 90 - 9;

// In: the mesh, conductivity and both sources, in the order of the file; nodes and values of the
// known potentials, the nodes twice, and of the loads; the nodes of the Robin entries. Out: the
// areas, which are added in the order of the file, and the numbers of the nodes of the Robin
// entries. Three numbers: the box, the counts of nodes, and that none is crowded.
Transfers transfers_of_numbering(const FlowProblem& problem) {
  const auto elements = static_cast<std::int64_t>(problem.mesh.element_count());
  const auto nodes = static_cast<std::int64_t>(problem.mesh.node_count());
  const std::int64_t known = 2 * 10 + 1;
  const std::int64_t loaded = (2 * 12 + 1) + (2 * 10 + 1) - 1;  // one corner is on both sides
  const std::int64_t mesh = 16 * nodes + 32 * elements + 8 * elements + 8 * elements + 8 * nodes;
  return {13, mesh + 16 * known + 12 * loaded + 8 * kRobinEntries, 3,
          8 * elements + 8 * kRobinEntries, 3};
}

TEST(FlowPipelineTransfers, AreTheMeshInTheResultsOutAndScalarsInBetween) {
  const FlowProblem problem = support::rich_problem(12, 10);
  const auto elements = static_cast<std::int64_t>(problem.mesh.element_count());
  const auto nodes = static_cast<std::int64_t>(problem.mesh.node_count()) - 2;  // used ones
  fenced::Executor executor;
  FlowSolve<fenced::Executor> flow(executor, problem);
  EXPECT_EQ(executor.transfers, transfers_of_numbering(problem));

  // The number of entries.
  EXPECT_EQ(transfers_of(executor, [&] { flow.prepare(); }), (Transfers{0, 0, 0, 0, 1}));
  EXPECT_EQ(transfers_of(executor, [&] { flow.assemble(); }), Transfers{});

  // The three lists of the Robin edges.
  EXPECT_EQ(transfers_of(executor, [&] { flow.apply_conditions(); }),
            (Transfers{3, kRobinEntries * 16, 0, 0, 0}));
  EXPECT_EQ(transfers_of(executor, [&] { flow.prepare_operator(); }), (Transfers{0, 0, 0, 0, 1}));

  // b . b, the state before the first and after every iteration, and the true residual.
  CgReport report;
  const Transfers solve =
      transfers_of(executor, [&] { report = flow.solve(CgSettings{}, [](const CgStep&) {}); });
  ASSERT_TRUE(report.converged);
  ASSERT_EQ(report.restarts, 0);
  const std::int64_t looks = report.iterations + 1;
  EXPECT_EQ(solve, (Transfers{0, 0, looks, looks * std::int64_t{sizeof(CgState)}, 2}));

  // Potential, K u and load of the nodes; vx, vy, speed and pressure of the elements; the numbers
  // of both in the file; the energy.
  const Transfers results = transfers_of(executor, [&] { (void)flow.recover(); });
  EXPECT_EQ(results, (Transfers{0, 0, 9, 28 * nodes + 36 * elements, 1}));
}

TEST(FlowPipelineTransfers, AreFewerWhenTheHostLooksSeldom) {
  const FlowProblem problem = support::rich_problem(12, 10);
  fenced::Executor executor(16);
  FlowSolve<fenced::Executor> flow(executor, problem);
  flow.prepare();
  flow.assemble();
  flow.apply_conditions();
  flow.prepare_operator();
  CgReport report;
  const Transfers solve =
      transfers_of(executor, [&] { report = flow.solve(CgSettings{}, [](const CgStep&) {}); });
  // The state before the first iteration and after every batch, and after the one that was already
  // in the queue when the last look said converged.
  EXPECT_EQ(solve.downloads, 1 + (report.iterations + 15) / 16 + 1);
}

}  // namespace
}  // namespace tessera
