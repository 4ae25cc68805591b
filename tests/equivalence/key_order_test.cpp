#include "kernels/stages/key_order.hpp"

#include <gtest/gtest.h>
#include <vector>

#include "tests/support/gpu_test.hpp"
#include "tests/support/sort_cases.hpp"
#include "tests/support/sort_sizes.hpp"

namespace tessera {
namespace {

using Keys = std::vector<std::uint64_t>;

class KeyOrderEquivalence : public support::Equivalence {
 protected:
  /// The sorted keys, and behind them the order of the items.
  template <class Exec>
  static Keys sorted(Exec& executor, const Keys& keys) {
    auto sorted = support::put(executor, keys);
    auto order = allocate<std::int32_t>(executor, sorted.count());
    sort_keys(executor, sorted.view(), order.view());
    Keys all = support::get(executor, sorted.view());
    for (const std::int32_t item : support::get(executor, order.view())) {
      all.push_back(static_cast<std::uint64_t>(item));
    }
    return all;
  }
};

TEST_F(KeyOrderEquivalence, IsTheSameForAllKindsOfKeysAndSizes) {
  for (const std::size_t count : support::sort_sizes()) {
    for (const Keys& keys : support::keys_of_all_kinds(count)) {
      SCOPED_TRACE(count);
      expect_same_bits([&](auto& executor) { return sorted(executor, keys); });
    }
  }
}

}  // namespace
}  // namespace tessera
