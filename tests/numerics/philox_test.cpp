#include "kernels/numerics/philox.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <numbers>
#include <vector>

#include "kernels/numerics/random_numbers.hpp"
#include "tests/numerics/ulp.hpp"

namespace tessera {
namespace {

struct KnownAnswer {
  PhiloxWords<std::uint32_t> counter;
  PhiloxKey key;
  PhiloxWords<std::uint32_t> words;
};

// The philox4x32-10 lines of Random123's kat_vectors.
const std::vector<KnownAnswer> kKnownAnswers{
    {{{0, 0, 0, 0}}, {{0, 0}}, {{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}}},
    {{{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}},
     {{0xffffffff, 0xffffffff}},
     {{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}}},
    {{{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}},
     {{0xa4093822, 0x299f31d0}},
     {{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}}}};

TEST(Philox, GivesThePublishedWords) {
  for (const KnownAnswer& known : kKnownAnswers) {
    const PhiloxWords<std::uint32_t> words = philox(known.counter, known.key);
    for (int word = 0; word < 4; ++word) EXPECT_EQ(words.word[word], known.words.word[word]);
  }
}

TEST(Philox, GroupsHaveTheWordsOfTheWholeCounter) {
  for (const KnownAnswer& known : kKnownAnswers) {
    const auto& counter = known.counter.word;
    const auto group = philox_group(counter[0], counter[3], known.key);
    const auto words = philox_of_group(group, counter[1], counter[2], known.key);
    for (int word = 0; word < 4; ++word) EXPECT_EQ(words.word[word], known.words.word[word]);
  }
}

TEST(Philox, KeyIsTheSeedLowHalfFirst) {
  const PhiloxKey key = philox_key(0x299f31d0a4093822ULL);
  EXPECT_EQ(key.word[0], 0xa4093822U);
  EXPECT_EQ(key.word[1], 0x299f31d0U);
}

// The mapping by hand, from the words of the pi digits: k0 = w1 w0 >> 12 and k1 = w3 w2 >> 12,
// u = (k + 1/2) 2^-52.
TEST(RandomNumbers, DoublesComeFromTwoWordsEach) {
  const PhiloxWords<std::uint32_t> words = kKnownAnswers[2].words;
  const RealPair<double> uniforms = uniforms_of<double>(words, 0);
  EXPECT_EQ(uniforms.first, (static_cast<double>(0x94fdccebd16cfULL) + 0.5) * 0x1p-52);
  EXPECT_EQ(uniforms.second, (static_cast<double>(0x24126ea15001eULL) + 0.5) * 0x1p-52);
}

TEST(RandomNumbers, FloatsComeFromOneWordEach) {
  const PhiloxWords<std::uint32_t> words = kKnownAnswers[2].words;
  for (int pair = 0; pair < 2; ++pair) {
    const RealPair<float> uniforms = uniforms_of<float>(words, pair);
    const auto by_hand = [&](int word) {
      return (static_cast<float>(words.word[word] >> 9) + 0.5F) * 0x1p-23F;
    };
    EXPECT_EQ(uniforms.first, by_hand(2 * pair));
    EXPECT_EQ(uniforms.second, by_hand(2 * pair + 1));
  }
}

TEST(RandomNumbers, UniformsAreNeverZeroOrOneAndSymmetric) {
  EXPECT_EQ(uniform_of(std::uint64_t{0}), 0x1p-53);
  EXPECT_EQ(uniform_of(~std::uint64_t{0}), 1.0 - 0x1p-53);
  EXPECT_EQ(uniform_of(std::uint32_t{0}), 0x1p-24F);
  EXPECT_EQ(uniform_of(~std::uint32_t{0}), 1.0F - 0x1p-24F);
}

// Sample 2g and 2g + 1 in double, and 4g .. 4g + 3 in float, share the call of group g.
TEST(RandomNumbers, SamplesShareCallsInPairs) {
  const PhiloxKey key = philox_key(7);
  const std::uint64_t group = 0x500000003ULL;
  const auto sample = static_cast<std::int64_t>(2 * group);
  const RealPair<double> uniforms = uniforms_at<double>(group, 9, 1, 0, key);
  const RealPair<double> normals = box_muller(uniforms.first, uniforms.second);
  EXPECT_EQ(normal_of_sample<double>(sample, 9, 1, key), normals.first);
  EXPECT_EQ(normal_of_sample<double>(sample + 1, 9, 1, key), normals.second);
  EXPECT_EQ(uniform_of_sample<double>(sample + 1, 9, 1, key), uniforms.second);
  for (int pair = 0; pair < 2; ++pair) {
    const RealPair<float> of_pair = uniforms_at<float>(group, 9, 1, pair, key);
    const RealPair<float> of_normals = box_muller(of_pair.first, of_pair.second);
    EXPECT_EQ(normal_of_sample<float>(2 * sample + 2 * pair, 9, 1, key), of_normals.first);
    EXPECT_EQ(normal_of_sample<float>(2 * sample + 2 * pair + 1, 9, 1, key), of_normals.second);
  }
}

TEST(RandomNumbers, SeveralNormalsOfAStepComeFromTheCallsOfTheSample) {
  const PhiloxKey key = philox_key(7);
  const RealPair<double> second_call = uniforms_at<double>(11, 3, 1, 0, key);
  EXPECT_EQ(normal_pair_of_sample<double>(11, 3, 0, 1, key).first,
            box_muller(second_call.first, second_call.second).first);
  const RealPair<float> second_half = uniforms_at<float>(11, 3, 0, 1, key);
  EXPECT_EQ(normal_pair_of_sample<float>(11, 3, 0, 1, key).first,
            box_muller(second_half.first, second_half.second).first);
}

// The worked example of docs/monte_carlo_engine.md: seed 42, samples 0 and 1, step 0.
TEST(RandomNumbers, WorkedExample) {
  const PhiloxKey key = philox_key(42);
  const PhiloxWords<std::uint32_t> words = philox<std::uint32_t>({{0, 0, 0, 0}}, key);
  const double u0 = uniforms_of<double>(words, 0).first;
  const double u1 = uniforms_of<double>(words, 0).second;
  const double radius = std::sqrt(-2.0 * std::log(u0));
  EXPECT_NEAR(normal_of_sample<double>(0, 0, 0, key), radius * std::cos(2.0 * M_PI * u1), 1e-14);
  EXPECT_NEAR(normal_of_sample<double>(1, 0, 0, key), radius * std::sin(2.0 * M_PI * u1), 1e-14);
}

/// cos and sin of 2 pi u, from the exact rest of u after quarters of a turn.
RealPair<long double> direction_in_long_double(double u) {
  const double quarters = std::nearbyint(4.0 * u);
  const long double angle = 2.0L * std::numbers::pi_v<long double> * (u - 0.25 * quarters);
  const long double c = std::cos(angle);
  const long double s = std::sin(angle);
  switch (static_cast<int>(quarters) % 4) {
    case 0:
      return {c, s};
    case 1:
      return {-s, c};
    case 2:
      return {-c, -s};
    default:
      return {s, -c};
  }
}

TEST(BoxMuller, RadiusAndDirectionAreWithinTwoUlp) {
  for (int point = 0; point < 100000; ++point) {
    const RealPair<double> uniforms =
        uniforms_at<double>(static_cast<std::uint64_t>(point), 0, 0, 0, philox_key(3));
    const double u = uniforms.first;
    EXPECT_LE(support::error_in_ulp(log_of_uniform(u), std::log(static_cast<long double>(u))), 2.0);
    const RealPair<double> direction = cosine_and_sine_of_turn(uniforms.second);
    const RealPair<long double> expected = direction_in_long_double(uniforms.second);
    EXPECT_LE(support::error_in_ulp(direction.first, expected.first), 2.0);
    EXPECT_LE(support::error_in_ulp(direction.second, expected.second), 2.0);
  }
}

TEST(BoxMuller, IsFiniteAtTheEndsOfTheUniforms) {
  for (const double u : {0x1p-53, 1.0 - 0x1p-53}) {
    EXPECT_TRUE(std::isfinite(box_muller(u, u).first));
    EXPECT_LE(std::abs(box_muller(u, 1.0 - u).first), 8.6);
  }
  EXPECT_LE(std::abs(box_muller(0x1p-24F, 0x1p-24F).first), 5.8F);
}

// Means of powers over 2^18 normals: within 5 standard deviations of 0, 1, 0, 3, and no two
// neighbours correlated.
template <class Real>
void expect_normal_moments() {
  constexpr std::int64_t kCount = std::int64_t{1} << 18;
  const PhiloxKey key = philox_key(2026);
  double power[5] = {};
  double neighbours = 0.0;
  double last = 0.0;
  for (std::int64_t sample = 0; sample < kCount; ++sample) {
    const auto z = static_cast<double>(normal_of_sample<Real>(sample, 5, 0, key));
    double z_power = 1.0;
    for (double& sum : power) {
      sum += z_power;
      z_power *= z;
    }
    neighbours += z * last;
    last = z;
  }
  const double root = std::sqrt(static_cast<double>(kCount));
  EXPECT_NEAR(power[1] / kCount, 0.0, 5.0 * std::sqrt(1.0) / root);
  EXPECT_NEAR(power[2] / kCount, 1.0, 5.0 * std::sqrt(2.0) / root);
  EXPECT_NEAR(power[3] / kCount, 0.0, 5.0 * std::sqrt(15.0) / root);
  EXPECT_NEAR(power[4] / kCount, 3.0, 5.0 * std::sqrt(96.0) / root);
  EXPECT_NEAR(neighbours / kCount, 0.0, 5.0 / root);
}

TEST(RandomNumbers, NormalsHaveTheMomentsOfTheNormalDistribution) {
  expect_normal_moments<double>();
  expect_normal_moments<float>();
}

}  // namespace
}  // namespace tessera
