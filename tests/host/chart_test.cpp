#include "host/report/chart.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>

namespace tessera {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; ++at) ++count;
  return count;
}

TEST(LineChart, DrawsACurveAndItsPointsPerSeries) {
  const std::string svg = line_chart({"a & b",
                                      "x",
                                      "y",
                                      false,
                                      false,
                                      {{"one", {{1, 1, "p"}, {2, 4}}}, {"two", {{1, 2}, {2, 3}}}}});
  EXPECT_THAT(svg, StartsWith("<svg xmlns="));
  EXPECT_EQ(count_of(svg, "<polyline"), 2U);
  EXPECT_EQ(count_of(svg, "<circle"), 4U);
  EXPECT_THAT(svg, HasSubstr("a &amp; b"));
  EXPECT_THAT(svg, HasSubstr("<title>p</title>"));
}

TEST(LineChart, LeavesOutWhatALogarithmCannotShow) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::string svg =
      line_chart({"", "x", "y", true, true, {{"s", {{0, 1}, {1, -1}, {10, nan}, {10, 5}}}}});
  EXPECT_EQ(count_of(svg, "<circle"), 1U);
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
  EXPECT_THAT(svg, Not(HasSubstr("inf")));
}

TEST(LineChart, OfNothingIsEmpty) {
  EXPECT_EQ(line_chart({}), "");
  EXPECT_EQ(line_chart({"", "", "", true, true, {{"s", {{-1, -1}}}}}), "");
}

TEST(LineChart, DrawsLimitsDashedAndWithoutPoints) {
  const std::string svg =
      line_chart({"", "x", "y", false, false, {{"limit", {{0, 0}, {2, 2}}, true, true}}});
  EXPECT_THAT(svg, HasSubstr("stroke-dasharray"));
  EXPECT_EQ(count_of(svg, "<circle"), 0U);
}

TEST(BarChart, HasABoxForEveryPartOfEveryBarAndForTheLegend) {
  const std::string svg = bar_chart({"t", "s", {"a", "b"}, {{"one", {1, 2}}, {"two", {2, 0.5}}}});
  EXPECT_EQ(count_of(svg, "<rect"), 2U + 4U);
  EXPECT_THAT(svg, HasSubstr("<title>b: 0.5</title>"));
}

TEST(BarChart, OfNothingIsEmpty) {
  EXPECT_EQ(bar_chart({}), "");
  EXPECT_EQ(bar_chart({"t", "s", {"a"}, {{"one", {0.0}}}}), "");
}

}  // namespace
}  // namespace tessera
