#include "kernels/stages/running_sums.hpp"

#include <gtest/gtest.h>
#include <numeric>
#include <vector>

#include "cpu_fallback/stages.hpp"
#include "tests/support/same_bits.hpp"
#include "tests/support/sort_sizes.hpp"
#include "tests/support/stage_test.hpp"

namespace tessera {
namespace {

using Numbers = std::vector<std::int32_t>;

void expect_sums(cpu::Executor& executor, std::size_t count) {
  Numbers values(count);
  for (std::size_t item = 0; item < count; ++item) {
    values[item] = static_cast<std::int32_t>(item * 7919 % 13);
  }
  auto sums = upload(executor, std::span<const std::int32_t>(values));
  const std::int64_t last = accumulate_counts(executor, sums.view());
  std::partial_sum(values.begin(), values.end(), values.begin());
  EXPECT_SAME_BITS(std::span(sums.view().data, count), std::span(values));
  EXPECT_EQ(last, values.empty() ? 0 : values.back());
}

class RunningSums : public support::StageTest {};

TEST_P(RunningSums, AreThoseOfALoopForAllSizes) {
  for (const std::size_t count : support::sort_sizes()) {
    SCOPED_TRACE(count);
    expect_sums(executor, count);
  }
}

TESSERA_FOR_EVERY_INSTRUCTION_SET(RunningSums);

class RunningSumsOfTeams : public support::TeamTest {};

TEST_P(RunningSumsOfTeams, AreThoseOfALoop) {
  cpu::Executor executor(team());
  expect_sums(executor, 3 * static_cast<std::size_t>(kSortChunk) + 7);
}

TESSERA_FOR_EVERY_TEAM(RunningSumsOfTeams);

}  // namespace
}  // namespace tessera
