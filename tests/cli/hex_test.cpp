// `tessera hex` as a user meets it.

#include <set>

#include "host/io/npy_file.hpp"
#include "tests/cli/tessera_binary.hpp"
#include "tests/support/same_bits.hpp"

namespace tessera::support {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::StartsWith;

class Hex : public TesseraBinary {
 protected:
  /// `tessera hex` with these flags.
  [[nodiscard]] Ended hex(const Arguments& flags, Environment environment = {}) const {
    Arguments arguments{"hex"};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    return tessera(arguments, std::move(environment));
  }
  [[nodiscard]] json summary(Arguments flags, Environment environment = {}) const {
    for (const char* flag : {"--quiet", "--json", "-"}) flags.emplace_back(flag);
    const Ended ended = hex(flags, std::move(environment));
    EXPECT_EQ(ended.exit_code, 0) << ended.err;
    EXPECT_EQ(ended.err, "");
    return json::parse(ended.out, nullptr, false);
  }
  /// The flags of a small grid, and more.
  [[nodiscard]] static Arguments small(const Arguments& flags) {
    Arguments all{"--rows", "20", "--cols", "33"};
    all.insert(all.end(), flags.begin(), flags.end());
    return all;
  }
};

TEST_F(Hex, HasEveryKeyOfTheContractWithItsType) {
  const json found = summary(small({"--steps", "7", "--fuse", "2"}));
  EXPECT_EQ(found["schema_version"], 1);
  EXPECT_EQ(found["command"], "hex");
  EXPECT_EQ(found["status"], "ok");
  EXPECT_EQ(found["backend"], "openmp");
  EXPECT_TRUE(found["options"].is_object());
  EXPECT_TRUE(found["hardware"].is_object());
  EXPECT_GT(found["memory"]["host_peak_bytes"], 0);
  EXPECT_EQ(found["grid"], json::parse(R"({"rows": 20, "cols": 33, "topology": "hex",
      "border": "fixed", "alpha": 0.2, "heavy": 0, "precision": "f64"})"));
  EXPECT_EQ(found["steps"], 7);
  EXPECT_EQ(found["fuse"], 2);
  EXPECT_GT(found["cell_updates_per_s"], 0.0);
  EXPECT_GT(found["steps_per_s"], 0.0);
  for (const char* key : {"sum", "min", "max"}) {
    EXPECT_TRUE(found["field"][key].is_number_float()) << key;
  }
  EXPECT_NEAR(found["field"]["sum"].get<double>(), 100.0, 1e-10);
  EXPECT_EQ(found["memory_traffic"]["bytes_per_update"], 16);
  EXPECT_GT(found["memory_traffic"]["copy_bandwidth"], 0.0);
  EXPECT_GT(found["memory_traffic"]["bandwidth_fraction"], 0.0);
  EXPECT_THAT(found["checksum"].get<std::string>(), MatchesRegex("[0-9a-f]{16}"));
  for (const char* key : {"start", "load", "diffuse", "transfer", "output", "total"}) {
    EXPECT_TRUE(found["timings_s"][key].is_number_float()) << key;
  }
}

TEST_F(Hex, FractionIsUpdatesTimesBytesOverTheCopyBandwidth) {
  const json found = summary(small({"--precision", "f32"}));
  const json& traffic = found["memory_traffic"];
  EXPECT_EQ(traffic["bytes_per_update"], 8);
  EXPECT_DOUBLE_EQ(
      traffic["bandwidth_fraction"].get<double>(),
      found["cell_updates_per_s"].get<double>() * 8.0 / traffic["copy_bandwidth"].get<double>());
}

TEST_F(Hex, HasTheSameChecksumForEveryTeamAndDepthOfFusion) {
  std::set<std::string> checksums;
  for (const char* backend : {"serial", "threads", "openmp", "processes"}) {
    for (const char* fuse : {"1", "3", "auto"}) {
      const json found = summary(small({"--backend", backend, "--fuse", fuse}));
      EXPECT_EQ(found["backend"], backend);
      checksums.insert(found["checksum"]);
    }
  }
  EXPECT_EQ(checksums.size(), 1U);
}

TEST_F(Hex, RunsWhateverTheFlagsAskFor) {
  const json plain = summary(small({}));
  std::set<std::string> checksums{plain["checksum"]};
  for (const Arguments& flags :
       {Arguments{"--topology", "square"}, Arguments{"--border", "periodic"},
        Arguments{"--border", "reflecting"}, Arguments{"--alpha", "0.25"},
        Arguments{"--heavy", "2"}, Arguments{"--precision", "f32"}, Arguments{"--impulse", "-3"},
        Arguments{"--steps", "20"}}) {
    const json found = summary(small(flags));
    if (flags[0] == "--border") {  // neither of them loses anything
      EXPECT_NEAR(found["field"]["sum"].get<double>(), 100.0, 1e-10);
    }
    checksums.insert(found["checksum"]);
  }
  EXPECT_EQ(checksums.size(), 9U);
}

TEST_F(Hex, OutputIsTheInputOfTheNextRun) {
  const json whole = summary(small({"--steps", "12"}));
  EXPECT_EQ(hex(small({"--steps", "5", "--output", "half.npy"})).exit_code, 0);
  const json rest = summary({"--initial", "half.npy", "--steps", "7"});
  EXPECT_EQ(rest["checksum"], whole["checksum"]);
  EXPECT_EQ(rest["grid"]["rows"], 20);
  EXPECT_EQ(rest["grid"]["cols"], 33);
}

TEST_F(Hex, SnapshotsAreTheResultsOfShorterRuns) {
  const Ended ended = hex(small({"--steps", "25", "--snapshot-every", "10", "--output", "f.npy",
                                 "--picture", "f.png", "--precision", "f32"}));
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_EQ(names(), (std::vector<std::string>{"f-000010.npy", "f-000010.png", "f-000020.npy",
                                               "f-000020.png", "f.npy", "f.png"}));
  EXPECT_EQ(hex(small({"--steps", "20", "--output", "g.npy", "--precision", "f32"})).exit_code, 0);
  EXPECT_EQ(text_of("f-000020.npy"), text_of("g.npy"));
  EXPECT_NE(text_of("f.npy"), text_of("g.npy"));
  EXPECT_THAT(text_of("f.png"), StartsWith("\x89PNG"));
}

TEST_F(Hex, NoStepsGiveTheStartAndNoRates) {
  const json found = summary(small({"--steps", "0", "--output", "a.npy"}));
  EXPECT_TRUE(found["cell_updates_per_s"].is_null());
  EXPECT_TRUE(found["memory_traffic"]["bandwidth_fraction"].is_null());
  std::vector<double> impulse(20 * 33);
  impulse[10 * 33 + 16] = 100.0;
  EXPECT_SAME_BITS(read_npy<double>(path("a.npy")).values, impulse);
}

TEST_F(Hex, SmallestGridsRun) {
  for (const auto& [rows, cols] : {std::pair{"1", "1"}, std::pair{"2", "1"}, std::pair{"1", "5"}}) {
    for (const char* border : {"fixed", "reflecting"}) {
      const json found = summary({"--rows", rows, "--cols", cols, "--border", border});
      EXPECT_NEAR(found["field"]["sum"].get<double>(), 100.0, 1e-10);
    }
  }
}

TEST_F(Hex, SaysWhatItDidInText) {
  const Ended ended = hex(small({"--steps", "3"}));
  EXPECT_EQ(ended.exit_code, 0);
  for (const char* part :
       {"grid       hex, 20 x 33 cells, f64, border fixed\n", "rule       alpha 0.2, 3 steps\n",
        "speed      ", "memory     ", "field      ", "checksum   ", "time       "}) {
    EXPECT_THAT(ended.out, HasSubstr(part));
  }
  EXPECT_THAT(ended.err, StartsWith("tessera: backend: openmp"));
}

TEST_F(Hex, QuietIsSilentAndLogsNothingOnStdoutWithJson) {
  const Ended quiet = hex(small({"--quiet", "--alpha", "2"}));
  EXPECT_EQ(quiet.exit_code, 0);
  EXPECT_EQ(quiet.out + quiet.err, "");
  const Ended verbose = hex(small({"--verbose", "--json", "-"}));
  EXPECT_TRUE(json::accept(verbose.out)) << verbose.out;
  EXPECT_THAT(verbose.err, HasSubstr("tessera: stage diffuse: "));
}

TEST_F(Hex, WarnsOfAnUnstableAlphaAndRuns) {
  const Ended ended = hex(small({"--alpha", "1.5", "--steps", "2"}));
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_THAT(ended.err, HasSubstr("warning: alpha 1.5 lies outside 0 to 4/3"));
}

TEST_F(Hex, HasNoNanOrInfinityInJsonEvenWhereTheFieldOverflows) {
  const json found = summary(small({"--alpha", "-1e300", "--steps", "9"}));
  ASSERT_FALSE(found.is_discarded());  // the parser refuses NaN and Infinity
  EXPECT_TRUE(found["field"]["sum"].is_null());
}

TEST_F(Hex, SaysHowManyStepsPerPassItTookWhereMoreWereAskedFor) {
  const Ended ended = hex(small({"--fuse", "1000"}));
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_THAT(ended.err, HasSubstr("--fuse 1000: "));
}

TEST_F(Hex, TheEnvironmentIsHeardAndFlagsOverrideIt) {
  const Environment environment{{"TESSERA_BACKEND", "threads"}, {"TESSERA_WORKERS", "3"}};
  EXPECT_EQ(summary(small({}), environment)["backend"], "threads");
  EXPECT_EQ(summary(small({}), environment)["hardware"]["workers"], 3);
  EXPECT_EQ(summary(small({"--backend", "serial"}), environment)["backend"], "serial");
}

TEST_F(Hex, ADryRunSaysTheMemoryAndWritesNothing) {
  const Ended text = hex({"--rows", "1024", "--cols", "1000", "--dry-run", "--output", "a.npy"});
  EXPECT_EQ(text.exit_code, 0);
  EXPECT_THAT(text.out, AllOf(HasSubstr("memory     about 15.6 MiB on the host"),
                              EndsWith("nothing was computed (--dry-run)\n")));
  const json found = summary({"--rows", "1024", "--cols", "1000", "--dry-run"});
  EXPECT_EQ(found["status"], "dry run");
  EXPECT_EQ(found["memory"]["host_needed_bytes"], 2 * 1024 * 1000 * 8);
  EXPECT_EQ(found["memory"]["device_needed_bytes"], 2 * 1024 * 1000 * 8);
  EXPECT_TRUE(names().empty());
}

TEST_F(Hex, AFieldThatNoMachineHoldsEndsWithSix) {
  const Ended ended = hex({"--rows", "4000000", "--cols", "4000000"});
  EXPECT_EQ(ended.exit_code, 6);
  EXPECT_THAT(ended.err, AllOf(HasSubstr("out of memory: "), HasSubstr("this machine has")));
}

TEST_F(Hex, CudaWithoutAGpuEndsWithSix) {
  const Ended ended = hex(small({"--backend", "cuda"}));
  EXPECT_EQ(ended.exit_code, 6);
  EXPECT_THAT(ended.err, HasSubstr("--backend cuda: " + gpu_obstacle()));
}

TEST_F(Hex, BadInitialFieldsEndWithThreeAndSayWhy) {
  write("text.npy", "1 2 3\n");
  EXPECT_EQ(hex({"--initial", "absent.npy"}).exit_code, 3);
  const Ended text = hex({"--initial", "text.npy"});
  EXPECT_EQ(text.exit_code, 3);
  EXPECT_THAT(text.err, HasSubstr("cannot read 'text.npy': it is no .npy file"));
  write_npy<double>(path("f8.npy"), 2, 2, std::vector<double>{1.0, 2.0, 3.0, 4.0});
  const Ended rounded = hex({"--initial", "f8.npy", "--precision", "f32"});
  EXPECT_EQ(rounded.exit_code, 3);
  EXPECT_THAT(rounded.err, HasSubstr("holds f8 values, which f32 would round"));
}

struct WrongHex {
  const char* name;
  Arguments arguments;
  const char* message;
};

class WrongHexUsage : public TesseraBinary, public ::testing::WithParamInterface<WrongHex> {};

TEST_P(WrongHexUsage, EndsWithTwoAndOneLineThatSaysWhy) {
  Arguments arguments{"hex"};
  arguments.insert(arguments.end(), GetParam().arguments.begin(), GetParam().arguments.end());
  const Ended ended = tessera(arguments);
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_EQ(ended.out, "");
  EXPECT_THAT(ended.err, AllOf(StartsWith("tessera: "), HasSubstr(GetParam().message)));
  EXPECT_EQ(std::count(ended.err.begin(), ended.err.end(), '\n'), 1) << ended.err;
  EXPECT_TRUE(names().empty());
}

const WrongHex kWrong[] = {
    {"Topology", {"--topology", "hexx"}, "--topology hexx: unknown; did you mean 'hex'?"},
    {"Border", {"--border", "open"}, "--border open: unknown; known are fixed, periodic, reflec"},
    {"Precision", {"--precision", "f16"}, "--precision f16: unknown; known are f64, f32"},
    {"NoRows", {"--rows", "0"}, "--rows 0: must be 1 or more"},
    {"NegativeCols", {"--cols", "-4"}, "--cols -4: must be 1 or more"},
    {"HalfARow", {"--rows", "2.5"}, "--rows 2.5: must be a whole number"},
    {"TooManyCells", {"--rows", "4294967296", "--cols", "4294967296"}, "is too large"},
    {"NegativeSteps", {"--steps", "-1"}, "--steps -1: must be 0 or more"},
    {"NegativeHeavy", {"--heavy", "-1"}, "--heavy -1: must be 0 or more"},
    {"AlphaNan", {"--alpha", "nan"}, "--alpha nan: must be finite"},
    {"ImpulseInfinite", {"--impulse", "inf"}, "--impulse inf: must be finite"},
    {"Fuse", {"--fuse", "0"}, "--fuse 0: must be auto or a whole number from 1 on"},
    {"OddPeriod", {"--rows", "7", "--border", "periodic"}, "--border periodic: a hexagonal grid"},
    {"OutputFormat", {"--output", "a.txt"}, "--output a.txt: the name must end in .npy"},
    {"PictureFormat", {"--picture", "a.jpg"}, "--picture a.jpg: the name must end in .png"},
    {"SnapshotsOfNothing", {"--snapshot-every", "5"}, "--snapshot-every 5: snapshots are those"},
    {"OutputFolder", {"--output", "absent/a.npy"}, "the folder 'absent' does not exist"},
    {"MisspeltFlag", {"--topolgy", "hex"}, "did you mean '--topology'?"},
    {"Argument", {"mesh.msh"}, "unexpected argument 'mesh.msh' for 'tessera hex'"},
};

INSTANTIATE_TEST_SUITE_P(All, WrongHexUsage, ::testing::ValuesIn(kWrong),
                         [](const auto& wrong) { return std::string(wrong.param.name); });

}  // namespace
}  // namespace tessera::support
