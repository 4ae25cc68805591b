#include "tests/replayed_device/kernels/library_calls.hpp"

#include <algorithm>
#include <cstdint>
#include <gtest/gtest.h>
#include <numeric>
#include <random>
#include <utility>
#include <vector>

#include "tests/replayed_device/device_array.hpp"
#include "tests/replayed_device/replayed_device.hpp"
#include "tests/replayed_device/stream_guard.hpp"

namespace tessera::support {
namespace {

/// CUB and Thrust on the replayed device, at sizes of one block and of many.
class LibraryCalls : public ::testing::Test, public ::testing::WithParamInterface<std::int64_t> {
 protected:
  void SetUp() override {
    // Blocks of the libraries wait for the ones before them all the same.
    replayed_device().behaviour.order = ptx::Order::descending;
  }

  [[nodiscard]] static std::size_t count() { return static_cast<std::size_t>(GetParam()); }
};
INSTANTIATE_TEST_SUITE_P(Count, LibraryCalls, ::testing::Values(1, 31, 1000, 20'011));

TEST_P(LibraryCalls, CubSumsInOrder) {
  const StreamGuard stream;
  std::vector<std::int64_t> values(count());
  std::iota(values.begin(), values.end(), (std::int64_t{1} << 33) - 500);
  const DeviceArray<std::int64_t> from(values);
  const DeviceArray<std::int64_t> sums(count());
  replayed_kernels::inclusive_sum(from.data(), sums.data(), GetParam(), stream);
  std::partial_sum(values.begin(), values.end(), values.begin());
  EXPECT_EQ(sums.download(), values);
}

TEST_P(LibraryCalls, ThrustSortsAndKeepsTheOrderOfEqualKeys) {
  const StreamGuard stream;
  std::mt19937_64 generator(3);
  std::vector<std::pair<std::uint64_t, std::int32_t>> pairs;
  for (std::size_t item = 0; item < count(); ++item) {
    const std::uint64_t key = generator() % (count() / 3 + 1);
    pairs.emplace_back(key << 40 | key % 5, static_cast<std::int32_t>(item));
  }
  std::vector<std::uint64_t> keys;
  std::vector<std::int32_t> items;
  const auto take_apart = [&] {
    keys.clear();
    items.clear();
    for (const auto& [key, item] : pairs) {
      keys.push_back(key);
      items.push_back(item);
    }
  };
  take_apart();
  const DeviceArray<std::uint64_t> device_keys(keys);
  const DeviceArray<std::int32_t> device_items(items);
  replayed_kernels::sort_by_key(device_keys.data(), device_items.data(), GetParam(), stream);
  std::sort(pairs.begin(), pairs.end());  // items rise with their place: the stable order
  take_apart();
  EXPECT_EQ(device_keys.download(), keys);
  EXPECT_EQ(device_items.download(), items);
}

TEST_P(LibraryCalls, ThrustSumsRunsOfEqualKeys) {
  const StreamGuard stream;
  std::mt19937_64 generator(4);
  std::vector<std::uint64_t> keys;
  std::vector<std::int32_t> values;
  std::vector<std::uint64_t> run_keys;
  std::vector<std::int32_t> run_sums;
  std::uint64_t key = 5;
  for (std::size_t item = 0; item < count(); ++item) {
    if (item == 0 || generator() % 4 == 0) {
      run_keys.push_back(key += 1 + generator() % 3);
      run_sums.push_back(0);
    }
    keys.push_back(key);
    values.push_back(static_cast<std::int32_t>(generator() % 1000));
    run_sums.back() += values.back();
  }
  const DeviceArray<std::uint64_t> device_keys(keys);
  const DeviceArray<std::int32_t> device_values(values);
  const DeviceArray<std::uint64_t> found_keys(std::vector<std::uint64_t>(count(), 0));
  const DeviceArray<std::int32_t> found_sums(std::vector<std::int32_t>(count(), 0));
  const std::int64_t runs =
      replayed_kernels::sum_by_key(device_keys.data(), device_values.data(), found_keys.data(),
                                   found_sums.data(), GetParam(), stream);
  ASSERT_EQ(runs, static_cast<std::int64_t>(run_keys.size()));
  run_keys.resize(count());
  run_sums.resize(count());
  EXPECT_EQ(found_keys.download(), run_keys);
  EXPECT_EQ(found_sums.download(), run_sums);
}

}  // namespace
}  // namespace tessera::support
