// Sensitivities through the pipeline against slopes of the price and closed forms.

#include <cmath>
#include <gtest/gtest.h>
#include <string>

#include "tests/support/monte_carlo_run.hpp"

namespace tessera {
namespace {

using support::plan_of;
using support::run;

// By central differences of prices of the same paths, whose own error is far below.
TEST(MonteCarloGreeks, GreeksAreTheSlopesOfThePrice) {
  for (const Payoff payoff : {Payoff::european, Payoff::asian_arithmetic, Payoff::asian_geometric,
                              Payoff::lookback, Payoff::barrier_up_out}) {
    for (const OptionSide side : {OptionSide::call, OptionSide::put}) {
      SCOPED_TRACE(std::string(support::name_of(payoff)) +
                   (side == OptionSide::call ? " call" : " put"));
      McPlan plan = plan_of(payoff, side, 4, 1 << 20);
      plan.problem.contract.strike = side == OptionSide::call ? 104.0 : 96.0;
      plan.problem.greeks = true;
      const McResult result = run(plan);
      plan.problem.greeks = false;
      const auto price = [&](double spot, double volatility) {
        McPlan moved = plan;
        moved.problem.market.spot = spot;
        moved.problem.market.volatility = volatility;
        return run(moved).price.value;
      };
      const double sigma = plan.problem.market.volatility;
      const double up = price(102.0, sigma);
      const double down = price(98.0, sigma);
      const double delta = (up - down) / 4.0;
      const double gamma = (up - 2.0 * price(100.0, sigma) + down) / 4.0;
      const double vega = (price(100.0, sigma + 0.005) - price(100.0, sigma - 0.005)) / 0.01;
      // The slopes have errors of their own: of the steps, and of the paths where the payoff jumps.
      const bool jumps = payoff == Payoff::barrier_up_out;
      const GreekEstimates& greeks = result.greeks.value();
      EXPECT_NEAR(greeks.delta.value, delta, 4 * greeks.delta.standard_error + 0.01);
      EXPECT_NEAR(greeks.gamma.value, gamma,
                  4 * greeks.gamma.standard_error + (jumps ? 0.02 : 0.003));
      EXPECT_NEAR(greeks.vega.value, vega, 4 * greeks.vega.standard_error + (jumps ? 5.0 : 0.3));
    }
  }
}

TEST(MonteCarloGreeks, EuropeanGreeksAreThoseOfBlackScholes) {
  for (const int steps : {1, 5}) {
    McPlan plan = plan_of(Payoff::european, OptionSide::call, steps, 1 << 19);
    plan.problem.greeks = true;
    const McResult result = run(plan);
    const Market& market = plan.problem.market;
    const double d1 = (std::log(100.0 / 98.0) + market.rate - market.dividend + 0.03125) / 0.25;
    const double discount = std::exp(-market.dividend);
    const double density = normal_density(d1) * discount;
    const GreekEstimates& greeks = result.greeks.value();
    EXPECT_NEAR(greeks.delta.value, discount * normal_distribution(d1),
                4 * greeks.delta.standard_error);
    EXPECT_NEAR(greeks.gamma.value, density / 25.0, 4 * greeks.gamma.standard_error);
    EXPECT_NEAR(greeks.vega.value, density * 100.0, 4 * greeks.vega.standard_error);
    EXPECT_LT(greeks.gamma.standard_error, 0.01 * greeks.gamma.value);
  }
}

}  // namespace
}  // namespace tessera
