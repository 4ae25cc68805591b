#include "kernels/stages/path_simulation.hpp"

#include <gtest/gtest.h>
#include <vector>

#include "host/pipelines/quasi_tables.hpp"
#include "tests/support/gpu_test.hpp"
#include "tests/support/option_cases.hpp"
#include "tests/support/scalar_paths.hpp"

namespace tessera {
namespace {

using support::get;
using support::numbers_of;
using support::OptionCase;

class PathSimulationEquivalence : public support::Equivalence {
 protected:
  void expect_same_records(const PathProblem& problem, SampleChunks chunks) {
    expect_same_bits([&](auto& executor) { return records_on(executor, problem, chunks); });
  }

  // With the tables of its points.
  void expect_same_quasi_records(PathProblem problem, SampleChunks chunks) {
    const auto directions = sobol_directions(sample_dimensions(problem));
    const auto bridge = bridge_points(problem.contract.steps);
    expect_same_bits([&](auto& executor) {
      const auto directions_there = support::put(executor, directions);
      const auto bridge_there = support::put(executor, bridge);
      problem.quasi = {directions_there.view().data, bridge_there.view().data,
                       problem.contract.steps, normals_per_step(problem)};
      return records_on(executor, problem, chunks);
    });
  }

 private:
  template <class Exec>
  static std::vector<double> records_on(Exec& executor, const PathProblem& problem,
                                        SampleChunks chunks) {
    auto records = allocate<SampleMoments>(executor, chunks.chunk_count);
    simulate_paths(executor, problem, chunks, records.view());
    std::vector<double> numbers;
    for (const SampleMoments& record : get(executor, records.view())) {
      const std::vector<double> of_record = numbers_of(record);
      numbers.insert(numbers.end(), of_record.begin(), of_record.end());
    }
    return numbers;
  }
};

TEST_F(PathSimulationEquivalence, RecordsHaveTheSameBitsForEveryContract) {
  for (const OptionCase& contract : support::every_contract(2)) {
    for (const OptionCase& option : support::variations_of(contract)) {
      SCOPED_TRACE(option.name);
      PathProblem problem = option.problem;
      problem.layout.samples_per_replicate = 3 * kSampleChunk + 133;
      expect_same_records(problem, {0, 2, 2});
    }
  }
}

TEST_F(PathSimulationEquivalence, OneStepHasTheSameBits) {
  for (const OptionCase& contract : support::every_contract(1)) {
    if (contract.problem.contract.payoff != Payoff::european) continue;
    for (const OptionCase& option : support::variations_of(contract)) {
      SCOPED_TRACE(option.name);
      PathProblem problem = option.problem;
      problem.layout.samples_per_replicate = 2 * kSampleChunk + 31;
      expect_same_records(problem, {0, 1, 2});
    }
  }
}

TEST_F(PathSimulationEquivalence, QuasiRandomRecordsHaveTheSameBitsForEveryContract) {
  for (const OptionCase& contract : support::every_contract(5)) {
    for (const OptionCase& option : support::variations_of(contract)) {
      SCOPED_TRACE(option.name);
      PathProblem problem = option.problem;
      problem.sampler.sampler = Sampler::sobol;
      problem.sampler.scrambling =
          problem.contract.side == OptionSide::call ? Scrambling::owen : Scrambling::shift;
      problem.layout.samples_per_replicate = 64;
      problem.layout.replicates = 32;
      expect_same_quasi_records(problem, {5, 0, 1});
    }
  }
}

TEST_F(PathSimulationEquivalence, QuasiRandomPointsBeyondTheFirstChunkHaveTheSameBits) {
  PathProblem problem =
      support::problem_of(Payoff::asian_arithmetic, OptionSide::call, Monitoring::discrete, 7);
  problem.sampler.sampler = Sampler::sobol;
  problem.layout.samples_per_replicate = kMostSobolPoints;
  problem.layout.replicates = 32;
  expect_same_quasi_records(problem, {31, kMostSobolPoints / kSampleChunk - 1, 1});
}

TEST_F(PathSimulationEquivalence, SamplesWhoseCallsNeedTwoWordsHaveTheSameBits) {
  constexpr std::int64_t kFarChunk = (std::int64_t{1} << 33) / kSampleChunk * 8 + 3;
  for (const Payoff payoff : {Payoff::european, Payoff::asian_arithmetic, Payoff::basket}) {
    for (const Precision precision : {Precision::f64, Precision::f32}) {
      PathProblem problem = support::problem_of(payoff, OptionSide::call, Monitoring::discrete, 2);
      problem.precision = precision;
      problem.layout.samples_per_replicate = (kFarChunk + 1) * kSampleChunk;
      expect_same_records(problem, {0, kFarChunk, 1});
      problem.layout.antithetic = true;
      expect_same_records(problem, {0, kFarChunk, 1});
    }
  }
}

TEST_F(PathSimulationEquivalence, ReturnsOfAnySizeHaveTheSameBits) {
  for (const OptionCase& contract : support::every_contract(2)) {
    if (contract.problem.model != PathModel::gbm) continue;
    for (const OptionCase& option : support::variations_of(contract)) {
      SCOPED_TRACE(option.name);
      PathProblem problem = option.problem;
      problem.market.volatility = 30.0;
      for (double& volatility : problem.basket.volatility) volatility = 30.0;
      problem.layout.samples_per_replicate = kSampleChunk;
      expect_same_records(problem, {0, 0, 1});
    }
  }
}

TEST_F(PathSimulationEquivalence, InvalidSamplesAreTheSame) {
  PathProblem problem =
      support::problem_of(Payoff::european, OptionSide::put, Monitoring::discrete, 1);
  problem.layout.samples_per_replicate = 2 * kSampleChunk;
  problem.market.volatility = 20.0;
  problem.market.rate = 450.0;
  problem.control = Control::underlying;
  problem.control_beta = 1.0;
  expect_same_records(problem, {0, 0, 2});
}

TEST_F(PathSimulationEquivalence, MergedRecordsHaveTheSameBits) {
  std::vector<SampleMoments> chunks(kChunkGroup + 5);
  for (std::size_t chunk = 0; chunk < chunks.size(); ++chunk) {
    chunks[chunk].count = static_cast<std::int64_t>(chunk % 3);
    chunks[chunk].invalid_count = chunk % 7 == 3 ? 1 : 0;
    chunks[chunk].first_invalid_path =
        chunk % 7 == 3 ? static_cast<std::int64_t>(1000 * chunk) : -1;
    for (int output = 0; output < kOutputs; ++output) {
      chunks[chunk].sum[output] = static_cast<double>(chunk % 3) * (0.1 * output + 1.7);
      chunks[chunk].m2[output] = 1.0 / static_cast<double>(chunk + 1);
    }
  }
  expect_same_bits([&](auto& executor) {
    const auto input = support::put(executor, chunks);
    auto groups = allocate<SampleMoments>(executor, 2);
    merge_moments(executor, input.view(), groups.view());
    std::vector<double> numbers;
    for (const SampleMoments& record : get(executor, groups.view())) {
      const std::vector<double> of_record = numbers_of(record);
      numbers.insert(numbers.end(), of_record.begin(), of_record.end());
    }
    return numbers;
  });
}

}  // namespace
}  // namespace tessera
