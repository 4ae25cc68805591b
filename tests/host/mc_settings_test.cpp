// The flags of `tessera mc`: what they mean, what fits together, and what is refused in which
// words.

#include "host/commands/mc_settings.hpp"

#include <CLI/CLI.hpp>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "host/commands/mc_parameters.hpp"
#include "host/errors.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tessera {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

using Flags = std::vector<std::string>;

/// What `tessera mc FLAGS` works with.
McSettings settled(const Flags& flags) {
  McChoices choices;
  CLI::App command;
  add_mc_flags(command, choices);
  std::vector<std::string> reversed(flags.rbegin(), flags.rend());
  command.parse(reversed);
  return settle_mc(choices, {});
}

struct Refusal {
  ExitCode code = ExitCode::done;
  std::string words;
};

Refusal refusal(const Flags& flags) {
  try {
    static_cast<void>(settled(flags));
  } catch (const Error& error) {
    return {error.code(), error.what()};
  }
  return {};
}

json parameters(const McSettings& settings) {
  return parameters_json(settings.plan, settings.correlation);
}

TEST(McSettings, DefaultsAreThoseOfTheContract) {
  const McSettings settings = settled({});
  const json expected = json::parse(R"({"payoff": "european-call", "model": "gbm", "spot": 100.0,
    "strike": 100.0, "rate": 0.03, "dividend": 0.0, "volatility": 0.2, "maturity": 1.0,
    "paths": 10000000, "steps": 1, "seed": 42, "sampler": "pseudo", "antithetic": false,
    "control_variate": false, "heavy": 0, "precision": "f64", "greeks": false})");
  EXPECT_EQ(parameters(settings), expected);
  EXPECT_THAT(settings.warnings, IsEmpty());
  EXPECT_EQ(settings.plan.target_error, 0.0);
}

TEST(McSettings, EveryFlagEndsUpInThePlan) {
  const McSettings settings = settled({"--payoff",     "barrier-down-out-put",
                                       "--spot",       "110",
                                       "--strike",     "95.5",
                                       "--rate",       "0.01",
                                       "--dividend",   "0.02",
                                       "--volatility", "0.3",
                                       "--maturity",   "2",
                                       "--barrier",    "80",
                                       "--monitoring", "bridge",
                                       "--paths",      "1.5M",
                                       "--steps",      "12",
                                       "--seed",       "18446744073709551615",
                                       "--sampler",    "sobol",
                                       "--scramble",   "shift",
                                       "--precision",  "f32",
                                       "--antithetic", "--control-variate",
                                       "--heavy",      "3"});
  const json expected = json::parse(R"({"payoff": "barrier-down-out-put", "model": "gbm",
    "spot": 110.0, "strike": 95.5, "rate": 0.01, "dividend": 0.02, "volatility": 0.3,
    "maturity": 2.0, "barrier": 80.0, "monitoring": "bridge", "paths": 1500000, "steps": 12,
    "seed": 18446744073709551615, "sampler": "sobol", "scramble": "shift", "antithetic": true,
    "control_variate": true, "heavy": 3, "precision": "f32", "greeks": false})");
  EXPECT_EQ(parameters(settings), expected);
}

TEST(McSettings, HestonHasItsOwnParametersAndNoVolatility) {
  const McSettings settings =
      settled({"--model", "heston", "--kappa", "2", "--theta", "0.09", "--vol-of-vol", "0.4",
               "--correlation", "-0.3", "--initial-variance", "0", "--steps", "24"});
  const json found = parameters(settings);
  EXPECT_EQ(found["kappa"], 2.0);
  EXPECT_EQ(found["theta"], 0.09);
  EXPECT_EQ(found["vol_of_vol"], 0.4);
  EXPECT_EQ(found["correlation"], -0.3);
  EXPECT_EQ(found["initial_variance"], 0.0);
  EXPECT_FALSE(found.contains("volatility"));
}

TEST(McSettings, StepsAreTradingDaysWhereThePathMatters) {
  const auto steps = [](const Flags& flags) { return settled(flags).plan.problem.contract.steps; };
  EXPECT_EQ(steps({}), 1);
  EXPECT_EQ(steps({"--payoff", "basket-put"}), 1);
  EXPECT_EQ(steps({"--payoff", "asian-arithmetic-call"}), 252);
  EXPECT_EQ(steps({"--payoff", "barrier-up-out-call", "--barrier", "120"}), 252);
  EXPECT_EQ(steps({"--payoff", "lookback-put"}), 252);
  EXPECT_EQ(steps({"--model", "heston"}), 252);
  EXPECT_EQ(steps({"--model", "heston", "--payoff", "lookback-put"}), 252);
  EXPECT_EQ(steps({"--payoff", "asian-geometric-put", "--steps", "12"}), 12);
}

TEST(McSettings, PathsAreReadAsPeopleWriteThem) {
  for (const char* text : {"10000000", "10M", "1e7", "10000k", "0.01G"}) {
    EXPECT_EQ(settled({"--paths", text}).plan.paths, 10'000'000) << text;
  }
  for (const char* text : {"0", "-5", "many", "1.5", "", "1e20"}) {
    EXPECT_EQ(refusal({"--paths", text}).words,
              "--paths " + std::string(text) +
                  ": not a number of paths; valid is 1 or more, as in 5000000, 10M or 1e8");
  }
}

struct BadFlags {
  Flags flags;
  const char* words;  // what the message must hold

  friend void PrintTo(const BadFlags& tested, std::ostream* out) { *out << tested.words; }
};

class McRefusal : public ::testing::TestWithParam<BadFlags> {};

TEST_P(McRefusal, NamesTheFlagTheValueAndWhatIsValid) {
  const Refusal found = refusal(GetParam().flags);
  EXPECT_EQ(found.code, ExitCode::wrong_usage);
  EXPECT_THAT(found.words, HasSubstr(GetParam().words));
}

INSTANTIATE_TEST_SUITE_P(
    Values, McRefusal,
    ::testing::Values(
        BadFlags{{"--payoff", "asian-aritmetic-call"}, "did you mean 'asian-arithmetic-call'?"},
        BadFlags{{"--model", "hestn"}, "--model hestn: unknown; did you mean 'heston'?"},
        BadFlags{{"--sampler", "sobel"}, "did you mean 'sobol'?"},
        BadFlags{{"--sampler", "sobol", "--scramble", "owens"}, "did you mean 'owen'?"},
        BadFlags{{"--monitoring", "brigde"}, "did you mean 'bridge'?"},
        BadFlags{{"--precision", "f16"}, "--precision f16: unknown"},
        BadFlags{{"--volatility", "-0.2"},
                 "--volatility -0.2: must be more than 0 and finite; 0.2 is 20 % a year"},
        BadFlags{{"--volatility", "0"}, "--volatility 0: must be more than 0"},
        BadFlags{{"--spot", "-1"}, "--spot -1: must be more than 0 and finite"},
        BadFlags{{"--strike", "0"}, "--strike 0: must be more than 0 and finite"},
        BadFlags{{"--strike", "ten"}, "--strike ten: must be a number"},
        BadFlags{{"--rate", "nan"}, "--rate nan: must be finite"},
        BadFlags{{"--dividend", "inf"}, "--dividend inf: must be finite"},
        BadFlags{{"--maturity", "0"}, "--maturity 0: must be more than 0 and finite; in years"},
        BadFlags{{"--steps", "0"}, "--steps 0: must be 1 or more"},
        BadFlags{{"--seed", "-1"}, "--seed -1: must be a whole number from 0 on"},
        BadFlags{{"--seed", "18446744073709551616"}, "too large or too small"},
        BadFlags{{"--heavy", "-1"}, "--heavy -1: must be 0 or more"},
        BadFlags{{"--target-error", "0"}, "--target-error 0: must be more than 0"},
        BadFlags{{"--model", "heston", "--kappa", "0"}, "--kappa 0: must be more than 0"},
        BadFlags{{"--model", "heston", "--theta", "-1"}, "--theta -1: must be more than 0"},
        BadFlags{{"--model", "heston", "--vol-of-vol", "0"}, "--vol-of-vol 0: must be more than 0"},
        BadFlags{{"--model", "heston", "--correlation", "1.1"},
                 "--correlation 1.1: must be from -1 to 1"},
        BadFlags{{"--model", "heston", "--initial-variance", "-0.04"},
                 "--initial-variance -0.04: must be 0 or more"}));

INSTANTIATE_TEST_SUITE_P(
    Combinations, McRefusal,
    ::testing::Values(
        BadFlags{{"--payoff", "barrier-up-out-call"},
                 "--payoff barrier-up-out-call: needs --barrier, a level above the spot 100"},
        BadFlags{{"--payoff", "barrier-up-out-call", "--barrier", "90"},
                 "--barrier 90: must be above the spot 100"},
        BadFlags{{"--payoff", "barrier-up-out-put", "--barrier", "100"},
                 "--barrier 100: must be above the spot 100"},
        BadFlags{{"--payoff", "barrier-down-out-call", "--barrier", "120"},
                 "--barrier 120: must be below the spot 100"},
        BadFlags{{"--barrier", "120"}, "--barrier 120: european-call has no barrier"},
        BadFlags{{"--monitoring", "bridge"}, "valid for european-call is discrete"},
        BadFlags{{"--model", "heston", "--payoff", "lookback-call", "--monitoring", "bridge"},
                 "--monitoring bridge: between two dates the variance of heston is not known"},
        BadFlags{{"--model", "heston", "--volatility", "0.2"},
                 "heston takes its variance from --initial-variance and --theta"},
        BadFlags{{"--kappa", "1"}, "--kappa 1: only --model heston has it"},
        BadFlags{{"--correlation", "0.5"}, "of a basket say --correlation-matrix"},
        BadFlags{{"--model", "heston", "--payoff", "basket-call"},
                 "--model heston: baskets are simulated under gbm only"},
        BadFlags{{"--weight", "1"}, "--weight 1: only --payoff basket-call and basket-put have it"},
        BadFlags{{"--correlation-matrix", "x"}, "--correlation-matrix x: only --payoff basket"},
        BadFlags{{"--spot", "100", "--spot", "110"},
                 "--spot 100 --spot 110: stands more than once; only baskets have more than one"},
        BadFlags{{"--payoff", "basket-call", "--spot", "1", "--spot", "2", "--volatility", "0.1",
                  "--volatility", "0.2", "--volatility", "0.3"},
                 "stands 3 times; valid is once, or once for each of the 2 assets"},
        BadFlags{{"--payoff", "basket-call", "--spot", "1", "--spot", "2", "--weight", "1"},
                 "--weight 1: stands once; a basket needs a weight for each of its 2 assets"},
        BadFlags{{"--payoff", "basket-call", "--weight", "0"}, "is worth nothing"},
        BadFlags{{"--scramble", "owen"}, "--scramble owen: only --sampler sobol is scrambled"},
        BadFlags{{"--sampler", "sobol", "--target-error", "0.1"},
                 "--target-error 0.1: the standard error of sobol comes from whole scramblings"},
        BadFlags{{"--sampler", "sobol", "--paths", "1e12"},
                 "--paths 1e12: a scrambling of sobol has 2^32 points; valid is up to "
                 "137,438,953,472 paths"},
        BadFlags{{"--sampler", "sobol", "--steps", "100000"},
                 "--steps 100000: a path takes 100,000 random numbers, but sobol has direction "
                 "numbers for "}));

TEST(McSettings, WarnOfWhatIsHardlyMeant) {
  EXPECT_THAT(settled({"--volatility", "20"}).warnings,
              ElementsAre("warning: --volatility 20 is 2000 % a year"));
  EXPECT_THAT(settled({"--rate", "3"}).warnings, ElementsAre("warning: --rate 3 is 300 % a year"));
  EXPECT_THAT(settled({"--model", "heston", "--steps", "1"}).warnings,
              ElementsAre(HasSubstr("the Feller condition 2 kappa theta >= vol_of_vol^2 does not "
                                    "hold (0.08 < 0.25)")));
  EXPECT_THAT(settled({"--model", "heston", "--kappa", "4"}).warnings, IsEmpty());
  EXPECT_THAT(settled({"--payoff", "basket-call", "--spot", "90", "--spot", "110"}).warnings,
              ElementsAre(HasSubstr("the assets of the basket are taken as independent")));
}

class Baskets : public ::testing::Test {
 protected:
  [[nodiscard]] std::string matrix(const std::string& text) const {
    const std::string name = folder_.path() / "rho.txt";
    std::ofstream(name) << text;
    return name;
  }
  [[nodiscard]] Flags flags(const std::string& text) const {
    return {"--payoff", "basket-call",          "--spot",    "90", "--spot", "100", "--spot",
            "110",      "--correlation-matrix", matrix(text)};
  }
  /// The message about a matrix, without the folder.
  [[nodiscard]] std::string words_about(const std::string& text) const {
    const Refusal found = refusal(flags(text));
    EXPECT_EQ(found.code, ExitCode::bad_input);
    const std::string folder = folder_.path().string() + "/";
    EXPECT_THAT(found.words, StartsWith(folder));
    return found.words.substr(std::min(folder.size(), found.words.size()));
  }

 private:
  support::TemporaryFolder folder_;
};

TEST_F(Baskets, TakeTheirMatrixFromAFile) {
  const McSettings settings = settled(flags("# three assets\n1, 0.5 0\n\n0.5;1,0.25\n0 .25 1\n"));
  EXPECT_EQ(parameters(settings)["correlation_matrix"],
            json::parse("[[1.0, 0.5, 0.0], [0.5, 1.0, 0.25], [0.0, 0.25, 1.0]]"));
  const Basket& basket = settings.plan.problem.basket;
  EXPECT_EQ(basket.count, 3);
  // L L^T = matrix
  EXPECT_EQ(basket.cholesky[0], 1.0);
  EXPECT_EQ(basket.cholesky[1], 0.5);
  EXPECT_DOUBLE_EQ(basket.cholesky[2], std::sqrt(0.75));
  EXPECT_EQ(basket.cholesky[3], 0.0);
  EXPECT_DOUBLE_EQ(basket.cholesky[4], 0.25 / std::sqrt(0.75));
  EXPECT_DOUBLE_EQ(basket.cholesky[5], std::sqrt(1.0 - 0.0625 / 0.75));
  EXPECT_THAT(settings.warnings, IsEmpty());
}

TEST_F(Baskets, HaveOneValueForAllAssetsOrOneEach) {
  const McSettings settings =
      settled({"--payoff", "basket-put", "--spot", "90", "--spot", "110", "--volatility", "0.1",
               "--volatility", "0.3", "--dividend", "0.02"});
  const json found = parameters(settings);
  EXPECT_EQ(found["spot"], json({90.0, 110.0}));
  EXPECT_EQ(found["volatility"], json({0.1, 0.3}));
  EXPECT_EQ(found["dividend"], json({0.02, 0.02}));
  EXPECT_EQ(found["weight"], json({0.5, 0.5}));
  EXPECT_EQ(found["correlation_matrix"], json::parse("[[1.0, 0.0], [0.0, 1.0]]"));
}

TEST_F(Baskets, NameTheLineAndTheEntryOfABadMatrix) {
  EXPECT_EQ(words_about("1 0.5 0\n0.4 1 0\n0 0 1\n"),
            "rho.txt:2: entry 1, 0.4: must be 0.5 as in row 1, entry 2; the matrix is symmetric");
  EXPECT_EQ(words_about("1 0 0\n0 0.9 0\n0 0 1\n"),
            "rho.txt:2: entry 2, 0.9, lies on the diagonal and must be 1: an asset with itself");
  EXPECT_EQ(words_about("1 0 0\n\n0 1 1.2\n0 1.2 1\n"),
            "rho.txt:4: entry 2, 1.2: must be from -1 to 1");
  EXPECT_THAT(words_about("1 0.9 -0.9\n0.9 1 0.9\n-0.9 0.9 1\n"),
              AllOf(StartsWith("rho.txt:3: the matrix is not positive definite: what the assets "
                               "before leave of the variance of asset 3 is -"),
                    HasSubstr("must be more than 0")));
  EXPECT_THAT(words_about("1 1 0\n1 1 0\n0 0 1\n"), HasSubstr("of asset 2 is 0, must be more"));
  EXPECT_EQ(words_about("1 0\n0 1 0\n0 0 1\n"),
            "rho.txt:1: 2 entries, but the file has 3 rows; a correlation matrix is square");
  EXPECT_EQ(words_about("1 0 0\n0 one 0\n0 0 1\n"),
            "rho.txt:2: entry 2 'one': must be a finite number");
  EXPECT_EQ(words_about("1 0\n0 1\n"),
            "rho.txt:1: the matrix has 2 rows, but the basket has 3 assets (--spot, once per "
            "asset)");
  EXPECT_EQ(words_about("# nothing\n"), "rho.txt: no numbers; a row of correlations per line");
}

TEST_F(Baskets, HaveSixteenAssetsAtMost) {
  Flags flags{"--payoff", "basket-call"};
  for (int asset = 0; asset < 17; ++asset) flags.insert(flags.end(), {"--spot", "100"});
  EXPECT_THAT(refusal(flags).words, HasSubstr("a basket has 16 assets at most"));
}

TEST(Fingerprint, IsThatOfTheCanonicalJson) {
  // Of this text, by another implementation of SHA-256:
  // {"antithetic":false,"control_variate":false,"dividend":0,"greeks":false,"heavy":0,
  // "maturity":1,"model":"gbm","paths":10000000,"payoff":"european-call","precision":"f64",
  // "rate":0.03,"sampler":"pseudo","seed":"42","spot":100,"steps":1,"strike":100,"volatility":0.2}
  // without the line breaks and the blanks behind them.
  EXPECT_EQ(parameter_fingerprint(parameters(settled({}))),
            "74b070aca5a25f3d094ebf50e90108de1cce644c5d3925797abdb4b391b99cf9");
}

TEST(Fingerprint, ChangesWithEveryParameterAndWithNothingElse) {
  const auto of = [](const Flags& flags) {
    return parameter_fingerprint(parameters(settled(flags)));
  };
  const std::string plain = of({});
  for (const Flags& flags :
       {Flags{"--paths", "5M"}, Flags{"--seed", "7"}, Flags{"--strike", "101"},
        Flags{"--antithetic"}, Flags{"--greeks"}, Flags{"--precision", "f32"},
        Flags{"--target-error", "0.01"}, Flags{"--payoff", "european-put"}, Flags{"--steps", "2"},
        Flags{"--control-variate"}, Flags{"--heavy", "1"}, Flags{"--sampler", "sobol"}}) {
    EXPECT_NE(of(flags), plain) << flags.front();
  }
  EXPECT_EQ(of({"--backend", "serial", "--workers", "1", "--quiet", "--strike", "100.0"}), plain);
  EXPECT_NE(of({"--seed", "9007199254740992"}), of({"--seed", "9007199254740993"}));
}

}  // namespace
}  // namespace tessera
