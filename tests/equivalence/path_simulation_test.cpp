#include "kernels/stages/path_simulation.hpp"

#include <gtest/gtest.h>
#include <vector>

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
    expect_same_bits([&](auto& executor) {
      auto records = allocate<SampleMoments>(executor, chunks.chunk_count);
      simulate_paths(executor, problem, chunks, records.view());
      std::vector<double> numbers;
      for (const SampleMoments& record : get(executor, records.view())) {
        const std::vector<double> of_record = numbers_of(record);
        numbers.insert(numbers.end(), of_record.begin(), of_record.end());
      }
      return numbers;
    });
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
