#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "host/pipelines/monte_carlo.hpp"
#include "tests/support/gpu_test.hpp"
#include "tests/support/option_cases.hpp"
#include "tests/support/scalar_paths.hpp"

namespace tessera {
namespace {

class GpuMonteCarlo : public support::Equivalence {
 protected:
  // Moments, estimate and control of a whole run.
  void expect_same_run(const McPlan& plan) {
    expect_same_bits([&](auto& executor) {
      const McResult result = simulate(executor, plan);
      std::vector<double> numbers = support::numbers_of(result.moments);
      numbers.insert(numbers.end(), {result.price.value, result.price.standard_error,
                                     result.control_beta, static_cast<double>(result.paths)});
      return numbers;
    });
  }

  static McPlan plan_of(Payoff payoff, int steps, std::int64_t paths) {
    McPlan plan;
    plan.problem = support::problem_of(payoff, OptionSide::call, Monitoring::discrete, steps);
    plan.paths = paths;
    return plan;
  }
};

TEST_F(GpuMonteCarlo, APseudoRandomRunHasTheSameBits) {
  McPlan plan = plan_of(Payoff::european, 1, 40'000);
  expect_same_run(plan);
  plan.problem.greeks = true;
  plan.problem.layout.antithetic = true;
  expect_same_run(plan);
}

TEST_F(GpuMonteCarlo, ARunWithAControlVariateHasTheSameBits) {
  McPlan plan = plan_of(Payoff::asian_arithmetic, 4, 20'000);
  plan.control_variate = true;
  expect_same_run(plan);
  plan.problem.precision = Precision::f32;
  expect_same_run(plan);
}

TEST_F(GpuMonteCarlo, AQuasiRandomRunHasTheSameBits) {
  McPlan plan = plan_of(Payoff::asian_arithmetic, 6, 2'048);
  plan.problem.sampler.sampler = Sampler::sobol;
  expect_same_run(plan);
  plan = plan_of(Payoff::european, 3, 2'048);
  plan.problem.model = PathModel::heston;
  plan.problem.sampler.sampler = Sampler::sobol;
  plan.problem.sampler.scrambling = Scrambling::shift;
  expect_same_run(plan);
}

}  // namespace
}  // namespace tessera
