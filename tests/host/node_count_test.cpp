#include "host/commands/node_count.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/errors.hpp"

namespace tessera {
namespace {

TEST(NodeCount, TakesPlainNumbersThousandsAndMillions) {
  EXPECT_EQ(parse_node_count("--nodes", "1"), 1);
  EXPECT_EQ(parse_node_count("--nodes", "5000"), 5000);
  EXPECT_EQ(parse_node_count("--nodes", "20k"), 20'000);
  EXPECT_EQ(parse_node_count("--nodes", "0.5K"), 500);
  EXPECT_EQ(parse_node_count("--nodes", "1.3m"), 1'300'000);
  EXPECT_EQ(parse_node_count("--nodes", "2M"), 2'000'000);
  EXPECT_EQ(parse_node_count("--nodes", "1.234567m"), 1'234'567);
  EXPECT_EQ(parse_node_count("--nodes", "1.5e5"), 150'000);
  EXPECT_EQ(parse_node_count("--nodes", "2G"), 2'000'000'000);
}

TEST(NodeCount, RefusesEverythingElseAndShowsWhatIsValid) {
  for (const char* text : {"", "k", "many", "12x", "5000 ", "20kk", "1.5", "0.0001k", "0", "-5",
                           "1e99", "nan", "inf", "9999999999m"}) {
    try {
      parse_node_count("--nodes", text);
      ADD_FAILURE() << "accepted '" << text << "'";
    } catch (const UsageError& error) {
      EXPECT_THAT(error.what(), ::testing::AllOf(::testing::HasSubstr(text),
                                                 ::testing::HasSubstr("5000, 20k or 1.3m")));
    }
  }
}

}  // namespace
}  // namespace tessera
