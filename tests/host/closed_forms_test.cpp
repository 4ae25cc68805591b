// Prices that are known, against published tables, parity and limits.

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <vector>

#include "host/closed_forms/barrier.hpp"
#include "host/closed_forms/black_scholes.hpp"
#include "host/closed_forms/gauss.hpp"
#include "host/closed_forms/geometric_asian.hpp"
#include "host/closed_forms/lookback.hpp"
#include "host/closed_forms/quadrature.hpp"

namespace tessera {
namespace {

// Published with four decimals, some of them cut off and not rounded.
constexpr double kFourDecimals = 1e-4;
// What a handful of double operations on prices of about 100 may lose.
constexpr double kRounding = 1e-11;

double discount(const GbmOption& terms) { return std::exp(-terms.rate * terms.maturity_y); }
double forward(const GbmOption& terms) {
  return terms.spot * std::exp((terms.rate - terms.dividend) * terms.maturity_y);
}

TEST(Gauss, FarTailMeetsTheDistributionAndNeverOverflows) {
  for (const double x : {-24.9, -25.1, -30.0, -37.0}) {
    EXPECT_NEAR(exp_times_gauss(0.0, x) / gauss_distribution(x), 1.0, 1e-12) << x;
  }
  // exp(a) N(-x) with a = x^2/2 is about 1 / (x sqrt(2 pi)).
  EXPECT_NEAR(exp_times_gauss(0.5e8, -1e4) * 1e4 * std::sqrt(2.0 * M_PI), 1.0, 1e-7);
  EXPECT_EQ(exp_times_gauss(700.0, -1e4), 0.0);
}

TEST(Quadrature, IsExactForPolynomialsAndRefinesWhereItMust) {
  // Degree 22 is what 15 Kronrod nodes integrate exactly.
  EXPECT_NEAR(integrate([](double x) { return std::pow(x, 22); }, 0.0, 1.0, 1.0).value, 1.0 / 23.0,
              1e-16);
  const auto peak = [](double x) { return 1.0 / (1e-4 + (x - 0.3) * (x - 0.3)); };
  const double exact = (std::atan(70.0) + std::atan(30.0)) * 100.0;
  const Quadrature found = integrate(peak, 0.0, 1.0, 1e-9);
  EXPECT_NEAR(found.value, exact, 1e-9);
  EXPECT_LE(found.error, 1e-9);
}

TEST(BlackScholes, MatchesHaugsExamples) {
  // Haug 2007, sections 1.1.1 and 1.1.3 (spot index option of section 1.1.2).
  EXPECT_NEAR(black_scholes_price(OptionSide::call, {60, 65, 0.08, 0.0, 0.30, 0.25}), 2.1334,
              kFourDecimals);
  EXPECT_NEAR(black_scholes_price(OptionSide::put, {100, 95, 0.10, 0.05, 0.20, 0.5}), 2.4648,
              kFourDecimals);
  // The textbook case, to more places than any textbook: computed with 40 digits.
  EXPECT_NEAR(black_scholes_price(OptionSide::call, {100, 100, 0.05, 0.0, 0.2, 1.0}),
              10.450583572185565, 1e-13);
}

TEST(BlackScholes, CallMinusPutIsTheForward) {
  for (const double strike : {1.0, 60.0, 100.0, 1000.0}) {
    const GbmOption terms{100.0, strike, 0.03, 0.01, 0.25, 2.0};
    EXPECT_NEAR(
        black_scholes_price(OptionSide::call, terms) - black_scholes_price(OptionSide::put, terms),
        discount(terms) * (forward(terms) - strike), kRounding);
  }
}

TEST(BlackScholes, WithoutDeviationIsTheIntrinsicValue) {
  EXPECT_DOUBLE_EQ(lognormal_price(OptionSide::call, 110.0, 100.0, 0.0, 0.5), 5.0);
  EXPECT_EQ(lognormal_price(OptionSide::put, 110.0, 100.0, 0.0, 0.5), 0.0);
}

TEST(BlackScholes, GreeksAreTheDerivativesOfThePrice) {
  constexpr double kStep = 1e-3;
  // Central differences err by the third derivative times the square of the step, and by rounding
  // over (the square of) the step.
  constexpr double kFirst = 1e-6;
  constexpr double kSecond = 1e-5;
  for (const OptionSide side : {OptionSide::call, OptionSide::put}) {
    const GbmOption terms{100.0, 95.0, 0.05, 0.02, 0.3, 0.75};
    const auto at = [&](double spot, double volatility) {
      GbmOption moved = terms;
      moved.spot += spot;
      moved.volatility += volatility;
      return black_scholes_price(side, moved);
    };
    const BlackScholesGreeks greeks = black_scholes_greeks(side, terms);
    EXPECT_NEAR(greeks.delta, (at(kStep, 0) - at(-kStep, 0)) / (2 * kStep), kFirst);
    EXPECT_NEAR(greeks.gamma, (at(kStep, 0) - 2 * at(0, 0) + at(-kStep, 0)) / (kStep * kStep),
                kSecond);
    EXPECT_NEAR(greeks.vega, (at(0, kStep) - at(0, -kStep)) / (2 * kStep), 1e-3);
  }
}

TEST(GeometricAsian, MatchesClewlowAndStrickland) {
  EXPECT_NEAR(geometric_asian_price(OptionSide::call, {100, 100, 0.06, 0.03, 0.2, 1.0}, 10),
              5.3425606635, 1e-10);
}

TEST(GeometricAsian, OnOneDateIsTheEuropeanOption) {
  const GbmOption terms{100.0, 105.0, 0.04, 0.01, 0.3, 1.5};
  for (const OptionSide side : {OptionSide::call, OptionSide::put}) {
    EXPECT_NEAR(geometric_asian_price(side, terms, 1), black_scholes_price(side, terms), kRounding);
  }
}

TEST(GeometricAsian, OnManyDatesIsKemnaAndVorsts) {
  // Continuous average: volatility v/sqrt(3), carry (b - v^2/6)/2 (Kemna & Vorst 1990); Haug 2007,
  // section 4.20.1: a put of 4.6922.
  const GbmOption terms{80.0, 85.0, 0.05, -0.03, 0.2, 0.25};
  EXPECT_NEAR(geometric_asian_price(OptionSide::put, terms, 1'000'000), 4.6922, kFourDecimals);
}

struct HaugBarrier {
  Payoff kind;
  double barrier;
  OptionSide side;
  double strike;
  double at_25;  // price with a volatility of 0.25
  double at_30;
};

// Haug's table pays a rebate at the moment of the touch; ours does not, so it is added here: term F
// of Reiner & Rubinstein.
double rebate_value(const HaugBarrier& option, const GbmOption& terms, double rebate) {
  const double eta = option.kind == Payoff::barrier_up_out ? -1.0 : 1.0;
  const double variance = terms.volatility * terms.volatility;
  const double mu = (terms.rate - terms.dividend - 0.5 * variance) / variance;
  const double lambda = std::sqrt(mu * mu + 2.0 * terms.rate / variance);
  const double deviation = terms.volatility * std::sqrt(terms.maturity_y);
  const double z = std::log(option.barrier / terms.spot) / deviation + lambda * deviation;
  const double ratio = option.barrier / terms.spot;
  return rebate *
         (std::pow(ratio, mu + lambda) * gauss_distribution(eta * z) +
          std::pow(ratio, mu - lambda) * gauss_distribution(eta * (z - 2 * lambda * deviation)));
}

TEST(Barrier, MatchesHaugsTable) {
  using enum Payoff;
  using enum OptionSide;
  const std::vector<HaugBarrier> table{
      {barrier_down_out, 95, call, 90, 9.0246, 8.8334},
      {barrier_down_out, 95, call, 100, 6.7924, 7.0285},
      {barrier_down_out, 95, call, 110, 4.8759, 5.4137},
      {barrier_up_out, 105, call, 90, 2.6789, 2.6341},
      {barrier_up_out, 105, call, 100, 2.3580, 2.4389},
      {barrier_up_out, 105, call, 110, 2.3453, 2.4315},
      {barrier_down_out, 95, put, 90, 2.2798, 2.4170},
      {barrier_down_out, 95, put, 100, 2.2947, 2.4258},
      {barrier_down_out, 95, put, 110, 2.6252, 2.6246},
      {barrier_up_out, 105, put, 90, 3.7760, 4.2293},
      {barrier_up_out, 105, put, 100, 5.4932, 5.8032},
      {barrier_up_out, 105, put, 110, 7.5187, 7.5649},
  };
  constexpr double kRebate = 3.0;
  for (const HaugBarrier& option : table) {
    GbmOption terms{100.0, option.strike, 0.08, 0.04, 0.25, 0.5};
    EXPECT_NEAR(barrier_price(option.kind, option.side, terms, option.barrier) +
                    rebate_value(option, terms, kRebate),
                option.at_25, kFourDecimals);
    terms.volatility = 0.30;
    EXPECT_NEAR(barrier_price(option.kind, option.side, terms, option.barrier) +
                    rebate_value(option, terms, kRebate),
                option.at_30, kFourDecimals);
  }
}

TEST(Barrier, FarAwayLeavesTheEuropeanOption) {
  const GbmOption terms{100.0, 100.0, 0.03, 0.0, 0.2, 1.0};
  for (const OptionSide side : {OptionSide::call, OptionSide::put}) {
    const double european = black_scholes_price(side, terms);
    EXPECT_NEAR(barrier_price(Payoff::barrier_up_out, side, terms, 1e4), european, kRounding);
    EXPECT_NEAR(barrier_price(Payoff::barrier_down_out, side, terms, 1.0), european, kRounding);
  }
}

TEST(Barrier, AtTheSpotOrWithNothingInsideIsWorthless) {
  const GbmOption terms{100.0, 120.0, 0.03, 0.0, 0.2, 1.0};
  EXPECT_EQ(barrier_price(Payoff::barrier_up_out, OptionSide::put, terms, 100.0), 0.0);
  EXPECT_EQ(barrier_price(Payoff::barrier_down_out, OptionSide::call, terms, 101.0), 0.0);
  EXPECT_EQ(barrier_price(Payoff::barrier_up_out, OptionSide::call, terms, 110.0), 0.0);
  EXPECT_EQ(
      barrier_price(Payoff::barrier_down_out, OptionSide::put, {100, 80, 0.03, 0, 0.2, 1}, 90),
      0.0);
}

TEST(Barrier, HoldsAtALowVolatilityWhereThePowersOverflow) {
  // The spot runs to 102.02 with certainty.
  const GbmOption terms{100.0, 90.0, 0.08, 0.04, 1e-3, 0.5};
  const double certain = discount(terms) * (forward(terms) - 90.0);
  EXPECT_NEAR(barrier_price(Payoff::barrier_up_out, OptionSide::call, terms, 105.0), certain,
              kRounding);
  EXPECT_NEAR(barrier_price(Payoff::barrier_down_out, OptionSide::call, terms, 95.0), certain,
              kRounding);
  EXPECT_NEAR(barrier_price(Payoff::barrier_up_out, OptionSide::call, terms, 101.0), 0.0,
              kRounding);
}

TEST(Barrier, MovedAwayFromTheSpotIsNearlyTheDiscreteOne) {
  // Broadie, Glasserman & Kou 1997, table 1.1: 50 dates, the columns "corrected" and "true".
  struct Row {
    double barrier;
    double corrected;
    double discrete;
  };
  constexpr double kThreeDecimals = 0.5e-3;
  constexpr double kErrorOfTheMethod = 3e-3;  // largest in these rows of the table
  for (const Row& row : {Row{85, 6.322, 6.322}, Row{88, 6.242, 6.242}, Row{91, 5.977, 5.977},
                         Row{93, 5.585, 5.584}, Row{95, 4.907, 4.907}, Row{97, 3.836, 3.834}}) {
    const GbmOption terms{100.0, 100.0, 0.1, 0.0, 0.3, 0.2};
    const double moved =
        continuous_barrier_of_discrete(Payoff::barrier_down_out, row.barrier, 0.3, 0.2 / 50);
    const double price = barrier_price(Payoff::barrier_down_out, OptionSide::call, terms, moved);
    EXPECT_NEAR(price, row.corrected, kThreeDecimals);
    EXPECT_NEAR(price, row.discrete, kErrorOfTheMethod);
  }
  EXPECT_NEAR(continuous_barrier_of_discrete(Payoff::barrier_up_out, 120.0, 0.3, 0.01),
              120.0 * std::exp(0.5826 * 0.03), 1e-3);
}

struct HaugLookback {
  double strike;
  double volatility;
  double half_year_call;
  double half_year_put;
};

TEST(Lookback, MatchesHaugsTable) {
  for (const HaugLookback& row :
       {HaugLookback{95, 0.1, 13.2687, 0.6899}, HaugLookback{95, 0.2, 18.9263, 4.4448},
        HaugLookback{95, 0.3, 24.9857, 8.9213}, HaugLookback{100, 0.1, 8.5126, 3.3917},
        HaugLookback{100, 0.2, 14.1702, 8.3177}, HaugLookback{100, 0.3, 20.2296, 13.1579},
        HaugLookback{105, 0.1, 4.3908, 8.1478}, HaugLookback{105, 0.2, 9.8905, 13.0739},
        HaugLookback{105, 0.3, 15.8512, 17.9140}}) {
    const GbmOption terms{100.0, row.strike, 0.10, 0.0, row.volatility, 0.5};
    EXPECT_NEAR(lookback_price(OptionSide::call, terms), row.half_year_call, kFourDecimals);
    EXPECT_NEAR(lookback_price(OptionSide::put, terms), row.half_year_put, kFourDecimals);
  }
  EXPECT_NEAR(lookback_price(OptionSide::call, {100, 95, 0.1, 0, 0.1, 1.0}), 18.3241,
              kFourDecimals);
}

TEST(Lookback, IsTheIntegralOfTouchProbabilities) {
  // E[max(M - K, 0)] = integral over m > K of P(M > m), by the reflection principle.
  for (const double rate : {0.02, 0.0201, 0.06, -0.03}) {
    const GbmOption terms{100.0, 105.0, rate, 0.02, 0.25, 1.5};
    const double deviation = terms.volatility * std::sqrt(terms.maturity_y);
    const double drift =
        (rate - terms.dividend - 0.5 * terms.volatility * terms.volatility) * terms.maturity_y;
    const auto touched = [&](double log_level) {
      const double direct = gauss_distribution((drift - log_level) / deviation);
      const double reflected = exp_times_gauss(2.0 * drift * log_level / (deviation * deviation),
                                               (-drift - log_level) / deviation);
      return (direct + reflected) * terms.spot * std::exp(log_level);
    };
    const double expected = discount(terms) * integrate(touched, std::log(1.05), 8.0, 1e-11).value;
    EXPECT_NEAR(lookback_price(OptionSide::call, terms), expected, 1e-9) << rate;
  }
}

TEST(Lookback, IsSmoothWhereRateAndYieldAgree) {
  for (const OptionSide side : {OptionSide::call, OptionSide::put}) {
    const auto price = [&](double rate) {
      return lookback_price(side, {100.0, 95.0, rate, 0.03, 0.2, 1.0});
    };
    // A second difference: price'' * 1e-14 is far below rounding.
    EXPECT_NEAR(price(0.03 + 1e-7) - 2.0 * price(0.03) + price(0.03 - 1e-7), 0.0, 1e-11);
    // Where the two forms of the difference quotient meet: 2 (r - q) / v^2 = 1/2.
    EXPECT_NEAR(price(0.04 + 1e-7) - 2.0 * price(0.04) + price(0.04 - 1e-7), 0.0, 1e-11);
  }
}

}  // namespace
}  // namespace tessera
