#include "host/report/progress.hpp"

#include <algorithm>
#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>
#include <sstream>
#include <string>

#include "host/report/target_progress.hpp"

namespace tessera {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr ProgressStyle kPlainLines{};
constexpr ProgressStyle kTerminal{false, true, false, 120};

class ProgressTest : public testing::Test {
 protected:
  double now_s = 100.0;
  std::ostringstream out;

  [[nodiscard]] Progress::Clock clock() {
    return [this] { return now_s; };
  }
  /// What has been written since the last call.
  std::string written() {
    const std::string text = out.str();
    out.str("");
    return text;
  }
};

TEST_F(ProgressTest, WritesOnePlainLineEveryFiveSeconds) {
  Progress progress("load", "nodes", kPlainLines, out, clock());
  for (int second = 1; second <= 20; ++second) {
    now_s = 100.0 + second;
    progress.update(second * 100, 4000);
  }
  const std::string text = written();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 4);
  EXPECT_THAT(text, StartsWith("load: 12 %, ETA 35.0 s, 500 nodes, 100/s\n"));
  EXPECT_THAT(text, Not(HasSubstr("\r")));
  progress.finish();
  EXPECT_EQ(written(), "");
}

TEST_F(ProgressTest, RedrawsTheBarAtMostTenTimesASecondAndClearsIt) {
  {
    Progress progress("solve", "steps", kTerminal, out, clock());
    for (int update = 1; update <= 1000; ++update) {
      now_s = 100.0 + update / 1000.0;
      progress.update(update, 2000);
    }
    const std::string text = written();
    const auto drawn = std::count(text.begin(), text.end(), '\r');
    EXPECT_GE(drawn, 8);
    EXPECT_LE(drawn, 10);
    EXPECT_THAT(text, HasSubstr("solve [==="));
    EXPECT_THAT(text, Not(HasSubstr("\n")));
    EXPECT_THAT(text, Not(HasSubstr("\033[32m")));
  }
  EXPECT_EQ(written(), "\r\033[K");
}

TEST_F(ProgressTest, ColoursTheBarOnlyWhenAsked) {
  Progress progress("solve", "steps", {false, true, true, 120}, out, clock());
  now_s += 1.0;
  progress.update(1, 2);
  EXPECT_THAT(written(), HasSubstr("\033[32m====="));
}

TEST_F(ProgressTest, NeverReachesTheLastColumn) {
  for (const int columns : {0, 1, 20, 40, 79, 200}) {
    Progress progress("solve", "iterations", {false, true, false, columns}, out, clock());
    now_s += 1.0;
    progress.update(123456, 200000);
    EXPECT_LT(static_cast<int>(written().size()) - 4, std::max(columns, 1)) << columns;
    progress.finish();
    written();
  }
}

TEST_F(ProgressTest, SilentMeansSilent) {
  {
    Progress progress("solve", "steps", {true, true, true, 80}, out, clock());
    now_s += 60.0;
    progress.update(1, 2);
    progress.update_residual(10, 1e-3, 1e-8);
  }
  EXPECT_EQ(written(), "");
}

TEST_F(ProgressTest, ShowsNothingForShortWork) {
  {
    Progress progress("solve", "steps", kTerminal, out, clock());
    now_s += 0.05;
    progress.update(1, 1);
  }
  EXPECT_EQ(written(), "");
}

TEST_F(ProgressTest, EtaOfAnIterationComesFromTheSlopeOfTheLogResidual) {
  Progress progress("solve", "iterations", kPlainLines, out, clock());
  // One decimal digit in 10 s, 100 iterations a second: 8 digits take 80 s.
  for (int iteration = 1; iteration <= 2000; ++iteration) {
    now_s = 100.0 + iteration / 100.0;
    progress.update_residual(iteration, std::pow(10.0, -iteration / 1000.0), 1e-8);
  }
  EXPECT_THAT(written(),
              HasSubstr("solve: 25 %, ETA 1 min 00 s, 2,000 iterations, residual 0.01, 100/s\n"));
}

TEST_F(ProgressTest, EtaIsOpenWhileTheResidualDoesNotFall) {
  Progress progress("solve", "iterations", kPlainLines, out, clock());
  for (int iteration = 1; iteration <= 6; ++iteration) {
    now_s += 1.0;
    progress.update_residual(iteration, 1.0 + iteration, 1e-8);
  }
  EXPECT_THAT(written(), HasSubstr("ETA ?, "));
}

TEST_F(ProgressTest, TheBarNeverGoesBack) {
  Progress progress("solve", "iterations", kTerminal, out, clock());
  now_s += 1.0;
  progress.update_residual(1, 1e-4, 1e-8);
  EXPECT_THAT(written(), HasSubstr("50 %"));
  now_s += 1.0;
  progress.update_residual(2, 1e-3, 1e-8);
  EXPECT_THAT(written(), HasSubstr("50 %"));
}

TEST_F(ProgressTest, SurvivesNumbersThatMakeNoSense) {
  Progress progress("solve", "iterations", kPlainLines, out, clock());
  for (const double residual : {0.0, -1.0, std::numeric_limits<double>::quiet_NaN(),
                                std::numeric_limits<double>::infinity()}) {
    now_s += 10.0;
    progress.update_residual(0, residual, 0.0);
    progress.update(0, 0);
  }
  EXPECT_THAT(written(), HasSubstr("ETA ?"));
}

TEST(ResidualTrend, FollowsTheLaterSlope) {
  ResidualTrend trend;
  // Slow for 50 s, then three times as fast: the estimate goes by what holds now.
  double log_residual = 0.0;
  for (int second = 0; second <= 100; ++second) {
    trend.add(second, std::exp(log_residual));
    log_residual -= second < 50 ? 0.01 : 0.03;
  }
  const double left = trend.seconds_to(std::exp(log_residual + 0.03 - 3.0)).value();
  EXPECT_NEAR(left, 100.0, 1e-6 * 100.0);
}

TEST(ResidualTrend, KeepsItsEstimateOverAMillionIterations) {
  ResidualTrend trend;
  constexpr int kIterations = 1'000'000;
  for (int iteration = 0; iteration <= kIterations; ++iteration) {
    trend.add(iteration * 1e-3, std::exp(-iteration * 1e-5));
  }
  EXPECT_NEAR(trend.seconds_to(std::exp(-11.0)).value(), 100.0, 1e-6 * 100.0);
  EXPECT_EQ(trend.seconds_to(std::exp(-9.0)).value(), 0.0);
}

TEST(ResidualTrend, SaysNothingFromOneObservation) {
  ResidualTrend trend;
  EXPECT_FALSE(trend.seconds_to(1e-8).has_value());
  trend.add(0.0, 1.0);
  EXPECT_FALSE(trend.seconds_to(1e-8).has_value());
}

TEST(ProgressStyle, HonoursNoColourAndSilence) {
  ::setenv("NO_COLOR", "1", 1);
  const ProgressStyle style = progress_style_of_stderr(true);
  ::unsetenv("NO_COLOR");
  EXPECT_FALSE(style.colour);
  EXPECT_TRUE(style.silent);
  EXPECT_GT(style.columns, 0);
}

TEST_F(ProgressTest, ShowsADetailBehindTheCount) {
  Progress progress("mc", "paths", kPlainLines, out, clock());
  now_s = 105.0;
  progress.update(50, 100, "standard error 0.1");
  EXPECT_EQ(written(), "mc: 50 %, ETA 5.00 s, 50 paths, standard error 0.1, 10.0/s\n");
}

TEST_F(ProgressTest, AimsAtTheLookThatWillMeetATargetOfTheError) {
  constexpr std::int64_t kMillion = 1 << 20;
  Progress progress("mc", "paths", kPlainLines, out, clock());
  TargetProgress towards(progress, 0.01);
  now_s = 105.0;
  towards.update({kMillion / 2, 100 * kMillion, 0.0});  // no look yet
  EXPECT_THAT(written(), StartsWith("mc: 0 %, "));
  // At 2^20 paths the error was 0.025: 6.25 times as many paths are needed, and the next look is
  // after eight times as many.
  now_s = 110.0;
  towards.update({kMillion + kMillion / 4, 100 * kMillion, 0.025});
  EXPECT_THAT(written(), StartsWith("mc: 15 %, "));
  now_s = 115.0;
  towards.update({4 * kMillion, 100 * kMillion, 0.025});
  EXPECT_EQ(written(),
            "mc: 50 %, ETA 15.0 s, 4,194,304 paths, standard error 0.025 of 0.01, 280 k/s\n");
  // No further than the paths that are allowed.
  now_s = 120.0;
  towards.update({4 * kMillion + 1, 5 * kMillion, 0.013});
  EXPECT_THAT(written(), StartsWith("mc: 80 %, "));
}

}  // namespace
}  // namespace tessera
