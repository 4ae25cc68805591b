// Monte Carlo through the pipeline: what a run promises, whatever the executor.

#include "host/pipelines/monte_carlo.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "cpu_fallback/stages.hpp"
#include "host/errors.hpp"
#include "tests/support/monte_carlo_run.hpp"
#include "tests/support/same_bits.hpp"
#include "tests/support/scalar_paths.hpp"
#include "tests/support/teams.hpp"

namespace tessera {
namespace {

using support::black_scholes;
using support::numbers_of;
using support::OptionCase;
using support::plan_of;
using support::run;

class McTeams : public ::testing::TestWithParam<support::TeamCase> {
 protected:
  void SetUp() override { TESSERA_SKIP_PROCESSES_UNDER_TSAN(GetParam().team); }
};

TEST_P(McTeams, HaveTheSameBits) {
  cpu::Executor executor({GetParam().team, GetParam().workers, cpu::best_instruction_set()});
  for (const Payoff payoff : {Payoff::european, Payoff::asian_arithmetic, Payoff::basket}) {
    McPlan plan = plan_of(payoff, OptionSide::call, 2, 50001);
    if (payoff == Payoff::basket) plan.problem.sampler.sampler = Sampler::sobol;
    plan.control_variate = true;
    plan.problem.greeks = payoff != Payoff::basket;
    plan.problem.layout.antithetic = true;
    const McResult expected = run(plan);
    const McResult found = simulate(executor, plan);
    EXPECT_SAME_BITS(numbers_of(found.moments), numbers_of(expected.moments));
    EXPECT_SAME_BITS(found.price.value, expected.price.value);
    EXPECT_SAME_BITS(found.price.standard_error, expected.price.standard_error);
    EXPECT_SAME_BITS(found.control_beta, expected.control_beta);
    EXPECT_EQ(found.paths, payoff == Payoff::basket ? 2 * 32 * 1024 : 50002);
  }
}

INSTANTIATE_TEST_SUITE_P(Cpu, McTeams,
                         ::testing::ValuesIn(support::teams_with({1, 2, 3, 4, 5, 6, 7})),
                         support::name_of_case);

/// An executor that makes other batches, to the pipeline a type of its own.
struct SmallBatches : cpu::Executor {
  using cpu::Executor::Executor;
};
std::int64_t groups_per_batch(const SmallBatches&) { return 1; }
std::int64_t path_steps_per_call(const SmallBatches&) { return 1; }

TEST(MonteCarlo, BatchesDoNotChangeBits) {
  const McPlan plan = plan_of(Payoff::european, OptionSide::call, 1, (3 << 20) + 77777);
  SmallBatches small({cpu::Team::serial, 1, cpu::best_instruction_set()});
  EXPECT_SAME_BITS(numbers_of(simulate(small, plan).moments), numbers_of(run(plan).moments));
}

struct EuropeanCase {
  Market market;
  double strike, maturity;
  std::uint64_t seed;
  int steps;
};

const std::vector<EuropeanCase> kEuropeanCases{
    {{100.0, 0.03, 0.0, 0.2}, 100.0, 1.0, 42, 1},    {{100.0, 0.0, 0.02, 0.4}, 120.0, 0.5, 1, 1},
    {{50.0, 0.1, 0.0, 0.1}, 45.0, 2.0, 7, 1},        {{100.0, -0.01, 0.0, 0.8}, 80.0, 3.0, 99, 1},
    {{1.0, 0.05, 0.05, 0.3}, 1.1, 0.25, 123456, 12}, {{100.0, 0.03, 0.0, 0.2}, 100.0, 1.0, 43, 12}};

TEST(MonteCarlo, EuropeanPricesAreBlackScholesWithinFourStandardErrors) {
  for (const EuropeanCase& option : kEuropeanCases) {
    for (const OptionSide side : {OptionSide::call, OptionSide::put}) {
      for (const Precision precision : {Precision::f64, Precision::f32}) {
        McPlan plan = plan_of(Payoff::european, side, option.steps, 400000);
        plan.problem.market = option.market;
        plan.problem.contract.strike = option.strike;
        plan.problem.contract.maturity = option.maturity;
        plan.problem.sampler.seed = option.seed;
        plan.problem.precision = precision;
        const McResult result = run(plan);
        ASSERT_TRUE(result.is_valid());
        ASSERT_GT(result.price.standard_error, 0.0);
        EXPECT_NEAR(result.price.value, black_scholes(option.market, plan.problem.contract),
                    4.0 * result.price.standard_error)
            << "seed " << option.seed;
      }
    }
  }
}

struct HestonCase {
  Market market;
  double strike, maturity;
  HestonVariance variance;
  double call;
};

// The prices are integrals of Heston's (1993) characteristic function by 20,000 midpoints.
const std::vector<HestonCase> kHestonCases{
    {{100.0, 0.03, 0.0, 0.0}, 100.0, 1.0, {1.0, 0.04, 0.5, -0.7, 0.04}, 8.626743335},
    {{100.0, 0.05, 0.02, 0.0}, 90.0, 2.0, {2.0, 0.09, 0.3, 0.3, 0.05}, 22.340682413}};

TEST(MonteCarlo, HestonPricesAreThoseOfTheCharacteristicFunction) {
  for (const HestonCase& option : kHestonCases) {
    for (const Sampler sampler : {Sampler::pseudo, Sampler::sobol}) {
      McPlan plan = plan_of(Payoff::european, OptionSide::call, 32, 1 << 18);
      plan.problem.model = PathModel::heston;
      plan.problem.market = option.market;
      plan.problem.variance = option.variance;
      plan.problem.contract.strike = option.strike;
      plan.problem.contract.maturity = option.maturity;
      plan.problem.sampler.sampler = sampler;
      plan.control_variate = true;
      const McResult result = run(plan);
      ASSERT_LT(result.price.standard_error, 0.02);
      EXPECT_NEAR(result.price.value, option.call, 4.0 * result.price.standard_error);
    }
  }
}

// Call - put is a linear function of the underlying: with the same paths the difference has the
// error of the underlying alone, and with that as control none but rounding.
TEST(MonteCarlo, PutAndCallHaveParity) {
  McPlan plan = plan_of(Payoff::european, OptionSide::call, 1, 100000);
  const Market& market = plan.problem.market;
  const double call = run(plan).price.value;
  plan.problem.contract.side = OptionSide::put;
  const double put = run(plan).price.value;
  plan.problem.contract.strike = 1e-9;
  plan.problem.contract.side = OptionSide::call;
  const double underlying = run(plan).price.value;
  EXPECT_NEAR(call - put, underlying - 98.0 * std::exp(-market.rate), 1e-8);
}

/// Variance of one sample of the price.
double variance_of(const McResult& result) {
  return result.moments.m2[0] / static_cast<double>(result.moments.count - 1);
}

TEST(MonteCarlo, GeometricControlTakesOffNearlyAllVarianceOfAnAsianOption) {
  McPlan plan = plan_of(Payoff::asian_arithmetic, OptionSide::call, 12, 100000);
  const McResult plain = run(plan);
  plan.control_variate = true;
  const McResult controlled = run(plan);
  EXPECT_GT(variance_of(plain) / variance_of(controlled), 500.0);
  EXPECT_NEAR(plain.price.value, controlled.price.value, 4.0 * plain.price.standard_error);
  EXPECT_NEAR(controlled.control_beta, 1.0, 0.2);
}

TEST(MonteCarlo, UnderlyingControlLowersTheVarianceOfACall) {
  McPlan plan = plan_of(Payoff::european, OptionSide::call, 1, 400000);
  const McResult plain = run(plan);
  plan.control_variate = true;
  const McResult controlled = run(plan);
  EXPECT_GT(variance_of(plain) / variance_of(controlled), 4.0);
  EXPECT_NEAR(controlled.price.value, black_scholes(plan.problem.market, plan.problem.contract),
              4.0 * controlled.price.standard_error);
}

// The control of every contract has the mean that it is said to have: with and without it the
// prices are the same within their errors.
TEST(MonteCarlo, ControlsDoNotChangeThePrice) {
  for (const OptionCase& option : support::every_contract(4)) {
    SCOPED_TRACE(option.name);
    McPlan plan;
    plan.problem = option.problem;
    plan.paths = 100000;
    const McResult plain = run(plan);
    plan.control_variate = true;
    plan.problem.sampler.seed = 5;
    const McResult controlled = run(plan);
    EXPECT_LE(variance_of(controlled), 1.05 * variance_of(plain));
    EXPECT_NEAR(plain.price.value, controlled.price.value,
                4.0 * std::hypot(plain.price.standard_error, controlled.price.standard_error));
  }
}

TEST(MonteCarlo, AntitheticPairsHaveNoBiasAndLessVariance) {
  McPlan plan = plan_of(Payoff::european, OptionSide::call, 1, 800000);
  plan.problem.layout.antithetic = true;
  const McResult result = run(plan);
  EXPECT_EQ(result.samples, 400000);
  EXPECT_EQ(result.paths, 800000);
  EXPECT_NEAR(result.price.value, black_scholes(plan.problem.market, plan.problem.contract),
              4.0 * result.price.standard_error);
  plan.problem.layout.antithetic = false;
  EXPECT_LT(result.price.standard_error, 0.9 * run(plan).price.standard_error);
}

// The error over 64 seeds for 2^8 and 2^14 samples: 2^6 times as many make it 2^3 times smaller.
TEST(MonteCarlo, ErrorFallsWithTheRootOfThePaths) {
  double squares[2] = {};
  for (std::uint64_t seed = 0; seed < 64; ++seed) {
    for (int level = 0; level < 2; ++level) {
      McPlan plan = plan_of(Payoff::european, OptionSide::call, 1, level == 0 ? 256 : 16384);
      plan.problem.sampler.seed = seed;
      const double error =
          run(plan).price.value - black_scholes(plan.problem.market, plan.problem.contract);
      squares[level] += error * error;
    }
  }
  const double slope = 0.5 * std::log2(squares[1] / squares[0]) / 6.0;
  EXPECT_NEAR(slope, -0.5, 0.07);
}

/// Root of the mean squared error of a call over some seeds, with `samples` samples of sobol.
double sobol_error(Scrambling scrambling, std::int64_t samples) {
  double squares = 0.0;
  constexpr int kSeeds = 16;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    McPlan plan = plan_of(Payoff::european, OptionSide::call, 1, samples);
    plan.problem.sampler = {Sampler::sobol, scrambling, seed, RandomStream::paths};
    const double error =
        run(plan).price.value - black_scholes(plan.problem.market, plan.problem.contract);
    squares += error * error / kSeeds;
  }
  return std::sqrt(squares);
}

// The payoff has a kink, so the slopes are not yet those of smooth integrands.
TEST(MonteCarlo, ErrorOfSobolFallsFasterThanTheRoot) {
  for (const Scrambling scrambling : {Scrambling::shift, Scrambling::owen}) {
    const double ratio = sobol_error(scrambling, 32 * 8192) / sobol_error(scrambling, 32 * 64);
    EXPECT_LE(std::log2(ratio) / 7.0, -0.8);
  }
}

TEST(MonteCarlo, SobolPricesAreWithinTheirErrors) {
  for (const Scrambling scrambling : {Scrambling::owen, Scrambling::shift}) {
    for (const OptionCase& option : support::every_contract(8)) {
      SCOPED_TRACE(option.name);
      McPlan plan;
      plan.problem = option.problem;
      plan.paths = 60000;
      const McResult pseudo = run(plan);
      plan.problem.sampler.sampler = Sampler::sobol;
      plan.problem.sampler.scrambling = scrambling;
      const McResult sobol = run(plan);
      EXPECT_EQ(sobol.paths, 32 * 2048);
      EXPECT_LT(sobol.price.standard_error, pseudo.price.standard_error);
      EXPECT_NEAR(sobol.price.value, pseudo.price.value,
                  4.5 * std::hypot(pseudo.price.standard_error, sobol.price.standard_error));
    }
  }
}

TEST(MonteCarlo, SobolRefusesMoreDimensionsThanItHas) {
  McPlan plan = plan_of(Payoff::asian_arithmetic, OptionSide::call, 100000, 1000);
  plan.problem.sampler.sampler = Sampler::sobol;
  EXPECT_THROW(run(plan), UsageError);
}

TEST(MonteCarlo, StopsAtTheTargetAfterPowersOfTwoOnly) {
  McPlan plan = plan_of(Payoff::european, OptionSide::call, 1, std::int64_t{1} << 21);
  const McResult enough = run(plan);
  plan.paths = std::int64_t{1} << 40;
  plan.target_error = enough.price.standard_error;
  const McResult result = run(plan);
  EXPECT_TRUE(result.reached_target);
  EXPECT_EQ(result.samples, std::int64_t{1} << 21);
  EXPECT_SAME_BITS(numbers_of(result.moments), numbers_of(enough.moments));
}

TEST(MonteCarlo, EndsAtThePathsWhenTheTargetIsOutOfReach) {
  McPlan plan = plan_of(Payoff::european, OptionSide::call, 1, 1500000);
  plan.target_error = 1e-9;
  const McResult result = run(plan);
  EXPECT_FALSE(result.reached_target);
  EXPECT_EQ(result.paths, 1500000);
}

TEST(MonteCarlo, ProgressEndsAtAllPaths) {
  McPlan plan = plan_of(Payoff::asian_arithmetic, OptionSide::call, 4, 200001);
  std::vector<std::int64_t> seen;
  McObserver observer;
  observer.progress = [&](const McProgress& progress) {
    EXPECT_EQ(progress.paths_planned, 200001);
    seen.push_back(progress.paths_done);
  };
  run(plan, {cpu::Team::serial, 1}, observer);
  ASSERT_FALSE(seen.empty());
  EXPECT_TRUE(std::is_sorted(seen.begin(), seen.end()));
  EXPECT_EQ(seen.back(), 200001);
}

TEST(MonteCarlo, NamesAPathThatIsNotFinite) {
  McPlan plan = plan_of(Payoff::european, OptionSide::call, 1, 5000);
  plan.problem.market.spot = 1e200;
  const McResult result = run(plan);
  EXPECT_FALSE(result.is_valid());
  EXPECT_EQ(result.moments.first_invalid_path, 0);
  EXPECT_EQ(result.moments.invalid_count, 5000);
  EXPECT_EQ(result.paths, 5000);
}

// A zero strike turns the barrier option into the underlying that survives; of monitoring all the
// time fewer do. The bridge and the correction are two ways to the same price.
TEST(MonteCarlo, BridgeAndCorrectionAgreeOnContinuousMonitoring) {
  for (const Payoff payoff : {Payoff::barrier_up_out, Payoff::barrier_down_out, Payoff::lookback}) {
    McPlan plan = plan_of(payoff, OptionSide::call, 50, 200000);
    const double discrete = run(plan).price.value;
    plan.problem.contract.monitoring = Monitoring::bridge;
    const McResult bridge = run(plan);
    plan.problem.contract.monitoring = Monitoring::corrected;
    const McResult corrected = run(plan);
    EXPECT_NEAR(bridge.price.value, corrected.price.value,
                5.0 * bridge.price.standard_error + 0.005 * bridge.price.value);
    EXPECT_GT(std::abs(discrete - bridge.price.value), 5.0 * bridge.price.standard_error);
  }
}

}  // namespace
}  // namespace tessera
