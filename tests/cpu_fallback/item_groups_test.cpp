#include "kernels/stages/item_groups.hpp"

#include <gtest/gtest.h>
#include <vector>

#include "cpu_fallback/stages.hpp"
#include "tests/support/same_bits.hpp"
#include "tests/support/sort_cases.hpp"
#include "tests/support/sort_sizes.hpp"
#include "tests/support/stage_test.hpp"

namespace tessera {
namespace {

using support::groupings;

using Numbers = std::vector<std::int32_t>;

struct Lists {
  Numbers offsets{0};
  Numbers items;
};

Lists naive_lists(const Numbers& group_of, std::size_t groups) {
  std::vector<Numbers> members(groups);
  for (std::size_t item = 0; item < group_of.size(); ++item) {
    members[static_cast<std::size_t>(group_of[item])].push_back(static_cast<std::int32_t>(item));
  }
  Lists lists;
  for (const Numbers& list : members) {
    lists.items.insert(lists.items.end(), list.begin(), list.end());
    lists.offsets.push_back(static_cast<std::int32_t>(lists.items.size()));
  }
  return lists;
}

void expect_grouped(cpu::Executor& executor, const Numbers& group_of, std::size_t groups) {
  const auto of_item = upload(executor, std::span(group_of));
  auto offsets = allocate<std::int32_t>(executor, static_cast<std::int64_t>(groups) + 1);
  auto items = allocate<std::int32_t>(executor, of_item.count());
  group_items(executor, of_item.view(), ItemGroups{offsets.view(), items.view()});
  const Lists expected = naive_lists(group_of, groups);
  EXPECT_SAME_BITS(std::span(offsets.view().data, groups + 1), std::span(expected.offsets));
  EXPECT_SAME_BITS(std::span(items.view().data, group_of.size()), std::span(expected.items));
}

class ItemsByGroup : public support::StageTest {};

TEST_P(ItemsByGroup, ComeInOrderForAllKindsOfGroupingsAndSizes) {
  for (const std::size_t count : support::sort_sizes()) {
    for (const std::size_t groups : {1, 2, 97, 4096, 4097, 30011}) {
      for (const Numbers& group_of : groupings(count, groups)) {
        SCOPED_TRACE(std::to_string(count) + " items, " + std::to_string(groups) + " groups");
        expect_grouped(executor, group_of, groups);
      }
    }
  }
}

// Buckets become larger when there would be more than 1024 of them.
TEST_P(ItemsByGroup, ComeInOrderInMoreGroupsThanItems) {
  constexpr std::size_t kGroups = (std::size_t{1} << 22) + 5;
  expect_grouped(executor, groupings(5003, kGroups)[0], kGroups);
}

TEST_P(ItemsByGroup, AreNoneInNoGroups) { expect_grouped(executor, {}, 0); }

TESSERA_FOR_EVERY_INSTRUCTION_SET(ItemsByGroup);

class ItemsByGroupOfTeams : public support::TeamTest {};

TEST_P(ItemsByGroupOfTeams, ComeInOrder) {
  cpu::Executor executor(team());
  for (const std::size_t groups : {97, 30011}) {
    for (const Numbers& group_of : groupings(3 * kSortChunk + 7, groups)) {
      expect_grouped(executor, group_of, groups);
    }
  }
}

TESSERA_FOR_EVERY_TEAM(ItemsByGroupOfTeams);

}  // namespace
}  // namespace tessera
