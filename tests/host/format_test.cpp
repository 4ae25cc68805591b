#include "host/report/format.hpp"

#include <gtest/gtest.h>
#include <limits>

namespace tessera {
namespace {

TEST(Format, NumbersAreShortAndNeverMinusZero) {
  EXPECT_EQ(format_number(11.82532680536), "11.825");
  EXPECT_EQ(format_number(-0.0), "0");
  EXPECT_EQ(format_number(1.25e-7, 3), "1.25e-07");
  EXPECT_EQ(format_number(std::numeric_limits<double>::quiet_NaN()), "not a number");
  EXPECT_EQ(format_fixed(2.0, 3), "2.000");
}

TEST(Format, CountsHaveTheirThousandsSetOff) {
  EXPECT_EQ(format_count(0), "0");
  EXPECT_EQ(format_count(999), "999");
  EXPECT_EQ(format_count(1000), "1,000");
  EXPECT_EQ(format_count(1300000), "1,300,000");
  EXPECT_EQ(format_count(-123456), "-123,456");
}

TEST(Format, DurationsReadAsAPersonSaysThem) {
  EXPECT_EQ(format_duration(0.4249), "0.42 s");
  EXPECT_EQ(format_duration(9.999), "10.0 s");
  EXPECT_EQ(format_duration(12.34), "12.3 s");
  EXPECT_EQ(format_duration(59.96), "1 min 00 s");
  EXPECT_EQ(format_duration(125.0), "2 min 05 s");
  EXPECT_EQ(format_duration(3725.0), "1 h 02 min");
  EXPECT_EQ(format_duration(86400.0 * 3 + 4 * 3600), "3 d 04 h");
  EXPECT_EQ(format_duration(-1.0), "?");
  EXPECT_EQ(format_duration(std::numeric_limits<double>::quiet_NaN()), "?");
  EXPECT_EQ(format_duration(std::numeric_limits<double>::infinity()), "?");
}

TEST(Format, BytesHaveBinaryPrefixes) {
  EXPECT_EQ(format_bytes(512), "512 B");
  EXPECT_EQ(format_bytes(1536), "1.50 KiB");
  EXPECT_EQ(format_bytes((std::uint64_t{1} << 20) - 1), "1.00 MiB");
  EXPECT_EQ(format_bytes(std::uint64_t{128} << 20), "128 MiB");
  EXPECT_EQ(format_bytes(std::uint64_t{3} << 40), "3.00 TiB");
}

TEST(Format, RatesHaveDecimalPrefixes) {
  EXPECT_EQ(format_rate(812.0, "elements"), "812 elements/s");
  EXPECT_EQ(format_rate(999.9, "elements"), "1.00 k elements/s");
  EXPECT_EQ(format_rate(6.214e6, "elements"), "6.21 M elements/s");
  EXPECT_EQ(format_rate(1200.0, ""), "1.20 k/s");
  EXPECT_EQ(format_rate(std::numeric_limits<double>::quiet_NaN(), "steps"), "? steps/s");
}

}  // namespace
}  // namespace tessera
