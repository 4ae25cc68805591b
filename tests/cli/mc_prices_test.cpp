// Prices of `tessera mc` against closed forms, from the command line to the JSON: every one within
// four of its own standard errors.

#include <cmath>

#include "tests/cli/mc_binary.hpp"

namespace tessera::support {
namespace {

using nlohmann::json;

// The chance of a right program to fall out of it is 6e-5 a price; seeds are fixed, so that it
// falls out always or never.
constexpr double kStandardErrors = 4.0;

struct Priced {
  const char* name;
  Arguments flags;
};

class McPrice : public McBinary, public ::testing::WithParamInterface<Priced> {};

void expect_near(double value, double error, double exact) {
  EXPECT_GT(error, 0.0);
  EXPECT_LE(std::abs(value - exact), kStandardErrors * error) << value << " +- " << error;
}

TEST_P(McPrice, IsWithinFourStandardErrorsOfTheClosedForm) {
  for (const char* seed : {"1", "2", "3"}) {
    Arguments flags = GetParam().flags;
    flags.insert(flags.end(), {"--seed", seed});
    const json found = summary(flags);
    SCOPED_TRACE(seed);
    ASSERT_TRUE(found["reference"].is_number());
    expect_near(found["value"], found["standard_error"], found["reference"]);
    // An error that says something: below 2 % of the price.
    EXPECT_LT(found["standard_error"].get<double>(), 0.02 * found["reference"].get<double>());
    if (found["greeks"].is_null()) continue;
    for (const auto& [name, greek] : found["greeks"].items()) {
      SCOPED_TRACE(name);
      expect_near(greek["value"], greek["standard_error"], greek["reference"]);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Gbm, McPrice,
    ::testing::Values(
        Priced{"EuropeanCall", {"--paths", "200k", "--greeks"}},
        Priced{"EuropeanPutInSteps",
               {"--payoff", "european-put", "--paths", "100k", "--steps", "7", "--dividend", "0.04",
                "--volatility", "0.45", "--maturity", "3", "--strike", "80", "--greeks"}},
        Priced{"EuropeanCallInSinglePrecision", {"--paths", "200k", "--precision", "f32"}},
        Priced{"EuropeanCallAntitheticWithControl",
               {"--paths", "100k", "--antithetic", "--control-variate", "--strike", "120"}},
        Priced{"GeometricAsianCall",
               {"--payoff", "asian-geometric-call", "--paths", "50k", "--steps", "12", "--greeks"}},
        Priced{"GeometricAsianPut",
               {"--payoff", "asian-geometric-put", "--paths", "50k", "--steps", "52", "--rate",
                "-0.01", "--control-variate"}},
        Priced{"UpOutCall",
               {"--payoff", "barrier-up-out-call", "--barrier", "140", "--monitoring", "bridge",
                "--paths", "100k", "--steps", "4", "--greeks"}},
        Priced{"UpOutPut",
               {"--payoff", "barrier-up-out-put", "--barrier", "110", "--monitoring", "bridge",
                "--paths", "100k", "--steps", "3", "--strike", "115", "--greeks", "--precision",
                "f32"}},
        Priced{
            "DownOutCall",
            {"--payoff", "barrier-down-out-call", "--barrier", "90", "--monitoring", "bridge",
             "--paths", "100k", "--steps", "5", "--dividend", "0.02", "--antithetic", "--greeks"}},
        Priced{"DownOutPut",
               {"--payoff", "barrier-down-out-put", "--barrier", "60", "--monitoring", "bridge",
                "--paths", "100k", "--steps", "6", "--volatility", "0.3", "--greeks",
                "--control-variate"}},
        Priced{"LookbackCall",
               {"--payoff", "lookback-call", "--monitoring", "bridge", "--paths", "50k", "--steps",
                "4", "--greeks"}},
        Priced{"LookbackPut",
               {"--payoff", "lookback-put", "--monitoring", "bridge", "--paths", "50k", "--steps",
                "3", "--strike", "90", "--rate", "0.02", "--dividend", "0.02", "--greeks"}}),
    [](const auto& tested) { return std::string(tested.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Heston, McPrice,
    ::testing::Values(
        Priced{"Call", {"--model", "heston", "--paths", "40k", "--steps", "32", "--greeks"}},
        Priced{"ShortCallWithControl",
               {"--model", "heston", "--paths", "40k", "--steps", "16", "--greeks", "--maturity",
                "0.1", "--control-variate", "--strike", "102"}},
        Priced{"PutWhereTheFellerConditionHolds",
               {"--model",  "heston",        "--payoff",     "european-put", "--paths",
                "40k",      "--steps",       "32",           "--kappa",      "4",
                "--theta",  "0.09",          "--vol-of-vol", "0.3",          "--initial-variance",
                "0.16",     "--correlation", "0.3",          "--strike",     "110",
                "--greeks", "--antithetic"}}),
    [](const auto& tested) { return std::string(tested.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Sobol, McPrice,
    ::testing::Values(Priced{"EuropeanCall", {"--sampler", "sobol", "--paths", "64k", "--greeks"}},
                      Priced{"EuropeanPutShifted",
                             {"--sampler", "sobol", "--scramble", "shift", "--paths", "64k",
                              "--payoff", "european-put", "--precision", "f32"}},
                      Priced{"GeometricAsianCall",
                             {"--sampler", "sobol", "--payoff", "asian-geometric-call", "--paths",
                              "32k", "--steps", "16", "--antithetic"}},
                      Priced{"DownOutPut",
                             {"--sampler", "sobol", "--payoff", "barrier-down-out-put", "--barrier",
                              "60", "--monitoring", "bridge", "--paths", "64k", "--steps", "6",
                              "--greeks"}},
                      Priced{"LookbackCall",
                             {"--sampler", "sobol", "--payoff", "lookback-call", "--monitoring",
                              "bridge", "--paths", "32k", "--steps", "4"}},
                      Priced{"HestonCall",
                             {"--sampler", "sobol", "--model", "heston", "--paths", "32k",
                              "--steps", "32", "--greeks"}}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST_F(McPrice, OfABasketOfOneAssetIsTheEuropeanOption) {
  const json european = summary({"--paths", "1000", "--volatility", "0.3"});
  const json basket =
      summary({"--payoff", "basket-call", "--paths", "200k", "--volatility", "0.3"});
  expect_near(basket["value"], basket["standard_error"], european["reference"]);
}

TEST_F(McPrice, OfFullyDependentAssetsIsNearlyThatOfOne) {
  // With a correlation of 0.999999 both assets are the same one.
  write("rho.txt", "1 0.999999\n0.999999 1\n");
  const json european = summary({"--paths", "1000"});
  const json basket = summary({"--payoff", "basket-call", "--spot", "100", "--spot", "100",
                               "--paths", "200k", "--correlation-matrix", "rho.txt"});
  expect_near(basket["value"], basket["standard_error"], european["reference"]);
}

TEST_F(McPrice, OfDiscreteBarriersIsNearThatOfTheMovedBarrier) {
  // Broadie, Glasserman & Kou: their error is 0.001 of the price at 50 dates and a barrier 10 %
  // off.
  const json found = summary({"--payoff", "barrier-down-out-call", "--barrier", "90", "--paths",
                              "200k", "--steps", "50", "--control-variate"});
  const double nearby = found["nearby"]["value"];
  EXPECT_LE(std::abs(found["value"].get<double>() - nearby),
            kStandardErrors * found["standard_error"].get<double>() + 0.001 * nearby);
}

TEST_F(McPrice, WithAControlVariateHasASmallerError) {
  const auto error = [&](Arguments flags) {
    flags.insert(flags.end(), {"--paths", "20k", "--steps", "12"});
    return summary(flags)["standard_error"].get<double>();
  };
  // Variances fall by these factors at least (Asian: some 1000 in the literature).
  EXPECT_LT(error({"--control-variate"}), error({}) / std::sqrt(5.0));
  EXPECT_LT(error({"--payoff", "asian-arithmetic-call", "--control-variate"}),
            error({"--payoff", "asian-arithmetic-call"}) / std::sqrt(300.0));
}

TEST_F(McPrice, BySobolHasASmallerErrorThanByAsManyRandomPaths) {
  const json random = summary({"--paths", "131072"});
  const json quasi = summary({"--paths", "131072", "--sampler", "sobol"});
  EXPECT_EQ(quasi["paths"], 131072);
  // Some 4,096 points each: the error is about 1/4096 to the power 1.5 of one sample's, not 1/2.
  EXPECT_LT(quasi["standard_error"].get<double>(), random["standard_error"].get<double>() / 20.0);
}

}  // namespace
}  // namespace tessera::support
