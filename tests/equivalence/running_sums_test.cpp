#include "kernels/stages/running_sums.hpp"

#include <gtest/gtest.h>
#include <vector>

#include "tests/support/gpu_test.hpp"
#include "tests/support/sort_sizes.hpp"

namespace tessera {
namespace {

class RunningSumsEquivalence : public support::Equivalence {};

TEST_F(RunningSumsEquivalence, AreTheSameNumbersForAllSizes) {
  for (const std::size_t count : support::sort_sizes()) {
    SCOPED_TRACE(count);
    expect_same_bits([&](auto& executor) {
      std::vector<std::int32_t> values(count);
      for (std::size_t item = 0; item < count; ++item) {
        values[item] = static_cast<std::int32_t>(item * 7919 % 13);
      }
      auto sums = support::put(executor, values);
      const std::int64_t last = accumulate_counts(executor, sums.view());
      EXPECT_GE(last, 6 * (static_cast<std::int64_t>(count) - 13));
      values = support::get(executor, sums.view());
      values.push_back(static_cast<std::int32_t>(last));
      return values;
    });
  }
}

}  // namespace
}  // namespace tessera
