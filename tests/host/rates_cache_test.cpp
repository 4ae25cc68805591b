#include "host/commands/rates_cache.hpp"

#include <cstdlib>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temporary_folder.hpp"

namespace tessera {
namespace {

using ::testing::HasSubstr;

const std::vector<MachineRates> kRates{{1, 1.5e10, 1.25e10, 4e10, 8e10},
                                       {1, 4.1e12, 0.0, 3.3e13, 6.6e13, true, 1}};

class RatesCache : public ::testing::Test {
 protected:
  [[nodiscard]] std::filesystem::path file() const {
    return folder_.path() / "a" / "b" / "rates.json";
  }

  support::TemporaryFolder folder_;
};

TEST_F(RatesCache, GivesBackWhatItKeptUnderTheSameKey) {
  EXPECT_FALSE(read_kept_rates(file(), "key").has_value());
  ASSERT_EQ(keep_rates(file(), "key", kRates), "");
  const auto kept = read_kept_rates(file(), "key");
  ASSERT_TRUE(kept.has_value());
  ASSERT_EQ(kept->size(), 2U);
  EXPECT_EQ((*kept)[0].workers, 1);
  EXPECT_EQ((*kept)[0].triad_bytes_per_s, 1.25e10);
  EXPECT_FALSE((*kept)[0].on_cuda);
  EXPECT_TRUE((*kept)[1].on_cuda);
  EXPECT_EQ((*kept)[1].device, 1);
  EXPECT_EQ((*kept)[1].f32_flops_per_s, 6.6e13);
  EXPECT_FALSE(read_kept_rates(file(), "another key").has_value());
}

TEST_F(RatesCache, TakesNothingFromAFileThatIsNotItsOwn) {
  ASSERT_EQ(keep_rates(file(), "key", kRates), "");
  for (const char* text : {"", "{", "[]", "{\"machine\": \"key\"}",
                           "{\"machine\": \"key\", \"machine_rates\": [{\"backend\": \"cpu\"}]}"}) {
    std::ofstream(file()) << text;
    EXPECT_FALSE(read_kept_rates(file(), "key").has_value()) << text;
  }
}

TEST_F(RatesCache, SaysWhyItKeepsNothing) {
  std::ofstream(folder_.path() / "a") << "a file where a folder would have to be";
  EXPECT_THAT(keep_rates(file(), "key", kRates), HasSubstr("b"));
  EXPECT_THAT(keep_rates({}, "key", kRates), HasSubstr("XDG_CACHE_HOME"));
}

TEST(MachineKey, ChangesWithTheHardware) {
  GpuListing none;
  GpuListing one;
  one.survey.devices.push_back({0, "one", 9, 0, 132, 1 << 30, 1 << 20});
  GpuListing other = one;
  other.survey.devices[0].name = "other";
  GpuListing driven = one;
  driven.survey.driver = "13.1";
  EXPECT_EQ(machine_key(one), machine_key(one));
  EXPECT_NE(machine_key(none), machine_key(one));
  EXPECT_NE(machine_key(one), machine_key(other));
  EXPECT_NE(machine_key(one), machine_key(driven));
}

TEST(RatesCacheFile, IsInTheCacheOfTheUser) {
  const auto with = [](const char* cache, const char* home) {
    ::setenv("XDG_CACHE_HOME", cache, 1);
    ::setenv("HOME", home, 1);
    return rates_cache_file();
  };
  const std::string home = std::getenv("HOME") == nullptr ? "" : std::getenv("HOME");
  EXPECT_EQ(with("/c", "/h"), "/c/tessera/machine_rates.json");
  EXPECT_EQ(with("", "/h"), "/h/.cache/tessera/machine_rates.json");
  EXPECT_EQ(with("relative", "/h"), "/h/.cache/tessera/machine_rates.json");
  EXPECT_EQ(with("", ""), "");
  ::unsetenv("XDG_CACHE_HOME");
  ::setenv("HOME", home.c_str(), 1);
}

}  // namespace
}  // namespace tessera
