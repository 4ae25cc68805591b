// `tessera mc` as a user meets it: its words, its JSON, its exit codes.

#include <cmath>
#include <csignal>
#include <set>

#include "tests/cli/mc_binary.hpp"

namespace tessera::support {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::StartsWith;

using Mc = McBinary;

/// Flags of a run of an instant, and more.
Arguments small(const Arguments& flags) {
  Arguments all{"--paths", "5000"};
  all.insert(all.end(), flags.begin(), flags.end());
  return all;
}

TEST_F(Mc, HasEveryKeyOfTheContractWithItsType) {
  const json found = summary(small({"--greeks", "--steps", "4"}));
  EXPECT_EQ(found["schema_version"], 1);
  EXPECT_EQ(found["command"], "mc");
  EXPECT_EQ(found["backend"], "openmp");
  EXPECT_EQ(found["status"], "ok");
  EXPECT_EQ(found["paths"], 5000);
  EXPECT_TRUE(found["options"].is_object());
  EXPECT_TRUE(found["hardware"].is_object());
  EXPECT_GT(found["memory"]["host_peak_bytes"], 0);
  EXPECT_EQ(found["memory"]["device_peak_bytes"], 0);
  EXPECT_THAT(found["checksum"].get<std::string>(), MatchesRegex("[0-9a-f]{16}"));
  for (const char* key : {"value", "standard_error", "reference", "paths_per_s"}) {
    EXPECT_TRUE(found[key].is_number_float()) << key;
  }
  for (const char* key : {"start", "simulate", "total"}) {
    EXPECT_TRUE(found["timings_s"][key].is_number_float()) << key;
  }
  for (const char* greek : {"delta", "gamma", "vega"}) {
    for (const char* key : {"value", "standard_error", "reference"}) {
      EXPECT_TRUE(found["greeks"][greek][key].is_number_float()) << greek << " " << key;
    }
  }
  EXPECT_EQ(found["greeks"]["delta"]["method"], "pathwise");
  EXPECT_EQ(found["greeks"]["gamma"]["method"], "mixed");
}

TEST_F(Mc, AuditSaysAllThatARepetitionNeeds) {
  const json found = summary(small({"--seed", "7", "--payoff", "asian-geometric-put", "--workers",
                                    "3", "--backend", "threads"}));
  const json& audit = found["audit"];
  EXPECT_EQ(audit["seed"], 7);
  EXPECT_EQ(audit["sampler"], "pseudo");
  EXPECT_EQ(audit["paths"], 5000);
  EXPECT_EQ(audit["steps"], 252);
  EXPECT_EQ(audit["backend"], "threads");
  EXPECT_EQ(audit["workers"], 3);
  EXPECT_EQ(audit["version"], found["version"]["tessera"]);
  EXPECT_EQ(audit["commit"], found["version"]["commit"]);
  EXPECT_THAT(audit["parameter_fingerprint"].get<std::string>(), MatchesRegex("[0-9a-f]{64}"));
  EXPECT_THAT(audit["time"].get<std::string>(),
              MatchesRegex("20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"));
  EXPECT_THAT(audit["platform"].get<std::string>(), StartsWith("Linux "));
  EXPECT_GT(audit["elapsed_s"], 0.0);
  EXPECT_EQ(audit["paths_per_s"], found["paths_per_s"]);
  EXPECT_EQ(audit["gpu"], nullptr);
}

TEST_F(Mc, ConfidenceIsTheValueWithItsErrorOnBothSides) {
  const json found = summary(small({}));
  const double value = found["value"];
  const double half = 1.959963984540054 * found["standard_error"].get<double>();
  EXPECT_DOUBLE_EQ(found["confidence_95"][0].get<double>(), value - half);
  EXPECT_DOUBLE_EQ(found["confidence_95"][1].get<double>(), value + half);
}

TEST_F(Mc, HasTheSameChecksumForEveryTeamAndNumberOfWorkers) {
  std::set<std::string> checksums;
  const Arguments flags{
      "--payoff", "barrier-up-out-call", "--barrier", "130", "--paths", "70001", "--steps",
      "3",        "--antithetic",        "--greeks"};
  for (const char* backend : {"serial", "threads", "openmp", "processes"}) {
    for (const char* workers : {"1", "2", "7"}) {
      Arguments all = flags;
      all.insert(all.end(), {"--backend", backend, "--workers", workers});
      checksums.insert(summary(all)["checksum"]);
    }
  }
  EXPECT_EQ(checksums.size(), 1U);
}

TEST_F(Mc, ChecksumChangesWithTheSeedAndWithEveryPath) {
  std::set<std::string> checksums;
  for (const Arguments& flags :
       {Arguments{}, Arguments{"--seed", "43"}, Arguments{"--paths", "4999"},
        Arguments{"--antithetic"}, Arguments{"--precision", "f32"}}) {
    Arguments all{"--payoff", "european-put"};
    if (flags.empty() || flags[0] != "--paths") all.insert(all.end(), {"--paths", "5000"});
    all.insert(all.end(), flags.begin(), flags.end());
    checksums.insert(summary(all)["checksum"]);
  }
  EXPECT_EQ(checksums.size(), 5U);
}

TEST_F(Mc, SensitivitiesLeaveThePriceAsItIs) {
  for (const Arguments& flags :
       {Arguments{}, Arguments{"--model", "heston", "--steps", "3"},
        Arguments{"--payoff", "barrier-up-out-put", "--barrier", "120", "--monitoring", "bridge",
                  "--steps", "2", "--control-variate"}}) {
    const json plain = summary(small(flags));
    Arguments with = flags;
    with.emplace_back("--greeks");
    const json with_greeks = summary(small(with));
    EXPECT_EQ(plain["value"], with_greeks["value"]);
    EXPECT_EQ(plain["greeks"], nullptr);
    EXPECT_NE(plain["checksum"], with_greeks["checksum"]);
  }
}

TEST_F(Mc, DifferencesSayByHowMuchTheMarketIsMoved) {
  const json differences = summary(small({"--model", "heston", "--steps", "3", "--greeks"}));
  for (const char* greek : {"delta", "gamma", "vega"}) {
    EXPECT_EQ(differences["greeks"][greek]["method"], "differences");
  }
  EXPECT_EQ(differences["greeks"]["delta"]["bump"], 1.0);
  EXPECT_EQ(differences["greeks"]["gamma"]["bump"], 1.0);
  EXPECT_EQ(differences["greeks"]["vega"]["bump"], 0x1p-8);
  EXPECT_EQ(summary(small({"--greeks"}))["greeks"]["delta"]["bump"], nullptr);
}

TEST_F(Mc, ReferenceIsThereOnlyWhereItIsOfTheSameMonitoring) {
  const auto found = [&](const Arguments& flags) {
    Arguments all{"--paths", "1000", "--steps", "5"};
    all.insert(all.end(), flags.begin(), flags.end());
    return summary(all);
  };
  const Arguments barrier{"--payoff", "barrier-up-out-call", "--barrier", "130", "--monitoring"};
  const auto monitored = [&](const char* monitoring) {
    Arguments flags = barrier;
    flags.emplace_back(monitoring);
    return found(flags);
  };
  EXPECT_TRUE(monitored("bridge")["reference"].is_number());
  EXPECT_TRUE(monitored("discrete")["reference"].is_null());
  EXPECT_TRUE(monitored("corrected")["reference"].is_null());
  EXPECT_TRUE(monitored("bridge")["nearby"].is_null());
  EXPECT_TRUE(monitored("discrete")["nearby"]["value"].is_number());
  EXPECT_EQ(monitored("corrected")["nearby"]["value"], monitored("bridge")["reference"]);
  EXPECT_TRUE(found({"--payoff", "asian-arithmetic-call"})["reference"].is_null());
  EXPECT_TRUE(found({"--payoff", "asian-geometric-call"})["reference"].is_number());
  EXPECT_TRUE(found({"--payoff", "basket-call"})["reference"].is_null());
  EXPECT_TRUE(found({"--heavy", "1"})["reference"].is_null());
  EXPECT_TRUE(found({"--model", "heston", "--payoff", "lookback-call"})["reference"].is_null());
}

TEST_F(Mc, TargetErrorStopsAtTheFirstLookThatMeetsIt) {
  // 14 / sqrt(paths): met after 2^20 paths and not asked for before.
  const json early = summary({"--paths", "4M", "--target-error", "0.05"});
  EXPECT_EQ(early["paths"], 1 << 20);
  EXPECT_EQ(early["reached_target"], true);
  EXPECT_LE(early["standard_error"], 0.05);
  EXPECT_EQ(early["checksum"], summary({"--paths", "1048576"})["checksum"]);
  const Ended late = mc({"--paths", "2M", "--target-error", "1e-9"});
  EXPECT_EQ(late.exit_code, 0);
  EXPECT_THAT(late.err, HasSubstr("has not come down to 1e-09 within --paths"));
}

TEST_F(Mc, OnePathHasAValueAndNoError) {
  const json found = summary({"--paths", "1"});
  EXPECT_EQ(found["paths"], 1);
  EXPECT_TRUE(found["value"].is_number());
  EXPECT_EQ(found["standard_error"], nullptr);
  EXPECT_EQ(found["confidence_95"], json::parse("[null, null]"));
  EXPECT_THAT(mc({"--paths", "1"}).out, HasSubstr(", of too few samples for an error\n"));
}

TEST_F(Mc, PathsThatOverflowMakeTheRunInvalidAndAreNamed) {
  const Arguments flags{"--paths", "1000", "--spot", "1e300", "--volatility", "20", "--steps", "8"};
  const Ended ended = mc(flags);
  EXPECT_EQ(ended.exit_code, 4);
  EXPECT_THAT(ended.err, HasSubstr("samples are not finite, the first of them of path "));
  const json found = summary(flags, 4);
  EXPECT_EQ(found["status"], "invalid");
  EXPECT_GT(found["invalid"]["samples"], 0);
  EXPECT_GE(found["invalid"]["first_path"], 0);
}

TEST_F(Mc, RoundsPathsUpToPairsAndSaysSo) {
  const Ended ended = mc({"--paths", "5001", "--antithetic"});
  EXPECT_THAT(ended.err, HasSubstr("5,001 paths rounded up to 5,002: whole pairs"));
  EXPECT_THAT(ended.out, HasSubstr("paths      5,002 in "));
}

TEST_F(Mc, SobolRoundsUpToPowersOfTwoAndSaysSo) {
  const Ended ended = mc({"--paths", "100000", "--sampler", "sobol", "--json", "s.json"});
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_THAT(ended.err, HasSubstr("100,000 paths rounded up to 131,072: 32 scramblings of a power "
                                   "of two of samples"));
  EXPECT_THAT(ended.out,
              HasSubstr("sampler    sobol, 32 scramblings (owen), seed 42, 1 step, f64\n"));
  const json found = json::parse(text_of("s.json"));
  EXPECT_EQ(found["paths"], 131072);
  // Student's t with 31 degrees of freedom.
  EXPECT_NEAR((found["confidence_95"][1].get<double>() - found["value"].get<double>()) /
                  found["standard_error"].get<double>(),
              2.0395134, 1e-6);
}

TEST_F(Mc, TellsAPersonWhatWasPricedAndHowFarFromTheTruth) {
  const Ended ended = mc({"--paths", "100k", "--greeks", "--dividend", "0.01"});
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_THAT(
      ended.out,
      AllOf(HasSubstr("option     european-call, strike 100, 1 year\n"),
            HasSubstr("model      gbm, rate 3 %, spot 100, volatility 20 %, yield 1 %\n"),
            HasSubstr("sampler    pseudo, seed 42, 1 step, f64\n"),
            HasSubstr(" (standard error), 95 %: "), HasSubstr(" (Black-Scholes); the value lies "),
            HasSubstr("\ndelta      0."), HasSubstr("\nchecksum   ")));
}

TEST_F(Mc, ADryRunComputesNothing) {
  const Ended ended = mc({"--paths", "1e14", "--dry-run"});
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_THAT(ended.out,
              AllOf(HasSubstr("paths      100,000,000,000,000\n"),
                    HasSubstr("nothing was computed (--dry-run)"), Not(HasSubstr("value"))));
  const json found = summary({"--paths", "1e14", "--dry-run"});
  EXPECT_EQ(found["status"], "dry run");
  EXPECT_FALSE(found.contains("value"));
  EXPECT_GT(found["memory"]["host_needed_bytes"], 0);
  EXPECT_EQ(found["memory"], [&] {
    json smaller = summary({"--paths", "1000", "--dry-run"})["memory"];
    smaller["host_peak_bytes"] = found["memory"]["host_peak_bytes"];
    return smaller;
  }());
}

TEST_F(Mc, RefusesBadFlagsBeforeAnythingRuns) {
  const Ended negative = mc({"--volatility", "-0.2"});
  EXPECT_EQ(negative.exit_code, 2);
  EXPECT_EQ(negative.out, "");
  EXPECT_EQ(negative.err,
            "tessera: --volatility -0.2: must be more than 0 and finite; 0.2 is 20 % a year\n");
  EXPECT_EQ(mc({"--paths", "0"}).exit_code, 2);
  EXPECT_THAT(mc({"--volatilty", "0.2"}).err, HasSubstr("did you mean '--volatility'?"));
  EXPECT_THAT(mc({"--strike", "90", "--strike", "95"}).err,
              HasSubstr("--strike stands more than once"));
  EXPECT_THAT(mc({"--spot"}).err, HasSubstr("--spot needs a value behind it"));
}

TEST_F(Mc, RefusesABadCorrelationMatrixWithItsLine) {
  write("rho.txt", "1 0.9\n0.9 1 0.1\n");
  const Ended ended = mc({"--payoff", "basket-call", "--spot", "90", "--spot", "110",
                          "--correlation-matrix", "rho.txt"});
  EXPECT_EQ(ended.exit_code, 3);
  EXPECT_EQ(ended.err,
            "tessera: rho.txt:2: 3 entries, but the file has 2 rows; a correlation matrix is "
            "square\n");
}

TEST_F(Mc, RunsPriceEveryPayoffUnderEveryModelThatHasIt) {
  std::set<std::string> checksums;
  int runs = 0;
  for (const char* model : {"gbm", "heston"}) {
    for (const std::string kind : {"european", "asian-arithmetic", "asian-geometric",
                                   "barrier-up-out", "barrier-down-out", "lookback", "basket"}) {
      if (kind == "basket" && std::string(model) == "heston") continue;
      for (const char* side : {"-call", "-put"}) {
        Arguments flags{"--paths", "2000", "--steps",  "3",
                        "--model", model,  "--payoff", kind + side};
        if (kind == "barrier-up-out") flags.insert(flags.end(), {"--barrier", "115"});
        if (kind == "barrier-down-out") flags.insert(flags.end(), {"--barrier", "95"});
        const json found = summary(flags);
        EXPECT_GT(found["value"], 0.0) << model << " " << kind << side;
        checksums.insert(found["checksum"]);
        ++runs;
      }
    }
  }
  EXPECT_EQ(runs, 26);
  EXPECT_EQ(checksums.size(), 26U);
}

TEST_F(Mc, AnInterruptEndsARunOnEveryTeamAndLeavesNothing) {
  for (const char* backend : {"serial", "threads", "openmp", "processes"}) {
    SCOPED_TRACE(backend);
    CommandLine command = line(
        {"mc", "--paths", "1e14", "--backend", backend, "--workers", "3", "--json", "never.json"});
    command.stderr_is_terminal = true;
    RunningCommand run(command);
    ASSERT_TRUE(run.wait_for_stderr("mc ["));  // the bar: it is in the middle of its work
    const std::vector<pid_t> workers = run.children();
    run.send(SIGINT);
    const Ended ended = run.wait();
    EXPECT_FALSE(ended.ran_too_long);
    EXPECT_EQ(ended.exit_code, 130);
    EXPECT_EQ(ended.out, "");
    for (const pid_t worker : workers) EXPECT_TRUE(is_gone(worker));
    EXPECT_TRUE(names().empty());
  }
}

}  // namespace
}  // namespace tessera::support
