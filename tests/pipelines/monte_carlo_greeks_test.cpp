// Sensitivities through the pipeline against slopes of the price and closed forms.

#include <cmath>
#include <gtest/gtest.h>
#include <string>

#include "kernels/stages/path_bumps.hpp"
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

// The same paths, priced in runs of their own.
double price_moved(const McPlan& plan, double spot, double volatility) {
  McPlan other = plan;
  other.problem = moved(plan.problem, spot, volatility);
  return run(other).price.value;
}

// Of every contract whose sensitivities are differences, with and without heavy rounds, mirrors and
// control: they are those of whole runs.
TEST(MonteCarloGreeks, DifferencesAreThoseOfRunsWithTheSameRandomNumbers) {
  int tested = 0;
  for (const support::OptionCase& contract : support::every_contract(3)) {
    for (const support::OptionCase& option : support::variations_of(contract)) {
      McPlan plan;
      plan.problem = option.problem;
      plan.problem.control = Control::none;
      plan.paths = 1000;
      if (!takes_differences(plan.problem) || plan.problem.precision == Precision::f32) continue;
      SCOPED_TRACE(option.name);
      ++tested;
      const McResult result = run(plan);
      const BumpSizes bump = bump_sizes(plan.problem);
      const double up = price_moved(plan, bump.spot, 0.0);
      const double here = price_moved(plan, 0.0, 0.0);
      const double down = price_moved(plan, -bump.spot, 0.0);
      const double vega =
          (price_moved(plan, 0.0, bump.volatility) - price_moved(plan, 0.0, -bump.volatility)) /
          (2.0 * bump.volatility);
      EXPECT_EQ(result.price.value, here);
      EXPECT_NEAR(result.greeks->delta.value, (up - down) / (2.0 * bump.spot), 1e-10);
      EXPECT_NEAR(result.greeks->gamma.value, (up - 2.0 * here + down) / (bump.spot * bump.spot),
                  1e-10);
      EXPECT_NEAR(result.greeks->vega.value, vega, 1e-8);
      EXPECT_GT(result.greeks->vega.standard_error, 0.0);
    }
  }
  EXPECT_GT(tested, 40);
}

// Each variant has a control of its own mean, so that no sensitivity is of the control.
TEST(MonteCarloGreeks, ControlVariatesLeaveTheMeansOfDifferences) {
  McPlan plan = plan_of(Payoff::european, OptionSide::call, 8, 1 << 16);
  plan.problem.model = PathModel::heston;
  plan.problem.greeks = true;
  const GreekEstimates plain = run(plan).greeks.value();
  plan.control_variate = true;
  const GreekEstimates controlled = run(plan).greeks.value();
  EXPECT_LT(controlled.delta.standard_error, plain.delta.standard_error);
  EXPECT_NEAR(controlled.delta.value, plain.delta.value, 4 * plain.delta.standard_error);
  EXPECT_NEAR(controlled.vega.value, plain.vega.value, 4 * plain.vega.standard_error);
}

struct MargrabeCase {
  double second_spot, second_volatility, correlation, maturity;
};

// An option to exchange one asset for another (Margrabe 1978), a basket with weights 1 and -1 and a
// strike of nearly nothing: all spots move together, and so do the volatilities.
TEST(MonteCarloGreeks, OfAnExchangeOptionAreThoseOfMargrabe) {
  for (const MargrabeCase& tested :
       {MargrabeCase{100.0, 0.3, 0.5, 1.0}, MargrabeCase{90.0, 0.15, -0.3, 0.25},
        MargrabeCase{120.0, 0.25, 0.8, 3.0}}) {
    McPlan plan = plan_of(Payoff::basket, OptionSide::call, 1, 1 << 18);
    plan.problem.contract.strike = 1e-9;
    plan.problem.contract.maturity = tested.maturity;
    plan.problem.greeks = true;
    Basket& basket = plan.problem.basket;
    basket = {};
    basket.count = 2;
    const double rho = tested.correlation;
    const double factor[3] = {1.0, rho, std::sqrt(1.0 - rho * rho)};
    for (int entry = 0; entry < 3; ++entry) basket.cholesky[entry] = factor[entry];
    const double spot[2] = {100.0, tested.second_spot};
    const double volatility[2] = {0.2, tested.second_volatility};
    for (int asset = 0; asset < 2; ++asset) {
      basket.spot[asset] = spot[asset];
      basket.volatility[asset] = volatility[asset];
      basket.weight[asset] = asset == 0 ? 1.0 : -1.0;
    }
    const auto margrabe = [&](double spot_shift, double volatility_shift) {
      const double first = spot[0] + spot_shift;
      const double second = spot[1] + spot_shift;
      const double a = volatility[0] + volatility_shift;
      const double b = volatility[1] + volatility_shift;
      const double variance = (a * a + b * b - 2.0 * rho * a * b) * tested.maturity;
      const double log_mean = std::log(first) - 0.5 * variance;
      return lognormal_payoff_mean(log_mean, variance, second, OptionSide::call);
    };
    constexpr double kSpot = 0.5;
    constexpr double kVolatility = 1e-3;
    const McResult result = run(plan);
    const GreekEstimates& greeks = result.greeks.value();
    EXPECT_NEAR(result.price.value, margrabe(0.0, 0.0), 4 * result.price.standard_error);
    EXPECT_NEAR(greeks.delta.value, (margrabe(kSpot, 0) - margrabe(-kSpot, 0)) / (2 * kSpot),
                4 * greeks.delta.standard_error);
    EXPECT_NEAR(greeks.gamma.value,
                (margrabe(kSpot, 0) - 2 * margrabe(0, 0) + margrabe(-kSpot, 0)) / (kSpot * kSpot),
                4 * greeks.gamma.standard_error + 1e-9);
    EXPECT_NEAR(greeks.vega.value,
                (margrabe(0, kVolatility) - margrabe(0, -kVolatility)) / (2 * kVolatility),
                4 * greeks.vega.standard_error);
  }
}

TEST(MonteCarloGreeks, MovesStayOnTheirSideOfTheBarrierAndAreExact) {
  PathProblem problem =
      support::problem_of(Payoff::barrier_up_out, OptionSide::call, Monitoring::bridge, 4);
  EXPECT_EQ(bump_sizes(problem).spot, 1.0);  // below 100 * 0.25 / 16
  EXPECT_EQ(bump_sizes(problem).volatility, 0x1p-7);
  problem.contract.barrier = 101.0;
  EXPECT_EQ(bump_sizes(problem).spot, 0.25);
  problem.contract.payoff = Payoff::barrier_down_out;
  problem.contract.barrier = 99.9;
  EXPECT_EQ(bump_sizes(problem).spot, 0x1p-6);
  problem = support::problem_of(Payoff::lookback, OptionSide::put, Monitoring::bridge, 4);
  EXPECT_EQ(bump_sizes(problem).spot, 0.5);  // a quarter of the way to the strike
  problem.contract.strike = problem.market.spot;
  EXPECT_EQ(bump_sizes(problem).spot, 0x1p-6);
  problem = support::problem_of(Payoff::basket, OptionSide::call, Monitoring::discrete, 1);
  problem.basket.spot[1] = 0.01;
  EXPECT_GT(moved(problem, -bump_sizes(problem).spot, 0.0).basket.spot[1], 0.0);
  problem = support::problem_of(Payoff::european, OptionSide::put, Monitoring::discrete, 1);
  problem.model = PathModel::heston;
  problem.variance.initial = 0.0;
  const double bump = bump_sizes(problem).volatility;
  EXPECT_EQ(moved(problem, 0.0, bump).variance.initial, bump * bump);
  EXPECT_EQ(moved(problem, 0.0, -bump).variance.initial, bump * bump);
}

}  // namespace
}  // namespace tessera
