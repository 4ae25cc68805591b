#include "kernels/numerics/fixed_sum.hpp"

#include <cmath>
#include <cstddef>
#include <gtest/gtest.h>
#include <limits>
#include <vector>

#include "tests/support/csr_arrays.hpp"
#include "tests/support/same_bits.hpp"

namespace tessera {
namespace {

using Terms = std::vector<double>;

// The frozen rule, word for word: 32 lanes take every 32nd term of a chunk in order, a tree halves
// the lanes, and the sums of the chunks are summed likewise.
double sum_by_the_book(const Terms& terms) {
  if (terms.empty()) return 0.0;
  Terms sums;
  for (std::size_t first = 0; first < terms.size(); first += 1024) {
    Terms lanes(32, 0.0);
    for (std::size_t term = first; term < first + 1024 && term < terms.size(); ++term) {
      lanes[(term - first) % 32] += terms[term];
    }
    for (const std::size_t offset : {16, 8, 4, 2, 1}) {
      for (std::size_t lane = 0; lane < offset; ++lane) lanes[lane] += lanes[lane + offset];
    }
    sums.push_back(lanes[0]);
  }
  return sums.size() == 1 ? sums[0] : sum_by_the_book(sums);
}

double fixed_sum(const Terms& terms) {
  const auto count = static_cast<std::int64_t>(terms.size());
  Terms partial;
  for (std::int64_t first = 0; first < count; first += kSumChunk) {
    const std::int64_t size = std::min(kSumChunk, count - first);
    partial.push_back(sum_chunk(
        size, [&](std::int64_t term) { return terms[static_cast<std::size_t>(first + term)]; }));
  }
  EXPECT_EQ(static_cast<std::int64_t>(partial.size()), sum_chunk_count(count));
  return sum_partials(partial.data(), static_cast<std::int64_t>(partial.size()));
}

class FixedSumOf : public ::testing::TestWithParam<std::size_t> {};

TEST_P(FixedSumOf, FollowsTheFrozenRule) {
  const Terms terms = support::random_values(GetParam(), 7);
  EXPECT_SAME_BITS(fixed_sum(terms), sum_by_the_book(terms));
}

TEST_P(FixedSumOf, IsAsExactAsItsFewAdditionsInARowAllow) {
  const Terms terms = support::random_values(GetParam(), 8);
  long double exact = 0.0L;
  long double magnitude = 0.0L;
  for (const double term : terms) {
    exact += term;
    magnitude += std::abs(term);
  }
  // A term goes through at most 32 + 5 additions per level, and there are at most three levels
  // below a thousand million terms (Higham 2002, §4.2).
  constexpr double kUnit = 0.5 * std::numeric_limits<double>::epsilon();
  EXPECT_LE(std::abs(static_cast<double>(fixed_sum(terms) - exact)),
            3 * 37 * kUnit * static_cast<double>(magnitude));
}

INSTANTIATE_TEST_SUITE_P(Terms, FixedSumOf,
                         ::testing::Values(0, 1, 2, 31, 32, 33, 63, 1023, 1024, 1025, 2048,
                                           1024 * 1024, 1024 * 1024 + 1, 1'000'007));

TEST(FixedSum, OfNothingIsPositiveZero) {
  EXPECT_SAME_BITS(fixed_sum({}), 0.0);
  EXPECT_SAME_BITS(fixed_sum({-0.0}), 0.0);
}

TEST(FixedSum, IsNotThePlainSum) {
  // 1 + 2^53 - 2^53 in order is 0; in lanes 0, 16 and 0 of the next row it is 1.
  Terms terms(64, 0.0);
  terms[0] = 0x1p53;
  terms[32] = -0x1p53;
  terms[16] = 1.0;
  EXPECT_EQ(fixed_sum(terms), 1.0);
}

TEST(FixedSum, CarriesNotANumber) {
  Terms terms(3000, 1.0);
  terms[2999] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_TRUE(std::isnan(fixed_sum(terms)));
}

}  // namespace
}  // namespace tessera
