#include <algorithm>
#include <array>
#include <cstdint>
#include <gtest/gtest.h>
#include <numeric>
#include <vector>

#include "tests/ptx/kernels/arguments.hpp"
#include "tests/ptx/replayed_kernels.hpp"
#include "tests/support/same_bits.hpp"

namespace tessera::ptx {
namespace {

using BlockMemoryReplay = ReplayedKernels;
INSTANTIATE_TEST_SUITE_P(Sm, BlockMemoryReplay, ::testing::Values("75", "120"));

std::vector<double> counted(std::size_t count) {
  std::vector<double> values(count);
  std::iota(values.begin(), values.end(), 0.25);
  return values;
}

TEST_P(BlockMemoryReplay, WarpsOfABlockSeeWhatTheOthersWroteBeforeTheBarrier) {
  const std::vector<double> values = counted(192);
  std::vector<double> expected = values;
  for (auto tile = expected.begin(); tile != expected.end(); tile += 64)
    std::reverse(tile, tile + 64);
  for (const Order order : {Order::ascending, Order::descending}) {
    double* const result = memory_.allocate<double>(192);
    launch(module("block_memory"), "reverse_tile_kernel", {{3}, {64}},
           Arguments(memory_.upload(values), result), memory_, {.order = order});
    EXPECT_SAME_BITS(expected, memory_.download(result, 192));
  }
}

TEST_P(BlockMemoryReplay, SharedMemoryIsSizedByTheLaunch) {
  std::vector<std::int64_t> values(512);
  std::iota(values.begin(), values.end(), 1);
  std::int64_t* const result = memory_.allocate<std::int64_t>(2);
  LaunchShape shape{{2}, {256}, 256 * sizeof(std::int64_t)};
  launch(module("block_memory"), "dynamic_shared_kernel", shape,
         Arguments(memory_.upload(values), result), memory_);
  EXPECT_EQ(memory_.download(result, 2), (std::vector<std::int64_t>{256 * 257 / 2, 98432}));

  shape.dynamic_shared_bytes -= 8;
  const std::string report = report_of([&] {
    launch(module("block_memory"), "dynamic_shared_kernel", shape,
           Arguments(memory_.upload(values), result), memory_);
  });
  EXPECT_NE(report.find("out of bounds: shared memory"), std::string::npos) << report;
}

TEST_P(BlockMemoryReplay, EveryThreadHasItsOwnLocalArray) {
  const std::vector<int> order = {3, 1, 7, 0, 5, 2, 6, 4};
  std::vector<double> expected;
  for (int thread = 0; thread < 64; ++thread) {
    std::array<double, 8> stack{};
    for (int slot = 0; slot < 8; ++slot) {
      stack[static_cast<std::size_t>((order[static_cast<std::size_t>(slot)] + thread) & 7)] =
          slot * 1.5 + thread;
    }
    const auto turn = static_cast<std::size_t>(thread & 7);
    const double from = order[turn] % 2 == 0 ? stack[turn] : 0.5;
    expected.push_back(from + stack[static_cast<std::size_t>(order[7 - turn] & 7)]);
  }
  double* const result = memory_.allocate<double>(64);
  launch(module("block_memory"), "local_array_kernel", {{1}, {64}},
         Arguments(memory_.upload(order), result), memory_);
  EXPECT_SAME_BITS(expected, memory_.download(result, 64));
}

TEST_P(BlockMemoryReplay, DeviceFunctionsAreCalledAndVariablesOfTheModuleLastBetweenLaunches) {
  const std::vector<double> at = counted(32);
  constexpr std::array<double, 4> kPolynomial = {1.5, -2.25, 0.125, 3.0};
  const auto horner = [&](double where, int degree) {
    double value = 0.0;
    for (int power = degree; power >= 0; --power) {
      value = value * where + kPolynomial[static_cast<std::size_t>(power)];
    }
    return value;
  };
  for (const int launches : {40, 41}) {
    std::vector<double> expected;
    for (int thread = 0; thread < 32; ++thread) {
      double value = horner(at[static_cast<std::size_t>(thread)], thread % 4);
      if (thread % 3 == 0) value = value + horner(value, 1);
      expected.push_back(value + launches);
    }
    double* const result = memory_.allocate<double>(32);
    launch(module("block_memory"), "device_function_kernel", {{1}, {32}},
           Arguments(memory_.upload(at), result), memory_);
    EXPECT_SAME_BITS(expected, memory_.download(result, 32)) << launches;
  }
}

TEST_P(BlockMemoryReplay, StructsAndSmallTypesArriveByValue) {
  const std::vector<double> values = counted(50);
  std::vector<double> expected;
  expected.reserve(values.size());
  for (const double value : values) {
    expected.push_back(-(value * static_cast<double>(1.25f) + -7 + -3) + 0.5);
  }
  double* const result = memory_.allocate<double>(50);
  const ptx_kernels::MixedArguments arguments{memory_.upload(values), -7, 1.25f, true, 50, result};
  launch(module("block_memory"), "mixed_arguments_kernel", {{2}, {32}},
         Arguments(arguments, std::int8_t{-3}, 0.5), memory_);
  EXPECT_SAME_BITS(expected, memory_.download(result, 50));

  const std::string report = report_of([&] {
    launch(module("block_memory"), "mixed_arguments_kernel", {{2}, {32}},
           Arguments(arguments, 0.5, std::int8_t{-3}), memory_);
  });
  EXPECT_NE(report.find("argument 2 has 1 bytes"), std::string::npos) << report;
}

TEST_P(BlockMemoryReplay, VectorsAreReadAndWrittenWhole) {
  struct alignas(16) Pair {
    double x, y;
  };
  struct alignas(16) Quad {
    int x, y, z, w;
  };
  std::vector<Pair> pairs;
  std::vector<Quad> quads;
  for (int thread = 0; thread < 32; ++thread) {
    pairs.push_back({thread + 0.5, thread * 3.0});
    quads.push_back({thread, -thread, 2 * thread, 7});
  }
  Pair* const sums = memory_.allocate<Pair>(32);
  Quad* const turned = memory_.allocate<Quad>(32);
  launch(module("block_memory"), "vector_access_kernel", {{1}, {32}},
         Arguments(memory_.upload(pairs), memory_.upload(quads), sums, turned), memory_);
  const auto found_sums = memory_.download(sums, 32);
  const auto found_turned = memory_.download(turned, 32);
  for (std::size_t thread = 0; thread < 32; ++thread) {
    EXPECT_EQ(found_sums[thread].x, pairs[thread].x + pairs[thread].y);
    EXPECT_EQ(found_sums[thread].y, pairs[thread].x - pairs[thread].y);
    EXPECT_EQ(found_turned[thread].x, quads[thread].w);
    EXPECT_EQ(found_turned[thread].y, quads[thread].x);
    EXPECT_EQ(found_turned[thread].w, quads[thread].z);
  }
}

TEST_P(BlockMemoryReplay, ThirtyTwoBytesAreReadAndWrittenWhole) {
  std::vector<ptx_kernels::Octet> octets(32);
  std::vector<ptx_kernels::Quartet> quartets(32);
  for (int thread = 0; thread < 32; ++thread) {
    const auto index = static_cast<std::size_t>(thread);
    for (int item = 0; item < 8; ++item) octets[index].values[item] = 10.0f * thread + item;
    for (int item = 0; item < 4; ++item) quartets[index].values[item] = -7.5 * thread + item;
  }
  auto* const doubled = memory_.allocate<ptx_kernels::Octet>(32);
  auto* const turned = memory_.allocate<ptx_kernels::Quartet>(32);
  launch(module("block_memory"), "wide_access_kernel", {{1}, {32}},
         Arguments(memory_.upload(octets), memory_.upload(quartets), doubled, turned), memory_);
  const auto found_doubled = memory_.download(doubled, 32);
  const auto found_turned = memory_.download(turned, 32);
  for (std::size_t thread = 0; thread < 32; ++thread) {
    for (std::size_t item = 0; item < 8; ++item) {
      EXPECT_EQ(found_doubled[thread].values[item], 2 * octets[thread].values[item]);
    }
    for (std::size_t item = 0; item < 4; ++item) {
      EXPECT_EQ(found_turned[thread].values[(item + 1) % 4], quartets[thread].values[item]);
    }
  }
}

TEST_P(BlockMemoryReplay, HintsAboutCachesChangeNothing) {
  struct alignas(16) Quad {
    int values[4];
    bool operator==(const Quad&) const = default;
  };
  std::vector<double> values(64);
  std::vector<Quad> quads(32);
  for (std::size_t item = 0; item < 64; ++item) values[item] = 0.25 * static_cast<double>(item) - 3;
  for (int thread = 0; thread < 32; ++thread) {
    quads[static_cast<std::size_t>(thread)] = {{thread, -thread, 7, thread * thread}};
  }
  std::vector<double> expected(128);
  for (std::size_t thread = 0; thread < 32; ++thread) {
    expected[thread] = values[thread] + values[32 + thread];
    expected[32 + thread] = values[thread] - values[32 + thread];
    expected[64 + thread] = values[thread] * values[32 + thread];
    expected[96 + thread] = values[thread];
  }
  double* const result = memory_.allocate<double>(128);
  Quad* const copies = memory_.allocate<Quad>(32);
  launch(module("block_memory"), "cache_hint_kernel", {{1}, {32}},
         Arguments(memory_.upload(values), memory_.upload(quads), result, copies), memory_);
  EXPECT_SAME_BITS(expected, memory_.download(result, 128));
  EXPECT_EQ(memory_.download(copies, 32), quads);
}

TEST_P(BlockMemoryReplay, BarriersReduceOverTheBlock) {
  std::vector<int> values(96);
  for (std::size_t thread = 0; thread < 96; ++thread) values[thread] = static_cast<int>(thread % 6);
  std::vector<int> expected(3 * 96, 0);
  std::fill_n(expected.begin(), 96, 48);
  std::fill_n(expected.begin() + 2 * 96, 96, 1);
  int* const result = memory_.allocate<int>(expected.size());
  launch(module("block_memory"), "count_at_barrier_kernel", {{1}, {96}},
         Arguments(memory_.upload(values), result), memory_);
  const std::vector<int> found = memory_.download(result, expected.size());
  for (std::size_t index = 0; index < expected.size(); ++index) {
    EXPECT_EQ(found[index] != 0, expected[index] != 0) << index;
    if (index < 96) {
      EXPECT_EQ(found[index], 48);
    }
  }
}

TEST_P(BlockMemoryReplay, ThreadsThatLeftDoNotHoldUpABarrier) {
  std::vector<int> values(64, 3);
  int* const result = memory_.allocate<int>(40);
  launch(module("block_memory"), "leave_before_barrier_kernel", {{1}, {64}},
         Arguments(memory_.upload(values), result), memory_);
  EXPECT_EQ(memory_.download(result, 40), std::vector<int>(40, 6));
}

TEST_P(BlockMemoryReplay, BlocksAndThreadsAreNumberedInThreeDimensions) {
  const LaunchShape shape{{2, 3, 2}, {4, 3, 5}};
  const std::size_t threads = shape.block.count();
  const std::size_t count = shape.grid.count() * threads;
  unsigned* const result = memory_.allocate<unsigned>(count);
  launch(module("block_memory"), "grid_of_three_kernel", shape, Arguments(result), memory_);
  const std::vector<unsigned> found = memory_.download(result, count);
  for (std::size_t index = 0; index < count; ++index) {
    EXPECT_EQ(found[index], index / threads * 1000 + index % threads);
  }
}

}  // namespace
}  // namespace tessera::ptx
