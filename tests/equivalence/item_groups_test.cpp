#include "kernels/stages/item_groups.hpp"

#include <gtest/gtest.h>
#include <vector>

#include "tests/support/gpu_test.hpp"
#include "tests/support/sort_cases.hpp"
#include "tests/support/sort_sizes.hpp"

namespace tessera {
namespace {

using Numbers = std::vector<std::int32_t>;

class ItemGroupsEquivalence : public support::Equivalence {
 protected:
  void expect_same_groups(const Numbers& group_of, std::size_t groups) {
    SCOPED_TRACE(std::to_string(group_of.size()) + " items, " + std::to_string(groups) + " groups");
    expect_same_bits([&](auto& executor) {
      const auto of_item = support::put(executor, group_of);
      auto offsets = allocate<std::int32_t>(executor, static_cast<std::int64_t>(groups) + 1);
      auto items = allocate<std::int32_t>(executor, of_item.count());
      group_items(executor, of_item.view(), ItemGroups{offsets.view(), items.view()});
      Numbers all = support::get(executor, offsets.view());
      const Numbers listed = support::get(executor, items.view());
      all.insert(all.end(), listed.begin(), listed.end());
      return all;
    });
  }
};

TEST_F(ItemGroupsEquivalence, AreTheSameForAllKindsOfGroupingsAndSizes) {
  for (const std::size_t count : support::sort_sizes()) {
    for (const std::size_t groups : {1, 2, 97, 4097}) {
      for (const Numbers& group_of : support::groupings(count, groups)) {
        expect_same_groups(group_of, groups);
      }
    }
  }
}

TEST_F(ItemGroupsEquivalence, AreTheSameInMoreGroupsThanItems) {
  expect_same_groups(support::groupings(503, 100003)[0], 100003);
}

TEST_F(ItemGroupsEquivalence, AreNoneInNoGroups) { expect_same_groups({}, 0); }

}  // namespace
}  // namespace tessera
