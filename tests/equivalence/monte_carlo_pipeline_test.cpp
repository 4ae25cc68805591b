// The Monte Carlo pipeline on an executor with a memory of its own.

#include <gtest/gtest.h>

#include "host/pipelines/monte_carlo.hpp"
#include "tests/support/fenced_executor.hpp"
#include "tests/support/monte_carlo_run.hpp"
#include "tests/support/same_bits.hpp"
#include "tests/support/scalar_paths.hpp"

namespace tessera {
namespace {

using support::numbers_of;

McPlan rich_plan(Sampler sampler, std::int64_t paths) {
  McPlan plan = support::plan_of(Payoff::asian_arithmetic, OptionSide::call, 3, paths);
  plan.problem.sampler.sampler = sampler;
  plan.problem.greeks = true;
  plan.control_variate = true;
  return plan;
}

TEST(MonteCarloPipeline, ForgetsNoUploadAndNoDownload) {
  for (const Sampler sampler : {Sampler::pseudo, Sampler::sobol}) {
    fenced::Executor executor;
    const McPlan plan = rich_plan(sampler, 200000);
    const McResult expected = support::run(plan);
    const McResult found = simulate(executor, plan);
    EXPECT_SAME_BITS(numbers_of(found.moments), numbers_of(expected.moments));
    EXPECT_SAME_BITS(found.price.standard_error, expected.price.standard_error);
    EXPECT_SAME_BITS(found.greeks->gamma.value, expected.greeks->gamma.value);
    EXPECT_SAME_BITS(found.control_beta, expected.control_beta);
  }
}

// Three pilots, and one record of 1024 chunks for every 2^20 samples.
TEST(MonteCarloPipeline, DownloadsOneRecordForAMillionSamples) {
  fenced::Executor executor;
  McPlan plan = support::plan_of(Payoff::european, OptionSide::call, 1, 5 << 20);
  plan.control_variate = true;
  const McResult result = simulate(executor, plan);
  EXPECT_EQ(result.samples, 5 << 20);
  EXPECT_EQ(executor.transfers.uploads, 0);
  EXPECT_EQ(executor.transfers.downloaded_bytes,
            static_cast<std::int64_t>((3 + 5) * sizeof(SampleMoments)));
}

}  // namespace
}  // namespace tessera
