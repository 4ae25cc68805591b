// A run of `tessera mc` that is repeated from its JSON.

#include "tests/cli/mc_binary.hpp"

namespace tessera::support {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;

class McReplay : public McBinary {
 protected:
  /// Runs and leaves audit.json.
  void record(Arguments flags) const {
    flags.insert(flags.end(), {"--json", "audit.json", "--backend", "openmp"});
    const Ended ended = mc(flags);
    ASSERT_EQ(ended.exit_code, 0) << ended.err;
  }
  [[nodiscard]] json audit() const { return json::parse(text_of("audit.json")); }
  void tamper(const json& changed) const { write("audit.json", changed.dump(2)); }
  [[nodiscard]] Ended replay(const Arguments& flags = {}) const {
    Arguments all{"--replay", "audit.json"};
    all.insert(all.end(), flags.begin(), flags.end());
    return mc(all);
  }
};

TEST_F(McReplay, HasTheSameChecksumOnOtherTeamsAndWorkers) {
  record({"--payoff", "asian-arithmetic-put", "--paths", "30k", "--steps", "5", "--strike", "0.1e3",
          "--rate", "0.031234567890123456", "--seed", "18446744073709551615", "--control-variate",
          "--antithetic", "--greeks"});
  for (const Arguments& flags :
       {Arguments{"--backend", "serial"}, Arguments{"--backend", "threads", "--workers", "3"},
        Arguments{"--backend", "processes", "--workers", "2"}}) {
    const Ended ended = replay(flags);
    EXPECT_EQ(ended.exit_code, 0) << ended.err;
    EXPECT_THAT(ended.out, HasSubstr("replay     the same checksum as audit.json"));
  }
}

TEST_F(McReplay, RepeatsEveryKindOfRun) {
  write("rho.txt", "1 0.3\n0.3 1\n");
  for (const Arguments& flags :
       {Arguments{"--model", "heston", "--kappa", "2", "--steps", "4"},
        Arguments{"--payoff", "basket-put", "--spot", "90", "--spot", "110", "--weight", "0.25",
                  "--weight", "0.75", "--volatility", "0.1", "--volatility", "0.3",
                  "--correlation-matrix", "rho.txt"},
        Arguments{"--payoff", "barrier-down-out-put", "--barrier", "80", "--monitoring", "bridge",
                  "--steps", "4"},
        Arguments{"--payoff", "lookback-call", "--monitoring", "corrected", "--steps", "4",
                  "--precision", "f32"},
        Arguments{"--heavy", "2", "--target-error", "0.5"}}) {
    Arguments all{"--paths", "3000"};
    all.insert(all.end(), flags.begin(), flags.end());
    record(all);
    if (HasFatalFailure()) return;
    const json repeated = summary({"--replay", "audit.json", "--backend", "serial"});
    EXPECT_EQ(repeated["replay"]["same"], true) << flags[1];
    EXPECT_EQ(repeated["checksum"], audit()["checksum"]);
    EXPECT_EQ(repeated["value"], audit()["value"]);
    EXPECT_EQ(repeated["audit"]["parameter_fingerprint"],
              audit()["audit"]["parameter_fingerprint"]);
  }
}

TEST_F(McReplay, OfAReplayWorksToo) {
  record({"--paths", "2000"});
  EXPECT_EQ(replay({"--json", "again.json"}).exit_code, 0);
  EXPECT_EQ(mc({"--replay", "again.json"}).exit_code, 0);
}

TEST_F(McReplay, OfAnotherChecksumIsADifference) {
  record({"--paths", "2000"});
  json changed = audit();
  changed["checksum"] = "0123456789abcdef";
  tamper(changed);
  const Ended ended = replay();
  EXPECT_EQ(ended.exit_code, 5);
  EXPECT_THAT(ended.err, AllOf(HasSubstr("replay: the checksum is "),
                               HasSubstr(", but audit.json has 0123456789abcdef")));
  EXPECT_THAT(ended.out, HasSubstr("replay     NOT the checksum of audit.json"));
  EXPECT_EQ(summary({"--replay", "audit.json"}, 5)["replay"]["same"], false);
}

TEST_F(McReplay, OfChangedParametersIsADifferenceBeforeItRuns) {
  record({"--paths", "2000"});
  json changed = audit();
  changed["options"]["strike"] = 101.0;
  tamper(changed);
  const Ended ended = replay();
  EXPECT_EQ(ended.exit_code, 5);
  EXPECT_THAT(ended.err, AllOf(HasSubstr("audit.json: its options have the fingerprint "),
                               HasSubstr("one of them was changed after the run")));
  EXPECT_EQ(ended.out, "");
}

TEST_F(McReplay, OfAnotherVersionWarns) {
  record({"--paths", "2000"});
  EXPECT_THAT(replay().err, Not(HasSubstr("warning")));
  json changed = audit();
  changed["audit"]["version"] = "0.0.9";
  tamper(changed);
  const Ended ended = replay();
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_THAT(ended.err, HasSubstr("warning: audit.json was made by tessera 0.0.9 ("));
}

TEST_F(McReplay, TakesNoOtherParameters) {
  record({"--paths", "2000"});
  for (const Arguments& flags : {Arguments{"--strike", "100"}, Arguments{"--antithetic"},
                                 Arguments{"--paths", "2000"}, Arguments{"--seed", "42"}}) {
    const Ended ended = replay(flags);
    EXPECT_EQ(ended.exit_code, 2) << flags[0];
    EXPECT_THAT(ended.err, AllOf(HasSubstr(flags[0]), HasSubstr("a replay takes its parameters "
                                                                "from audit.json")));
  }
}

TEST_F(McReplay, DoesNotOverwriteItsAudit) {
  record({"--paths", "2000"});
  const Ended ended = replay({"--json", "audit.json"});
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_THAT(ended.err, HasSubstr("this is the file of the run to repeat"));
}

TEST_F(McReplay, NamesWhatIsWrongWithTheFile) {
  const auto words = [&](const std::string& text) {
    write("audit.json", text);
    const Ended ended = replay();
    EXPECT_EQ(ended.exit_code, 3) << text;
    return ended.err;
  };
  EXPECT_EQ(mc({"--replay", "missing.json"}).exit_code, 3);
  EXPECT_THAT(words("{"), HasSubstr("audit.json: not JSON"));
  EXPECT_THAT(words(R"({"command": "hex", "options": {}})"),
              HasSubstr("not a summary of tessera mc"));
  EXPECT_THAT(words("[1]"), HasSubstr("not a summary of tessera mc"));
  record({"--paths", "2000"});
  const json good = audit();
  json bad = good;
  bad["options"]["strike"] = "hundred";
  EXPECT_THAT(words(bad.dump()), HasSubstr("options.strike = \"hundred\": not the kind of value"));
  bad = good;
  bad["options"]["paths"] = 1.5;
  EXPECT_THAT(words(bad.dump()), HasSubstr("options.paths = 1.5: not the kind of value"));
  bad = good;
  bad["options"]["stike"] = 100;
  EXPECT_THAT(words(bad.dump()), HasSubstr("options.stike: unknown option; did you mean 'strike'"));
  bad = good;
  bad.erase("checksum");
  EXPECT_THAT(words(bad.dump()), HasSubstr("has no text at /checksum"));
  EXPECT_EQ(mc({"--dry-run", "--json", "audit.json"}).exit_code, 0);
  EXPECT_EQ(replay().exit_code, 3);
}

}  // namespace
}  // namespace tessera::support
