// The pieces of a path: moments, means of controls, the steps of the models.

#include <cmath>
#include <gtest/gtest.h>
#include <vector>

#include "host/pipelines/moments_tree.hpp"
#include "kernels/numerics/control_mean.hpp"
#include "kernels/numerics/exact_normal.hpp"
#include "kernels/numerics/path_motion.hpp"
#include "tests/numerics/ulp.hpp"
#include "tests/support/same_bits.hpp"

namespace tessera {
namespace {

TEST(NormalDistribution, IsThatOfTheLibrary) {
  for (double x = -12.0; x <= 12.0; x += 0.0625) {
    const double expected = 0.5 * std::erfc(-x / std::sqrt(2.0));
    EXPECT_NEAR(normal_distribution(x), expected, 1e-15) << x;
    if (x < 0.0) {
      EXPECT_NEAR(normal_distribution(x) / expected, 1.0, 1e-13) << x;
    }
  }
}

TEST(PathFunctional, ExpOfAReturnIsWithinTwoUlp) {
  for (int point = -30000; point <= 30000; ++point) {
    const double x = point / 50.0;
    EXPECT_LE(support::error_in_ulp(exp_of_return(x), std::exp(static_cast<long double>(x))), 2.0);
    const float y = static_cast<float>(point) / 400.0F;
    EXPECT_LE(support::error_in_ulp(exp_of_return(y), std::exp(static_cast<long double>(y))), 2.0);
  }
}

TEST(Moments, OfAMergeAreThoseOfAllSamples) {
  std::vector<double> values;
  for (int sample = 0; sample < 700; ++sample) values.push_back(std::sin(sample) + 3.0);
  const auto moments = [&](std::size_t first, std::size_t last) {
    return chunk_moments(static_cast<std::int64_t>(last - first), [&](std::int64_t sample) {
      return values[first + static_cast<std::size_t>(sample)];
    });
  };
  const Moments all = moments(0, 700);
  const Moments both = merged(moments(0, 111), moments(111, 700));
  EXPECT_EQ(both.count, 700);
  EXPECT_NEAR(both.sum, all.sum, 1e-12 * all.sum);
  EXPECT_NEAR(both.m2, all.m2, 1e-12 * all.m2);
  double m2 = 0.0;
  for (const double value : values) m2 += (value - all.sum / 700) * (value - all.sum / 700);
  EXPECT_NEAR(all.m2, m2, 1e-12 * m2);
}

TEST(Moments, OfNothingChangeNothing) {
  const Moments some{3, 6.0, 2.0};
  for (const Moments& found : {merged(some, Moments{}), merged(Moments{}, some)}) {
    EXPECT_EQ(found.count, 3);
    EXPECT_SAME_BITS(found.sum, some.sum);
    EXPECT_SAME_BITS(found.m2, some.m2);
  }
}

// 1, 2, ... million records: the tree has the bits of merging level by level.
SampleMoments merged_by_levels(std::vector<SampleMoments> records) {
  while (records.size() > 1) {
    std::vector<SampleMoments> groups;
    for (std::size_t first = 0; first < records.size(); first += kChunkGroup) {
      const auto left = static_cast<std::int64_t>(records.size() - first);
      groups.push_back(merge_group(&records[first], left < kChunkGroup ? left : kChunkGroup));
    }
    records = groups;
  }
  return records.front();
}

TEST(MomentsTree, HasTheBitsOfMergingLevelByLevel) {
  for (const std::size_t count : {1UL, 2UL, 33UL, 1023UL, 1024UL, 1025UL, 5000UL, 1100000UL}) {
    std::vector<SampleMoments> records(count);
    MomentsTree tree;
    for (std::size_t record = 0; record < count; ++record) {
      records[record].count = 1024;
      records[record].sum[0] = 1000.0 + static_cast<double>(record % 97) / 7.0;
      records[record].m2[0] = 1.0 + static_cast<double>(record % 89) / 3.0;
      tree.add(records[record]);
    }
    const SampleMoments expected = merged_by_levels(records);
    EXPECT_EQ(tree.total().count, static_cast<std::int64_t>(1024 * count));
    EXPECT_SAME_BITS(tree.total().sum[0], expected.sum[0]);
    EXPECT_SAME_BITS(tree.total().m2[0], expected.m2[0]);
  }
}

TEST(MomentsTree, SumIsTheFixedSumOfTheChunks) {
  std::vector<double> sums;
  MomentsTree tree;
  for (int chunk = 0; chunk < 3000; ++chunk) {
    SampleMoments record;
    record.count = 1024;
    record.sum[0] = std::sqrt(chunk + 0.5);
    sums.push_back(record.sum[0]);
    tree.add(record);
  }
  EXPECT_SAME_BITS(tree.total().sum[0], sum_partials(sums.data(), 3000));
}

TEST(MomentsTree, KeepsTheFirstInvalidPath) {
  MomentsTree tree;
  for (const std::int64_t path : {-1L, 9L, 5L, -1L}) {
    SampleMoments record;
    record.first_invalid_path = path;
    record.invalid_count = path >= 0 ? 2 : 0;
    tree.add(record);
  }
  EXPECT_EQ(tree.total().first_invalid_path, 5);
  EXPECT_EQ(tree.total().invalid_count, 4);
  EXPECT_EQ(tree.total().count, 0);
}

// Numbers of Haug, "The complete guide to option pricing formulas", for S 60, K 65, T 1/4, r 8 %,
// sigma 30 %: the call is 2.1334.
TEST(ControlMean, OfALognormalPayoffIsBlackScholes) {
  const double log_mean = std::log(60.0) + (0.08 - 0.045) * 0.25;
  const double call = lognormal_payoff_mean(log_mean, 0.09 * 0.25, 65.0, OptionSide::call);
  EXPECT_NEAR(call * std::exp(-0.02), 2.1334, 5e-5);
  const double put = lognormal_payoff_mean(log_mean, 0.09 * 0.25, 65.0, OptionSide::put);
  EXPECT_NEAR(call - put, 60.0 * std::exp(0.02) - 65.0, 1e-12);
}

// Moments of the variance after one step, over the normal by 20,000 quantiles and over the uniform:
// the scheme matches the exact mean and variance of the square-root process in both regimes.
TEST(HestonStep, VarianceHasTheMeanAndVarianceOfTheProcess) {
  const HestonVariance variance{1.5, 0.04, 0.6, -0.7, 0.04};
  OptionContract contract;
  contract.steps = 8;
  const auto terms = heston_terms<double>(contract, Market{}, variance);
  const double dt = 1.0 / 8;
  for (const double v : {0.0, 0.005, 0.04, 0.3}) {
    double sum = 0.0;
    double squares = 0.0;
    constexpr int kCount = 20000;
    for (int point = 0; point < kCount; ++point) {
      const double u = (point + 0.5) / kCount;
      const double after = advance_variance(terms, v, exact::inverse_normal(u), u).variance;
      sum += after / kCount;
      squares += after * after / kCount;
    }
    const double decay = std::exp(-1.5 * dt);
    const double mean = 0.04 + (v - 0.04) * decay;
    const double spread =
        v * 0.36 * decay * (1 - decay) / 1.5 + 0.04 * 0.36 * (1 - decay) * (1 - decay) / 3.0;
    EXPECT_NEAR(sum, mean, 1e-3 * mean) << v;
    EXPECT_NEAR(squares - sum * sum, spread, 2e-2 * spread) << v;
  }
}

// E exp(x) = exp((r - q) dt) for every variance to start from: the martingale correction.
TEST(HestonStep, UnderlyingIsAMartingale) {
  const HestonVariance variance{1.5, 0.04, 0.6, -0.7, 0.04};
  OptionContract contract;
  contract.steps = 4;
  Market market;
  market.rate = 0.05;
  const auto terms = heston_terms<double>(contract, market, variance);
  for (const double v : {0.0, 0.01, 0.09}) {
    double mean = 0.0;
    constexpr int kCount = 400;
    for (int first = 0; first < kCount; ++first) {
      const double u = (first + 0.5) / kCount;
      const auto step = advance_variance(terms, v, exact::inverse_normal(u), u);
      for (int second = 0; second < kCount; ++second) {
        const double z = exact::inverse_normal((second + 0.5) / kCount);
        mean += std::exp(heston_return(terms, v, step, z)) / (kCount * kCount);
      }
    }
    EXPECT_NEAR(mean, std::exp(0.05 / 4), 1e-3) << v;
  }
}

}  // namespace
}  // namespace tessera
