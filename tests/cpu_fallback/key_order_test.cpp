#include "kernels/stages/key_order.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <numeric>
#include <vector>

#include "cpu_fallback/stages.hpp"
#include "tests/support/same_bits.hpp"
#include "tests/support/sort_cases.hpp"
#include "tests/support/sort_sizes.hpp"
#include "tests/support/stage_test.hpp"

namespace tessera {
namespace {

using support::keys_of_all_kinds;

using Keys = std::vector<std::uint64_t>;
using Order = std::vector<std::int32_t>;

Order stable_order(const Keys& keys) {
  Order order(keys.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, {},
                           [&](std::int32_t item) { return keys[static_cast<std::size_t>(item)]; });
  return order;
}

void expect_sorted(cpu::Executor& executor, const Keys& keys) {
  auto sorted = upload(executor, std::span(keys));
  auto order = allocate<std::int32_t>(executor, sorted.count());
  sort_keys(executor, sorted.view(), order.view());
  const std::span<const std::uint64_t> found(sorted.view().data, keys.size());
  const std::span<const std::int32_t> items(order.view().data, keys.size());
  const Order expected = stable_order(keys);
  EXPECT_SAME_BITS(items, expected);
  for (std::size_t place = 0; place < keys.size(); ++place) {
    ASSERT_EQ(found[place], keys[static_cast<std::size_t>(expected[place])]) << place;
  }
}

class KeyOrder : public support::StageTest {};

TEST_P(KeyOrder, IsThatOfAStableSortForAllKindsOfKeysAndSizes) {
  for (const std::size_t count : support::sort_sizes()) {
    for (const Keys& keys : keys_of_all_kinds(count)) {
      SCOPED_TRACE(count);
      expect_sorted(executor, keys);
    }
  }
}

TESSERA_FOR_EVERY_INSTRUCTION_SET(KeyOrder);

class KeyOrderOfTeams : public support::TeamTest {};

TEST_P(KeyOrderOfTeams, IsThatOfAStableSort) {
  cpu::Executor executor(team());
  for (const Keys& keys : keys_of_all_kinds(3 * kSortChunk + 7)) expect_sorted(executor, keys);
}

TESSERA_FOR_EVERY_TEAM(KeyOrderOfTeams);

}  // namespace
}  // namespace tessera
