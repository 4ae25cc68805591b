// The semi-analytic Heston price against published values, parity and limits.

#include <cmath>
#include <gtest/gtest.h>

#include "host/closed_forms/black_scholes.hpp"
#include "host/closed_forms/heston.hpp"

namespace tessera {
namespace {

// What heston_price promises, of the geometric mean of forward and strike.
constexpr double kPromise = 1e-10;

TEST(HestonPrice, MatchesLewisReferencePrices) {
  // Alan Lewis, "Heston model reference prices", 2019; also in QuantLib's test suite.
  struct Row {
    double strike;
    double put;
    double call;
  };
  for (const Row& row : {Row{80, 7.958878113256768, 26.774758743998854},
                         Row{90, 12.017966707346305, 20.933349000596710},
                         Row{100, 17.055270961270109, 16.070154917028834},
                         Row{110, 23.017825898442801, 12.132211516709845},
                         Row{120, 29.811026202682472, 9.0249134834578356}}) {
    const HestonOption terms{100, row.strike, 0.01, 0.02, 1.0, 0.04, 4.0, 0.25, 1.0, -0.5};
    EXPECT_NEAR(heston_price(OptionSide::put, terms), row.put, 1e-12);
    EXPECT_NEAR(heston_price(OptionSide::call, terms), row.call, 1e-12);
  }
}

TEST(HestonPrice, MatchesLewisShortOptionFarOut) {
  // Three and a half days, 10 % out: a price of 4.5e-8 at a spot of 100.
  const HestonOption terms{100, 90, 0.01, 0.02, 0.01, 0.01, 4.0, 0.25, 1.0, -0.5};
  EXPECT_NEAR(heston_price(OptionSide::put, terms), 4.5183603586861773e-8, 1e-13);
}

TEST(HestonPrice, MatchesFangAndOosterlee) {
  // Fang & Oosterlee 2008, tables 4 and 5; their reference of the first year is 1.6e-8 off.
  HestonOption terms{100, 100, 0.0, 0.0, 1.0, 0.0175, 1.5768, 0.0398, 0.5751, -0.5711};
  EXPECT_NEAR(heston_price(OptionSide::call, terms), 5.785155450, 2e-8);
  terms.maturity_y = 10.0;
  EXPECT_NEAR(heston_price(OptionSide::call, terms), 22.318945791, 1e-9);
}

TEST(HestonPrice, MatchesAndersensLongCases) {
  // Andersen 2008, cases I and II, which violate the Feller condition by far: three decimals.
  constexpr double kThreeDecimals = 1e-3;
  const auto first = [](double strike) {
    return heston_price(OptionSide::call, {100, strike, 0, 0, 10.0, 0.04, 0.5, 0.04, 1.0, -0.9});
  };
  EXPECT_NEAR(first(60), 44.330, kThreeDecimals);
  EXPECT_NEAR(first(100), 13.085, kThreeDecimals);
  EXPECT_NEAR(first(140), 0.296, kThreeDecimals);
  EXPECT_NEAR(heston_price(OptionSide::call, {100, 100, 0, 0, 15.0, 0.04, 0.3, 0.04, 0.9, -0.5}),
              16.649, kThreeDecimals);
}

TEST(HestonPrice, MatchesBroadieAndKaya) {
  // Broadie & Kaya 2006, table 3: four decimals.
  const HestonOption terms{100, 100, 0.05, 0.0, 5.0, 0.09, 2.0, 0.09, 1.0, -0.3};
  EXPECT_NEAR(heston_price(OptionSide::call, terms), 34.9998, 1e-4);
}

TEST(HestonPrice, CallMinusPutIsTheForward) {
  for (const double strike : {20.0, 100.0, 500.0}) {
    for (const double maturity : {0.02, 1.0, 30.0}) {
      const HestonOption terms{100, strike, 0.03, 0.01, maturity, 0.09, 1.5, 0.04, 0.8, 0.4};
      const double discount = std::exp(-0.03 * maturity);
      const double forward = 100 * std::exp(0.02 * maturity);
      EXPECT_NEAR(heston_price(OptionSide::call, terms) - heston_price(OptionSide::put, terms),
                  discount * (forward - strike), kPromise * std::sqrt(forward * strike));
    }
  }
}

TEST(HestonPrice, WithoutVolatilityOfVarianceIsBlackScholesOfItsMean) {
  const HestonOption terms{100, 110, 0.03, 0.0, 2.0, 0.09, 1.5, 0.04, 0.0, -0.7};
  const double mean = 0.04 + (0.09 - 0.04) * (1.0 - std::exp(-3.0)) / 3.0;
  const GbmOption gbm{100, 110, 0.03, 0.0, std::sqrt(mean), 2.0};
  const double expected = black_scholes_price(OptionSide::call, gbm);
  EXPECT_NEAR(heston_price(OptionSide::call, terms), expected, 1e-12);
  // And the way there is smooth: without correlation the difference falls with the square.
  HestonOption nearly = terms;
  nearly.correlation = 0.0;
  nearly.vol_of_vol = 1e-2;
  const double coarse = heston_price(OptionSide::call, nearly) - expected;
  nearly.vol_of_vol = 1e-3;
  const double fine = heston_price(OptionSide::call, nearly) - expected;
  EXPECT_NEAR(coarse / fine, 100.0, 0.5);
}

TEST(HestonPrice, IsSmoothAcrossFullCorrelation) {
  for (const double correlation : {-1.0, 1.0}) {
    HestonOption terms{100, 100, 0.01, 0.02, 1.0, 0.04, 4.0, 0.25, 1.0, correlation};
    const double full = heston_price(OptionSide::call, terms);
    terms.correlation *= 1.0 - 1e-9;
    EXPECT_NEAR(heston_price(OptionSide::call, terms), full, 1e-7);
  }
}

TEST(HestonPrice, NeverFallsBelowTheIntrinsicValue) {
  const HestonOption terms{100, 1.0, 0.0, 0.0, 0.01, 0.01, 4.0, 0.01, 0.1, 0.0};
  EXPECT_GE(heston_price(OptionSide::call, terms), 99.0);
  EXPECT_GE(heston_price(OptionSide::put, terms), 0.0);
}

}  // namespace
}  // namespace tessera
