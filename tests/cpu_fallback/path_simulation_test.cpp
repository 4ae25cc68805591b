#include "kernels/stages/path_simulation.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <vector>

#include "cpu_fallback/stages.hpp"
#include "tests/support/option_cases.hpp"
#include "tests/support/same_bits.hpp"
#include "tests/support/scalar_paths.hpp"
#include "tests/support/stage_test.hpp"

namespace tessera {
namespace {

using support::numbers_of;
using support::OptionCase;

class PathSimulation : public support::StageTest {
 protected:
  std::vector<SampleMoments> records(const PathProblem& problem, SampleChunks chunks) {
    auto moments = make<SampleMoments>(chunks.chunk_count);
    simulate_paths(executor, problem, chunks, moments.view());
    return get(moments);
  }
  SampleMoments record(const PathProblem& problem, std::int64_t chunk) {
    return records(problem, {0, chunk, 1}).front();
  }
};

SampleMoments scalar_record(const PathProblem& problem, std::int64_t chunk) {
  return problem.precision == Precision::f32 ? support::scalar_record<float>(problem, chunk)
                                             : support::scalar_record<double>(problem, chunk);
}

// Chunk 7 is the last one and not full.
TEST_P(PathSimulation, LanesHaveTheBitsOfOnePathAtATimeForEveryContract) {
  for (const OptionCase& contract : support::every_contract(3)) {
    for (const OptionCase& option : support::variations_of(contract)) {
      SCOPED_TRACE(option.name);
      PathProblem problem = option.problem;
      problem.layout.samples_per_replicate = 7 * kSampleChunk + 133;
      const SampleMoments found = record(problem, 7);
      ASSERT_EQ(found.count, 133);
      EXPECT_SAME_BITS(numbers_of(found), numbers_of(scalar_record(problem, 7)));
    }
  }
}

// Direction numbers and bridges of any kind serve: these are 32 random numbers per dimension, and a
// bridge over 3 steps by hand.
TEST_P(PathSimulation, QuasiRandomLanesHaveTheBitsOfOnePathAtATimeForEveryContract) {
  std::vector<std::uint32_t> numbers(32 * 3 * kMaxAssets);
  for (std::size_t number = 0; number < numbers.size(); ++number) {
    numbers[number] = mixed(static_cast<std::uint32_t>(number) + 1);
  }
  const std::vector<BridgePoint> points{{0.0, 1.0, std::sqrt(3.0), 0, 0},
                                        {2.0 / 3, 1.0 / 3, std::sqrt(2.0 / 3), 1, 0},
                                        {0.5, 0.5, std::sqrt(0.5), 2, 1}};
  const auto directions = put(numbers);
  const auto bridge = put(points);
  for (const OptionCase& contract : support::every_contract(3)) {
    for (const OptionCase& option : support::variations_of(contract)) {
      SCOPED_TRACE(option.name);
      PathProblem problem = option.problem;
      problem.sampler.sampler = Sampler::sobol;
      problem.sampler.scrambling =
          contract.problem.contract.side == OptionSide::call ? Scrambling::owen : Scrambling::shift;
      problem.layout.samples_per_replicate = 64;
      problem.layout.replicates = 32;
      problem.quasi = {directions.view().data, bridge.view().data, 3, normals_per_step(problem)};
      const SampleMoments found = records(problem, {5, 0, 1}).front();
      ASSERT_EQ(found.count, 64);
      const SampleMoments expected = problem.precision == Precision::f32
                                         ? support::scalar_record<float>(problem, 0, 5)
                                         : support::scalar_record<double>(problem, 0, 5);
      EXPECT_SAME_BITS(numbers_of(found), numbers_of(expected));
    }
  }
}

// The paths 2 j of an antithetic run are those of the plain run.
TEST_P(PathSimulation, AntitheticPairsBeginWithThePathsOfThePlainRun) {
  for (const OptionCase& option : support::every_contract(2)) {
    SCOPED_TRACE(option.name);
    const support::ScalarPaths<double> plain(option.problem);
    PathProblem problem = option.problem;
    problem.layout.antithetic = true;
    problem.layout.samples_per_replicate = 10;
    double sum = 0.0;
    for (std::int64_t sample = 0; sample < 10; ++sample) {
      const double pair = support::ScalarPaths<double>(problem).sample(sample).value[0];
      const double path = plain.sample(2 * sample).value[0];
      const double mirror = 2.0 * pair - path;
      EXPECT_GE(mirror, -1e-12 * path);
      sum += pair;
    }
    EXPECT_NEAR(record(problem, 0).sum[0], sum, 1e-12 * sum);
  }
}

TEST_P(PathSimulation, FullChunksHaveTheBitsOfOnePathAtATime) {
  for (const Precision precision : {Precision::f64, Precision::f32}) {
    for (const Payoff payoff : {Payoff::european, Payoff::asian_arithmetic, Payoff::basket}) {
      PathProblem problem = support::problem_of(payoff, OptionSide::call, Monitoring::discrete, 1);
      problem.precision = precision;
      problem.layout.samples_per_replicate = std::int64_t{1} << 50;
      for (const std::int64_t chunk : {std::int64_t{0}, std::int64_t{1}, std::int64_t{1} << 32}) {
        EXPECT_SAME_BITS(numbers_of(record(problem, chunk)),
                         numbers_of(scalar_record(problem, chunk)));
      }
    }
  }
}

TEST_P(PathSimulation, RecordsDoNotDependOnWhatElseIsAskedFor) {
  PathProblem problem =
      support::problem_of(Payoff::lookback, OptionSide::put, Monitoring::bridge, 5);
  problem.layout.samples_per_replicate = 9 * kSampleChunk + 1;
  const std::vector<SampleMoments> all = records(problem, {0, 0, 10});
  ASSERT_EQ(all.back().count, 1);
  for (std::int64_t chunk = 0; chunk < 10; ++chunk) {
    EXPECT_SAME_BITS(numbers_of(record(problem, chunk)),
                     numbers_of(all[static_cast<std::size_t>(chunk)]));
  }
}

TEST_P(PathSimulation, SeedsAndStreamsGiveOtherSamples) {
  PathProblem problem =
      support::problem_of(Payoff::european, OptionSide::call, Monitoring::discrete, 1);
  problem.layout.samples_per_replicate = kSampleChunk;
  const double sum = record(problem, 0).sum[0];
  problem.sampler.stream = RandomStream::pilot;
  EXPECT_NE(record(problem, 0).sum[0], sum);
  problem.sampler = {};
  problem.sampler.seed += std::uint64_t{1} << 40;
  EXPECT_NE(record(problem, 0).sum[0], sum);
}

// A spot of 1e160 makes every sample too large for its square; the mirror of a path that is not
// finite does not save the pair.
TEST_P(PathSimulation, NamesTheFirstSampleThatIsNotValid) {
  PathProblem problem =
      support::problem_of(Payoff::european, OptionSide::call, Monitoring::discrete, 1);
  problem.layout.samples_per_replicate = 3 * kSampleChunk;
  problem.market.spot = 1e160;
  SampleMoments found = record(problem, 2);
  EXPECT_EQ(found.count, 0);
  EXPECT_EQ(found.invalid_count, kSampleChunk);
  EXPECT_EQ(found.first_invalid_path, 2 * kSampleChunk);
  EXPECT_EQ(found.sum[0], 0.0);
  EXPECT_EQ(found.m2[0], 0.0);
  problem.layout.antithetic = true;
  EXPECT_EQ(record(problem, 2).first_invalid_path, 4 * kSampleChunk);
}

// About every eighth path grows beyond the largest valid sample: those alone are left out, and the
// others have the moments that they have among themselves.
TEST_P(PathSimulation, LeavesOutTheSamplesThatAreNotValidAndNoOthers) {
  PathProblem problem =
      support::problem_of(Payoff::european, OptionSide::put, Monitoring::discrete, 1);
  problem.layout.samples_per_replicate = kSampleChunk;
  problem.market.volatility = 20.0;
  problem.market.rate = 450.0;
  problem.control = Control::underlying;
  problem.control_beta = 1.0;
  const support::ScalarPaths<double> paths(problem);
  std::vector<double> values;
  std::int64_t first_invalid = -1;
  for (std::int64_t sample = 0; sample < kSampleChunk; ++sample) {
    values.push_back(paths.sample(sample).value[0]);
    if (!is_valid_sample(values.back()) && first_invalid < 0) first_invalid = sample;
  }
  const auto value = [&](std::int64_t sample) { return values[static_cast<std::size_t>(sample)]; };
  const Moments expected = chunk_moments(
      kSampleChunk, value, [&](std::int64_t sample) { return is_valid_sample(value(sample)); });
  const SampleMoments found = record(problem, 0);
  ASSERT_GT(expected.count, 0);
  ASSERT_LT(expected.count, kSampleChunk);
  EXPECT_EQ(found.first_invalid_path, first_invalid);
  EXPECT_EQ(found.count, expected.count);
  EXPECT_EQ(found.count + found.invalid_count, kSampleChunk);
  EXPECT_SAME_BITS(found.sum[0], expected.sum);
  EXPECT_SAME_BITS(found.m2[0], expected.m2);
}

TEST_P(PathSimulation, MergesEveryThousandAndTwentyFourRecords) {
  std::vector<SampleMoments> chunks(2 * kChunkGroup + 5);
  for (std::size_t chunk = 0; chunk < chunks.size(); ++chunk) {
    chunks[chunk].count = 1 + static_cast<std::int64_t>(chunk % 3);
    for (int output = 0; output < kOutputs; ++output) {
      chunks[chunk].sum[output] = std::sqrt(static_cast<double>(chunk + 1)) * (output + 1);
      chunks[chunk].m2[output] = 1.0 / static_cast<double>(chunk + 1);
    }
  }
  const auto input = put(chunks);
  auto groups = make<SampleMoments>(3);
  merge_moments(executor, input.view(), groups.view());
  const std::vector<SampleMoments> found = get(groups);
  for (std::int64_t group = 0; group < 3; ++group) {
    const SampleMoments expected =
        merge_group(chunks.data() + group * kChunkGroup, group < 2 ? kChunkGroup : std::int64_t{5});
    EXPECT_SAME_BITS(numbers_of(found[static_cast<std::size_t>(group)]), numbers_of(expected));
  }
}

TESSERA_FOR_EVERY_INSTRUCTION_SET(PathSimulation);

}  // namespace
}  // namespace tessera
