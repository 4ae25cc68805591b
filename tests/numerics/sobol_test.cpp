#include "kernels/numerics/sobol.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <gtest/gtest.h>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "host/errors.hpp"
#include "host/pipelines/quasi_tables.hpp"
#include "tests/support/same_bits.hpp"

namespace tessera {
namespace {

constexpr std::int64_t kDimensions = 4096;

class Sobol : public ::testing::Test {
 protected:
  static const std::uint32_t* directions(std::int64_t dimension) {
    static const std::vector<std::uint32_t> kTable = sobol_directions(kDimensions);
    return kTable.data() + dimension * kSobolDigits;
  }
  // The coordinate times 2^32.
  static std::uint32_t coordinate(std::uint32_t index, std::int64_t dimension) {
    return reversed(sobol_digits(directions(dimension), index));
  }
  template <Scrambling scrambling>
  static double uniform(std::uint32_t index, std::int64_t dimension, std::uint64_t seed,
                        int replicate) {
    return scrambled_uniform<scrambling>(sobol_digits(directions(dimension), index),
                                         scrambling_key(seed, replicate, dimension));
  }
};

// In Gray code order, as Joe and Kuo's own program prints them, times 8.
TEST_F(Sobol, BeginsWithThePublishedPoints) {
  constexpr std::array<std::array<std::uint32_t, 10>, 8> kEighths{{
      {0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
      {4, 4, 4, 4, 4, 4, 4, 4, 4, 4},
      {6, 2, 2, 2, 6, 6, 2, 6, 6, 6},
      {2, 6, 6, 6, 2, 2, 6, 2, 2, 2},
      {3, 3, 5, 7, 3, 1, 3, 7, 7, 5},
      {7, 7, 1, 3, 7, 5, 7, 3, 3, 1},
      {5, 1, 7, 5, 5, 7, 1, 1, 1, 3},
      {1, 5, 3, 1, 1, 3, 5, 5, 5, 7},
  }};
  for (std::uint32_t index = 0; index < 8; ++index) {
    for (std::size_t dimension = 0; dimension < 10; ++dimension) {
      EXPECT_EQ(coordinate(index ^ (index >> 1), static_cast<std::int64_t>(dimension)),
                kEighths[index][dimension] << 29)
          << "point " << index << ", dimension " << dimension;
    }
  }
}

// From the direction numbers of SciPy 1.17.1 (scipy.stats.qmc.Sobol(d=4096, bits=32)._sv).
TEST_F(Sobol, AgreesWithAnotherProgramFarOut) {
  constexpr std::array<std::int64_t, 7> kPlaces{0, 1, 2, 9, 99, 999, 4095};
  constexpr std::array<std::uint32_t, 7> kOf123456789{
      2830359264, 1600484064, 4238183456, 3447889504, 1617507168, 3020893152, 4240214240};
  constexpr std::array<std::uint32_t, 7> kOfLastButOne{2147483647, 2147483649, 3472949247, 19584935,
                                                       490892351,  1870041925, 2892471087};
  for (std::size_t place = 0; place < kPlaces.size(); ++place) {
    EXPECT_EQ(coordinate(123456789, kPlaces[place]), kOf123456789[place]) << kPlaces[place];
    EXPECT_EQ(coordinate(0xFFFFFFFE, kPlaces[place]), kOfLastButOne[place]) << kPlaces[place];
  }
}

TEST_F(Sobol, LanesAreThePointsOneByOne) {
  for (const std::uint32_t first : {0U, 16U, 1'048'560U, 0xFFFFFFF0U}) {
    std::uint32_t digits[16];
    sobol_digits_lanes(directions(37), first, digits);
    for (std::uint32_t lane = 0; lane < 16; ++lane) {
      EXPECT_EQ(digits[lane], sobol_digits(directions(37), first + lane));
    }
  }
}

// One point in each of 2^k equal intervals.
template <class Coordinate>
bool is_stratified(int k, const Coordinate& coordinate) {
  std::vector<bool> hit(std::size_t{1} << k, false);
  for (std::uint32_t index = 0; index < hit.size(); ++index) {
    const auto interval = static_cast<std::size_t>(std::ldexp(coordinate(index), k));
    if (interval >= hit.size() || hit[interval]) return false;
    hit[interval] = true;
  }
  return true;
}

TEST_F(Sobol, EveryProjectionIsStratifiedAlsoWhenScrambled) {
  for (std::int64_t dimension = 0; dimension < kDimensions; dimension += 13) {
    for (const int k : {1, 5, 10}) {
      EXPECT_TRUE(is_stratified(
          k, [&](std::uint32_t i) { return std::ldexp(coordinate(i, dimension), -32); }));
      EXPECT_TRUE(is_stratified(
          k, [&](std::uint32_t i) { return uniform<Scrambling::owen>(i, dimension, 42, 7); }))
          << "owen, dimension " << dimension << ", 2^" << k << " points";
      EXPECT_TRUE(is_stratified(
          k, [&](std::uint32_t i) { return uniform<Scrambling::shift>(i, dimension, 42, 7); }))
          << "shift, dimension " << dimension << ", 2^" << k << " points";
    }
  }
}

// Each box of 2^-a x 2^-(k-a) holds one of 2^k points: a (0, k, 2)-net.
template <class X, class Y>
bool is_net(int k, const X& x, const Y& y) {
  for (int a = 0; a <= k; ++a) {
    std::set<std::pair<int, int>> boxes;
    for (std::uint32_t index = 0; index < 1U << k; ++index) {
      boxes.emplace(static_cast<int>(std::ldexp(x(index), a)),
                    static_cast<int>(std::ldexp(y(index), k - a)));
    }
    if (boxes.size() != std::size_t{1} << k) return false;
  }
  return true;
}

TEST_F(Sobol, TheFirstTwoDimensionsAreANetAlsoWhenScrambled) {
  for (const int k : {3, 6, 9}) {
    EXPECT_TRUE(is_net(
        k, [&](std::uint32_t i) { return std::ldexp(coordinate(i, 0), -32); },
        [&](std::uint32_t i) { return std::ldexp(coordinate(i, 1), -32); }));
    EXPECT_TRUE(is_net(
        k, [&](std::uint32_t i) { return uniform<Scrambling::owen>(i, 0, 1, 31); },
        [&](std::uint32_t i) { return uniform<Scrambling::owen>(i, 1, 1, 31); }));
    EXPECT_TRUE(is_net(
        k, [&](std::uint32_t i) { return uniform<Scrambling::shift>(i, 0, 1, 31); },
        [&](std::uint32_t i) { return uniform<Scrambling::shift>(i, 1, 1, 31); }));
  }
  const auto swapped = [&](std::uint32_t i) { return std::ldexp(coordinate(i, 0), -32); };
  EXPECT_FALSE(is_net(3, swapped, swapped)) << "the check itself";
}

TEST_F(Sobol, KeysAreTheNumbersOfSplitMix64) {
  // The first numbers of the generator for the seed 1234567, as its implementations list them.
  EXPECT_EQ(scrambling_key(1234567, 0, 0), 6457827717110365317U);
  EXPECT_EQ(scrambling_key(1234567, 1, 0), 3203168211198807973U);
  EXPECT_EQ(scrambling_key(1234567, 4, 0), 16408922859458223821U);
  EXPECT_EQ(scrambling_key(1234567, 31, 2), scrambling_key(1234567 + 0x9E3779B97F4A7C15U, 30, 2));
}

TEST_F(Sobol, ScramblingsOfAllReplicatesAndDimensionsDiffer) {
  std::set<double> first;
  for (std::int64_t dimension = 0; dimension < 100; ++dimension) {
    for (int replicate = 0; replicate < kMostScramblings; ++replicate) {
      first.insert(uniform<Scrambling::owen>(0, dimension, 42, replicate));
    }
  }
  EXPECT_EQ(first.size(), 3200u);
}

// Each place is flipped for half of the prefixes, and the flips of neighbours are independent:
// among the 2^k prefixes of k places the number of flips is within five deviations of half.
TEST_F(Sobol, OwenScramblingFlipsHalfOfEveryPlace) {
  for (int replicate = 0; replicate < 8; ++replicate) {
    const auto key = static_cast<std::uint32_t>(scrambling_key(5, replicate, 3));
    for (int place = 8; place < 32; ++place) {
      const int prefixes = 1 << std::min(place, 16);
      int flips = 0;
      for (int prefix = 0; prefix < prefixes; ++prefix) {
        const std::uint32_t digits = static_cast<std::uint32_t>(prefix)
                                     << (place - std::min(place, 16));
        flips += static_cast<int>((owen_scrambled(digits, key) ^ digits) >> place & 1U);
      }
      EXPECT_NEAR(flips, 0.5 * prefixes, 5 * 0.5 * std::sqrt(prefixes))
          << "place " << place << ", replicate " << replicate;
    }
  }
}

TEST_F(Sobol, UniformsHaveFiftyTwoBitsAndLieInside) {
  EXPECT_EQ(scrambled_uniform<Scrambling::shift>(0, 0), 0x1p-53);
  EXPECT_EQ(scrambled_uniform<Scrambling::shift>(0xFFFFFFFF, 0xFFFFFFFF00000000U), 1.0 - 0x1p-53);
  EXPECT_EQ(scrambled_uniform<Scrambling::shift>(1, 0), 0.5 + 0x1p-53);
  for (std::uint32_t index = 0; index < 1000; ++index) {
    const double u = uniform<Scrambling::owen>(index, 5, 9, 3);
    const double k = std::ldexp(u, 52) - 0.5;
    EXPECT_EQ(k, std::floor(k));
    EXPECT_SAME_BITS(scrambled_normal<Scrambling::owen>(sobol_digits(directions(5), index),
                                                        scrambling_key(9, 3, 5)),
                     exact::inverse_normal(u));
  }
}

// The root of the mean square error of the mean of f over 2^k points, from 32 scramblings.
template <Scrambling scrambling, class Integrand>
double error_of_mean(int k, const std::uint32_t* directions, std::int64_t dimension,
                     const Integrand& f, double exact_mean) {
  double squares = 0.0;
  for (int replicate = 0; replicate < kMostScramblings; ++replicate) {
    const std::uint64_t key = scrambling_key(2026, replicate, dimension);
    double sum = 0.0;
    for (std::uint32_t index = 0; index < 1U << k; ++index) {
      sum += f(scrambled_uniform<scrambling>(sobol_digits(directions, index), key));
    }
    const double error = std::ldexp(sum, -k) - exact_mean;
    squares += error * error;
  }
  return std::sqrt(squares / kMostScramblings);
}

// Slope of a least squares line through (log2 points, log2 error).
template <Scrambling scrambling>
double error_slope(const std::uint32_t* directions, std::int64_t dimension) {
  constexpr int kFirst = 4;
  constexpr int kLast = 14;
  double mean = 0.0;
  double moment = 0.0;
  double spread = 0.0;
  for (int k = kFirst; k <= kLast; ++k) {
    const double error = error_of_mean<scrambling>(
        k, directions, dimension, [](double u) { return std::exp(u); }, std::exp(1.0) - 1.0);
    mean += std::log2(error) / (kLast - kFirst + 1);
    const double from_middle = k - 0.5 * (kFirst + kLast);
    moment += from_middle * std::log2(error);
    spread += from_middle * from_middle;
  }
  EXPECT_LT(mean, 0.0);
  return moment / spread;
}

TEST_F(Sobol, ErrorFallsWithThePointsAsTheTheorySays) {
  for (const std::int64_t dimension : {0, 1, 77, 4095}) {
    EXPECT_LE(error_slope<Scrambling::shift>(directions(dimension), dimension), -0.9) << dimension;
    EXPECT_LE(error_slope<Scrambling::owen>(directions(dimension), dimension), -1.3) << dimension;
  }
}

TEST_F(Sobol, RefusesMoreDimensionsOrPointsThanThereAre) {
  EXPECT_EQ(most_sobol_dimensions(), kDimensions);
  EXPECT_NO_THROW(check_sobol_run(kMostSobolPoints, kDimensions));
  EXPECT_THROW(check_sobol_run(kMostSobolPoints + 1, 1), UsageError);
  EXPECT_THROW(check_sobol_run(1, kDimensions + 1), UsageError);
  EXPECT_THROW((void)sobol_directions(kDimensions + 1), UsageError);
  try {
    check_sobol_run(1, 5040);
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_NE(std::string(error.what()).find("5040"), std::string::npos);
    EXPECT_NE(std::string(error.what()).find("4096"), std::string::npos);
  }
}

}  // namespace
}  // namespace tessera
