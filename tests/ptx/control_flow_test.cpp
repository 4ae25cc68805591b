#include <cstdint>
#include <gtest/gtest.h>
#include <numeric>
#include <vector>

#include "tests/ptx/replayed_kernels.hpp"

namespace tessera::ptx {
namespace {

using ControlFlowReplay = ReplayedKernels;
INSTANTIATE_TEST_SUITE_P(Sm, ControlFlowReplay, ::testing::Values("75", "120"));

int nested_branches(int value, int thread) {
  if (value % 2 == 0) {
    if (value % 3 == 0) {
      value = value * 7 + 1000;
    } else {
      for (int turn = 0; turn < value % 5; ++turn) value += turn * thread;
    }
  } else if (value % 5 == 1) {
    value = -value;
  }
  return value;
}

TEST_P(ControlFlowReplay, NestedBranchesAndAnEarlyReturnGiveEachThreadItsOwnResult) {
  constexpr int kCount = 203;  // the last warp is not full, the last block not either
  std::vector<int> values(kCount);
  std::iota(values.begin(), values.end(), -20);
  std::vector<int> expected = {1000};
  for (int thread = 0; thread < kCount; ++thread) {
    expected.push_back(nested_branches(values[static_cast<std::size_t>(thread)], thread));
  }
  for (const Order order : {Order::ascending, Order::descending}) {
    const int* const input = memory_.upload(values);
    int* const result = memory_.upload(std::vector<int>(kCount + 1, 1000));
    launch(module("control_flow"), "nested_branches_kernel", {{4}, {64}},
           Arguments(input, result, kCount), memory_, {.order = order});
    EXPECT_EQ(memory_.download(result, kCount + 1), expected);
  }
}

TEST_P(ControlFlowReplay, LoopsOfDifferentLengthInOneWarpEndEachOnTheirOwn) {
  std::vector<std::uint64_t> start;
  std::vector<int> expected;
  for (std::uint64_t number = 1; number <= 150; ++number) {
    start.push_back(number * number);
    int steps = 0;
    for (std::uint64_t value = start.back(); value != 1; ++steps) {
      if (steps == 500) break;
      value = value % 2 == 0 ? value / 2 : 3 * value + 1;
    }
    expected.push_back(steps);
  }
  int* const result = memory_.allocate<int>(start.size());
  launch(module("control_flow"), "collatz_kernel", {{2}, {96}},
         Arguments(memory_.upload(start), result, static_cast<int>(start.size())), memory_);
  EXPECT_EQ(memory_.download(result, start.size()), expected);
}

TEST_P(ControlFlowReplay, ASwitchSendsEachLaneToItsOwnCase) {
  std::vector<int> values(32);
  std::vector<int> before(32);
  std::vector<int> expected(32);
  for (int thread = 0; thread < 32; ++thread) {
    const auto at = static_cast<std::size_t>(thread);
    values[at] = thread * 5 % 9 - 1;
    before[at] = thread + 100;
    const int cases[] = {values[at] + 11, thread * 3, before[at] + 5,         before[at] * thread,
                         -thread,         thread / 3, thread % 5 + before[at]};
    const bool is_case = values[at] >= 0 && values[at] < 7;
    expected[at] = is_case ? cases[values[at]] : 99;
  }
  int* const result = memory_.upload(before);
  launch(module("control_flow"), "switch_kernel", {{1}, {32}},
         Arguments(memory_.upload(values), result), memory_);
  EXPECT_EQ(memory_.download(result, 32), expected);
}

}  // namespace
}  // namespace tessera::ptx
