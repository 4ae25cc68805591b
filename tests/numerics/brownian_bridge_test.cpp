#include "kernels/numerics/brownian_bridge.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <gtest/gtest.h>
#include <vector>

#include "host/pipelines/quasi_tables.hpp"

namespace tessera {
namespace {

// W at the dates 1..steps for the given normals.
std::vector<double> path_of(const std::vector<double>& normals) {
  const auto steps = static_cast<std::int32_t>(normals.size());
  const std::vector<BridgePoint> points = bridge_points(steps);
  BridgeWalk<double> walk;
  std::vector<double> path;
  double value = 0.0;
  for (std::int32_t step = 0; step < steps; ++step) {
    value += bridge_increment(walk, points.data(), steps, step, [&](std::int32_t number) {
      return normals[static_cast<std::size_t>(number)];
    });
    path.push_back(value);
  }
  EXPECT_EQ(walk.next, steps);
  EXPECT_EQ(walk.enclosing, 1);
  return path;
}

// Column `number` of the matrix that takes normals to the path: [number][date]
std::vector<std::vector<double>> construction(std::int32_t steps) {
  std::vector<std::vector<double>> columns;
  for (std::int32_t number = 0; number < steps; ++number) {
    std::vector<double> normals(static_cast<std::size_t>(steps), 0.0);
    normals[static_cast<std::size_t>(number)] = 1.0;
    columns.push_back(path_of(normals));
  }
  return columns;
}

TEST(BrownianBridge, HasTheCovarianceOfBrownianMotion) {
  for (const std::int32_t steps : {1, 2, 3, 4, 7, 12, 52, 100}) {
    const auto columns = construction(steps);
    for (std::int32_t s = 1; s <= steps; ++s) {
      for (std::int32_t t = 1; t <= s; ++t) {
        double covariance = 0.0;
        for (const auto& column : columns) {
          covariance +=
              column[static_cast<std::size_t>(s) - 1] * column[static_cast<std::size_t>(t) - 1];
        }
        // Each sum of at most `steps` products below `steps` is off by at most their ulp.
        EXPECT_NEAR(covariance, std::min(s, t), steps * steps * 1e-15) << steps << " steps";
      }
    }
  }
}

TEST(BrownianBridge, TheFirstNormalMakesTheLastDateAndTheSecondTheMiddle) {
  const auto columns = construction(252);
  EXPECT_DOUBLE_EQ(columns[0][251], std::sqrt(252.0));
  for (std::size_t number = 1; number < 252; ++number) EXPECT_EQ(columns[number][251], 0.0);
  EXPECT_DOUBLE_EQ(columns[1][125], std::sqrt(126.0 * 126.0 / 252.0));
  for (std::size_t number = 2; number < 252; ++number)
    EXPECT_NEAR(columns[number][125], 0.0, 1e-14);
}

TEST(BrownianBridge, EveryNormalIsAskedForOnceAndWideIntervalsComeFirst) {
  for (const std::int32_t steps : {1, 5, 64, 252, 1000, 4096}) {
    const std::vector<BridgePoint> points = bridge_points(steps);
    ASSERT_EQ(points.size(), static_cast<std::size_t>(steps));
    std::vector<double> deviation(points.size(), 0.0);
    for (const BridgePoint& point : points) {
      ASSERT_LT(point.number, steps);
      EXPECT_EQ(deviation[static_cast<std::size_t>(point.number)], 0.0) << "asked for twice";
      deviation[static_cast<std::size_t>(point.number)] = point.deviation;
      EXPECT_GT(point.deviation, 0.0);
    }
    // Widths of a generation differ by at most one step, halves by half a step.
    for (std::size_t number = 1; number < deviation.size(); ++number) {
      EXPECT_LE(deviation[number], deviation[number - 1] * std::sqrt(2.0)) << number;
    }
  }
}

// Two numbers of dates for every path at once, as vector code has them.
struct TwoPaths {
  double first = 0.0;
  double second = 0.0;
};
TwoPaths operator+(const TwoPaths& a, const TwoPaths& b) {
  return {a.first + b.first, a.second + b.second};
}
TwoPaths operator-(const TwoPaths& a, const TwoPaths& b) {
  return {a.first - b.first, a.second - b.second};
}
TwoPaths operator*(double a, const TwoPaths& b) { return {a * b.first, a * b.second}; }

TEST(BrownianBridge, PathsSideBySideAreThePathsOneByOne) {
  constexpr std::int32_t kSteps = 37;
  const std::vector<BridgePoint> points = bridge_points(kSteps);
  const auto normal = [](std::int32_t number) { return std::sin(1.0 + number); };
  BridgeWalk<TwoPaths> both;
  BridgeWalk<double> one;
  BridgeWalk<double> other;
  for (std::int32_t step = 0; step < kSteps; ++step) {
    const TwoPaths increment =
        bridge_increment(both, points.data(), kSteps, step, [&](std::int32_t number) {
          return TwoPaths{normal(number), normal(number + kSteps)};
        });
    EXPECT_EQ(increment.first, bridge_increment(one, points.data(), kSteps, step, normal));
    EXPECT_EQ(increment.second,
              bridge_increment(other, points.data(), kSteps, step,
                               [&](std::int32_t number) { return normal(number + kSteps); }));
  }
}

TEST(BrownianBridge, TheMostStepsFitItsDepth) {
  BridgeWalk<double> walk;
  const std::vector<BridgePoint> points = bridge_points(kMostBridgeSteps);
  int deepest = 0;
  for (std::int32_t step = 0; step < kMostBridgeSteps; ++step) {
    (void)bridge_increment(walk, points.data(), kMostBridgeSteps, step, [&](std::int32_t) {
      deepest = std::max(deepest, walk.enclosing);
      return 0.0;
    });
  }
  EXPECT_EQ(deepest, kBridgeDepth - 1);
}

}  // namespace
}  // namespace tessera
