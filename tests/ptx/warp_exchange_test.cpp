#include <algorithm>
#include <cstdint>
#include <gtest/gtest.h>
#include <random>
#include <vector>

#include "kernels/numerics/fixed_sum.hpp"
#include "tests/ptx/kernels/arguments.hpp"
#include "tests/ptx/replayed_kernels.hpp"
#include "tests/support/same_bits.hpp"

namespace tessera::ptx {
namespace {

using ptx_kernels::Chunks;

using WarpExchangeReplay = ReplayedKernels;
INSTANTIATE_TEST_SUITE_P(Sm, WarpExchangeReplay, ::testing::Values("75", "120"));

std::vector<int> scattered_values(int count) {
  std::mt19937 generator(11);
  std::vector<int> values(static_cast<std::size_t>(count));
  for (int& value : values) value = static_cast<int>(generator() % 997);
  return values;
}

TEST_P(WarpExchangeReplay, TheFixedSumOfAWarpPerChunkHasTheBitsOfTheHost) {
  std::mt19937_64 generator(5);
  std::uniform_real_distribution<double> exponent(-30.0, 30.0);
  std::vector<double> terms(5 * kSumChunk + 77);
  for (double& term : terms) term = (generator() % 2 ? 1.0 : -1.0) * std::exp2(exponent(generator));
  const auto term_count = static_cast<std::int64_t>(terms.size());
  const auto chunk_count = static_cast<std::size_t>(sum_chunk_count(term_count));
  std::vector<double> expected(chunk_count);
  for (std::size_t chunk = 0; chunk < chunk_count; ++chunk) {
    const auto begin = static_cast<std::int64_t>(chunk) * kSumChunk;
    expected[chunk] = sum_chunk(std::min(kSumChunk, term_count - begin), [&](std::int64_t index) {
      return terms[static_cast<std::size_t>(begin + index)];
    });
  }
  double* const sums = memory_.allocate<double>(chunk_count);
  launch(module("warp_exchange"), "fixed_sum_kernel", {{2}, {128}},
         Arguments(Chunks{memory_.upload(terms), sums, term_count}), memory_);
  EXPECT_SAME_BITS(expected, memory_.download(sums, chunk_count));
}

TEST_P(WarpExchangeReplay, ShufflesReadTheLaneThatCudaDefines) {
  const std::vector<int> values = scattered_values(32);
  std::vector<int> expected;
  const auto add = [&](auto source) {
    for (int lane = 0; lane < 32; ++lane) {
      expected.push_back(values[static_cast<std::size_t>(source(lane))]);
    }
  };
  add([](int lane) { return lane >= 3 ? lane - 3 : lane; });
  add([](int lane) { return lane ^ 5; });
  add([](int lane) { return lane * 7 % 32; });
  add([](int lane) { return lane % 8 + 2 < 8 ? lane + 2 : lane; });
  add([](int lane) { return lane % 16 >= 1 ? lane - 1 : lane; });
  int* const result = memory_.allocate<int>(expected.size());
  launch(module("warp_exchange"), "shuffle_kernel", {{1}, {32}},
         Arguments(memory_.upload(values), result), memory_);
  EXPECT_EQ(memory_.download(result, expected.size()), expected);
}

TEST_P(WarpExchangeReplay, TwoHalvesOfAWarpShuffleAmongThemselves) {
  const std::vector<int> values = scattered_values(32);
  int squares = 0;
  int plain = 0;
  for (std::size_t lane = 0; lane < 16; ++lane) {
    squares += values[lane] * values[lane];
    plain += values[lane + 16];
  }
  std::vector<int> expected(32, plain);
  std::fill_n(expected.begin(), 16, squares);
  int* const result = memory_.allocate<int>(32);
  launch(module("warp_exchange"), "half_warp_kernel", {{1}, {32}},
         Arguments(memory_.upload(values), result), memory_);
  EXPECT_EQ(memory_.download(result, 32), expected);
}

TEST_P(WarpExchangeReplay, VotesAndMatchesSeeTheLanesThatTakePart) {
  const std::vector<int> values = scattered_values(32);
  const auto lanes_where = [&](auto predicate) {
    unsigned mask = 0;
    for (std::size_t lane = 0; lane < 32; ++lane)
      mask |= (predicate(values[lane]) ? 1u : 0u) << lane;
    return mask;
  };
  const unsigned even = lanes_where([](int value) { return value % 2 == 0; });
  const unsigned odd_above_3 = lanes_where([](int value) { return value % 2 != 0 && value > 3; });
  std::vector<unsigned> expected(160);
  for (std::size_t lane = 0; lane < 32; ++lane) {
    expected[lane] = lanes_where([](int value) { return value % 3 == 0; });
    expected[32 + lane] = 0;
    expected[64 + lane] = 1;
    expected[96 + lane] = lanes_where([&](int value) { return value % 4 == values[lane] % 4; });
    const bool is_even = values[lane] % 2 == 0;
    expected[128 + lane] = is_even ? even : static_cast<unsigned>(std::popcount(odd_above_3));
  }
  unsigned* const result = memory_.allocate<unsigned>(160);
  launch(module("warp_exchange"), "vote_kernel", {{1}, {32}},
         Arguments(memory_.upload(values), result), memory_);
  EXPECT_EQ(memory_.download(result, 160), expected);
}

TEST_P(WarpExchangeReplay, EveryLaneGetsWhatTheWarpReducesTo) {
  std::vector<int> values = scattered_values(32);
  for (std::size_t lane = 0; lane < 32; lane += 3) values[lane] *= -1;
  std::vector<int> reduced = {0, values[0], values[0], -1, 0, 0};
  for (const int value : values) {
    reduced[0] += value;
    reduced[1] = std::min(reduced[1], value);
    reduced[2] = std::max(reduced[2], value);
    reduced[3] &= value;
    reduced[4] |= value;
    reduced[5] ^= value;
  }
  std::vector<int> expected;
  for (int lane = 0; lane < 32; ++lane) {
    expected.insert(expected.end(), reduced.begin(), reduced.end());
  }
  int* const result = memory_.allocate<int>(expected.size());
  launch(module("warp_exchange"), "reduce_kernel", {{1}, {32}},
         Arguments(memory_.upload(values), result), memory_);
  EXPECT_EQ(memory_.download(result, expected.size()), expected);
}

TEST_P(WarpExchangeReplay, WideAtomicsAndTicketsCountEveryThreadOnce) {
  auto* const wide = memory_.upload(std::vector<unsigned long long>{5, 1, ~0ull, 0});
  auto* const extremes = memory_.upload(std::vector<long long>{7, -1000});
  unsigned* const ticket = memory_.upload(std::vector<unsigned>{0, 3});
  int* const last = memory_.upload(std::vector<int>{-1});
  launch(module("warp_exchange"), "ticket_kernel", {{1}, {64}},
         Arguments(wide, extremes, ticket, last), memory_);
  EXPECT_EQ(memory_.download(wide, 4),
            (std::vector<unsigned long long>{5 + (2016ull << 32), 63ull << 40, ~63ull, ~0ull}));
  EXPECT_EQ(memory_.download(extremes, 2), (std::vector<long long>{-63, -37}));
  // 3 down to 0, then round and round from 9: 64 steps in all.
  EXPECT_EQ(memory_.download(ticket, 2), (std::vector<unsigned>{0, 9}));
  EXPECT_EQ(memory_.download(last, 1), std::vector<int>{63});
}

TEST_P(WarpExchangeReplay, IntegerAtomicsCountAHistogramInSharedAndGlobalMemory) {
  constexpr int kCount = 1000;
  const std::vector<int> values = scattered_values(kCount);
  std::vector<unsigned> bins(8, 0);
  unsigned long long total = 0;
  int parity = 0;
  for (const int value : values) {
    ++bins[static_cast<std::size_t>(value & 7)];
    total += static_cast<unsigned long long>(value);
    parity ^= value;
  }
  for (const Order order : {Order::ascending, Order::descending}) {
    unsigned* const counted = memory_.upload(std::vector<unsigned>(8, 0));
    int* const extremes = memory_.upload(std::vector<int>{100000, -1, 0, 0});
    auto* const sum = memory_.upload(std::vector<unsigned long long>{0});
    launch(module("warp_exchange"), "histogram_kernel", {{3}, {96}},
           Arguments(memory_.upload(values), kCount, counted, extremes, sum), memory_,
           {.order = order});
    EXPECT_EQ(memory_.download(counted, 8), bins);
    EXPECT_EQ(memory_.download(sum, 1).front(), total);
    const auto [least, most] = std::minmax_element(values.begin(), values.end());
    EXPECT_EQ(memory_.download(extremes, 4), (std::vector<int>{*least, *most, parity, 3}));
  }
}

}  // namespace
}  // namespace tessera::ptx
