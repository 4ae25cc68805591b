#include "host/commands/hex_settings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "host/errors.hpp"
#include "host/io/npy_file.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tessera {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

template <class T>
void say(Choice<T>& choice, const std::string& flag, const std::string& text) {
  set_choice(choice, flag + " ", text);
}

class HexSettingsTest : public ::testing::Test {
 protected:
  /// What the settings refuse about the choices; empty when they do not.
  [[nodiscard]] std::string refusal() const {
    try {
      (void)settle_hex(choices_, {});
    } catch (const UsageError& error) {
      return error.what();
    }
    return {};
  }
  /// A file of `rows` x `cols` values.
  template <class Real>
  [[nodiscard]] std::string field_file(std::int64_t rows, std::int64_t cols) const {
    const std::string name = folder_.path() / "initial.npy";
    write_npy<Real>(name, rows, cols, std::vector<Real>(static_cast<std::size_t>(rows * cols)));
    return name;
  }

  HexChoices choices_;
  support::TemporaryFolder folder_;
};

TEST_F(HexSettingsTest, DefaultsAreThoseOfTheContract) {
  const HexSettings settings = settle_hex({}, {});
  EXPECT_EQ(settings.plan.rows, 2048);
  EXPECT_EQ(settings.plan.cols, 2048);
  EXPECT_EQ(settings.plan.steps, 50);
  EXPECT_EQ(settings.plan.fuse, std::nullopt);
  EXPECT_EQ(settings.plan.snapshot_every, 0);
  EXPECT_EQ(settings.plan.rule.topology, Topology::hex);
  EXPECT_EQ(settings.plan.rule.border, GridBorder::fixed);
  EXPECT_EQ(settings.plan.rule.alpha, 0.2);
  EXPECT_EQ(settings.plan.rule.heavy, 0);
  EXPECT_EQ(settings.impulse, 100.0);
  EXPECT_EQ(settings.value_bytes, 8);
  EXPECT_TRUE(settings.warnings.empty());
}

TEST_F(HexSettingsTest, FlagsComeBeforeTheEnvironment) {
  say(choices_.workers, "--workers", "2");
  RunChoices environment;
  set_choice(environment.workers, "TESSERA_WORKERS=", "3");
  set_choice(environment.backend, "TESSERA_BACKEND=", "threads");
  const HexSettings settings = settle_hex(choices_, environment);
  EXPECT_EQ(settings.backend.workers.value, 2);
  EXPECT_EQ(settings.backend.backend.value, "threads");
}

TEST_F(HexSettingsTest, WarnOutsideTheStableRangeOfEachTopologyOnly) {
  const auto warnings = [](const char* topology, const char* alpha) {
    HexChoices choices;
    say(choices.topology, "--topology", topology);
    say(choices.alpha, "--alpha", alpha);
    return settle_hex(choices, {}).warnings;
  };
  EXPECT_TRUE(warnings("hex", "0").empty());
  EXPECT_TRUE(warnings("hex", "1.3333333333333333").empty());
  EXPECT_TRUE(warnings("square", "1").empty());
  ASSERT_EQ(warnings("hex", "1.334").size(), 1U);
  EXPECT_THAT(warnings("hex", "1.334").front(), HasSubstr("alpha 1.334 lies outside 0 to 4/3"));
  EXPECT_THAT(warnings("square", "1.001").front(), HasSubstr("alpha 1.001 lies outside 0 to 1"));
  EXPECT_EQ(warnings("square", "-0.1").size(), 1U);
}

TEST_F(HexSettingsTest, PeriodicHexagonsNeedAnEvenNumberOfRows) {
  say(choices_.border, "--border", "periodic");
  say(choices_.rows, "--rows", "7");
  EXPECT_THAT(refusal(), StartsWith("--border periodic: a hexagonal grid of 7 rows"));
  say(choices_.topology, "--topology", "square");
  EXPECT_EQ(refusal(), "");
  say(choices_.topology, "--topology", "hex");
  say(choices_.rows, "--rows", "8");
  EXPECT_EQ(refusal(), "");
}

TEST_F(HexSettingsTest, TheInitialFieldSetsTheSizeAndMustAgreeWithWhatWasSaid) {
  say(choices_.initial, "--initial", field_file<double>(5, 9));
  EXPECT_EQ(settle_hex(choices_, {}).plan.rows, 5);
  EXPECT_EQ(settle_hex(choices_, {}).plan.cols, 9);
  say(choices_.rows, "--rows", "5");
  EXPECT_EQ(refusal(), "");
  say(choices_.cols, "--cols", "10");
  EXPECT_THAT(refusal(), StartsWith("--cols 10: "));
  EXPECT_THAT(refusal(), HasSubstr("initial.npy has 9 columns"));
}

TEST_F(HexSettingsTest, ImpulseAndInitialFieldExcludeEachOther) {
  say(choices_.initial, "--initial", field_file<float>(5, 9));
  say(choices_.impulse, "--impulse", "1");
  EXPECT_THAT(refusal(), StartsWith("--impulse 1: the field starts from --initial "));
}

TEST_F(HexSettingsTest, AMissingInitialFieldIsBadInput) {
  say(choices_.initial, "--initial", "absent.npy");
  EXPECT_THROW((void)settle_hex(choices_, {}), InputError);
}

TEST_F(HexSettingsTest, AnImpulseMustFitThePrecision) {
  say(choices_.impulse, "--impulse", "1e39");
  EXPECT_EQ(refusal(), "");
  say(choices_.precision, "--precision", "f32");
  EXPECT_THAT(refusal(), StartsWith("--impulse 1e39: must be finite in f32"));
}

TEST_F(HexSettingsTest, GridsWhoseSizesOverflowAreRefused) {
  for (const auto& [rows, cols] :
       {std::pair{"9223372036854775807", "9223372036854775807"},
        std::pair{"4294967296", "4294967296"}, std::pair{"1", "9223372036854775807"},
        std::pair{"9223372036854775807", "1"}}) {
    say(choices_.rows, "--rows", rows);
    say(choices_.cols, "--cols", cols);
    EXPECT_THAT(refusal(), HasSubstr("is too large")) << rows << " " << cols;
  }
}

TEST_F(HexSettingsTest, FuseIsAutoOrAWholeNumberFromOneOn) {
  for (const char* good : {"auto", "1", "3", "1000"}) {
    say(choices_.fuse, "--fuse", good);
    EXPECT_EQ(refusal(), "") << good;
  }
  EXPECT_EQ(settle_hex(choices_, {}).plan.fuse, 1000);
  for (const char* bad : {"0", "-1", "2.5", "", "many", "99999999999"}) {
    say(choices_.fuse, "--fuse", bad);
    EXPECT_THAT(refusal(), HasSubstr("must be auto or a whole number from 1 on")) << bad;
  }
}

TEST_F(HexSettingsTest, SnapshotsNeedAResultThatTheyAreOf) {
  say(choices_.snapshot_every, "--snapshot-every", "5");
  EXPECT_THAT(refusal(), HasSubstr("give one"));
  say(choices_.output, "--output", folder_.path() / "out.npy");
  EXPECT_EQ(refusal(), "");
}

TEST_F(HexSettingsTest, TheEchoReadsBackToTheSameBits) {
  say(choices_.alpha, "--alpha", "0.1");
  const auto json = nlohmann::json::parse(options_json(settle_hex(choices_, {})).dump());
  EXPECT_EQ(json["alpha"].get<double>(), 0.1);
  EXPECT_EQ(json["fuse"], "auto");
  EXPECT_EQ(json["impulse"], 100.0);
}

TEST(SnapshotFile, SortsByStep) {
  EXPECT_EQ(snapshot_file("a/out.npy", 100, 500), "a/out-000100.npy");
  EXPECT_EQ(snapshot_file("out.v2.png", 7, 12345678), "out.v2-00000007.png");
}

}  // namespace
}  // namespace tessera
