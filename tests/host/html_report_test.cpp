#include "host/report/html_report.hpp"

#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "host/io/png_writer.hpp"
#include "host/report/residual_chart.hpp"

namespace tessera {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string decoded_base64(const std::string& text) {
  const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  unsigned bits = 0;
  int held = 0;
  for (const char digit : text) {
    if (digit == '=') break;
    bits = bits << 6 | static_cast<unsigned>(digits.find(digit));
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes += static_cast<char>(bits >> held & 0xff);
  }
  return bytes;
}

std::vector<HistoryRow> falling_history(int rows) {
  std::vector<HistoryRow> history;
  for (int row = 0; row < rows; ++row) {
    history.push_back({row, std::pow(10.0, -8.0 * row / (rows - 1)),
                       std::numeric_limits<double>::quiet_NaN(), 0.1 * row});
  }
  history.back().true_relative_residual = 1e-8;
  return history;
}

TEST(HtmlReport, CarriesItsPicturesInside) {
  for (const int width : {1, 2, 3}) {
    const Image image(width, 2, {10, 20, 30});
    const std::string page = html_report({"Flow", {{image, "potential"}}, {}, nlohmann::json{}});
    const std::string start = "data:image/png;base64,";
    const std::size_t begin = page.find(start) + start.size();
    ASSERT_NE(page.find(start), std::string::npos);
    EXPECT_EQ(decoded_base64(page.substr(begin, page.find('"', begin) - begin)), encode_png(image));
  }
}

TEST(HtmlReport, ShowsTheSummaryAsTablesOfItsMembers) {
  const nlohmann::json summary = {{"command", "solve"},
                                  {"mesh", {{"nodes", 195853}, {"area", nullptr}}},
                                  {"velocity", {{"max", 6.25}}}};
  const std::string page = html_report({"Flow", {}, {}, summary});
  EXPECT_THAT(page, HasSubstr("<th scope=\"row\">nodes</th><td>195853</td>"));
  EXPECT_THAT(page, HasSubstr("<th scope=\"row\">area</th><td>&ndash;</td>"));
  EXPECT_THAT(page, HasSubstr("<h2>velocity</h2>"));
  EXPECT_THAT(page, Not(HasSubstr("<svg")));
}

TEST(HtmlReport, EscapesTextFromOutsideAndLoadsNothing) {
  const nlohmann::json summary = {{"file", "<script>alert(1)</script>"}};
  const auto history = falling_history(10);
  const std::string page = html_report({"a<b>&\"c\"", {}, history, summary});
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, HasSubstr("<title>a&lt;b&gt;&amp;&quot;c&quot;</title>"));
  EXPECT_THAT(page, Not(HasSubstr("http")));
}

TEST(ResidualChart, SpansTheDecadesFromTheFirstToTheLastIteration) {
  const std::string svg = residual_chart(falling_history(101));
  EXPECT_THAT(svg, HasSubstr("<polyline points=\"76.0,16.0 "));  // (0, 1): the upper left corner
  EXPECT_THAT(svg, HasSubstr(" 944.0,312.0 \""));                // (100, 1e-8): the lower right one
  EXPECT_THAT(svg, HasSubstr("<circle cx=\"944.0\" cy=\"312.0\""));
}

TEST(ResidualChart, ThinsALongHistoryAndKeepsItsEnd) {
  const std::string svg = residual_chart(falling_history(50000));
  EXPECT_LT(svg.size(), 40000U);
  EXPECT_THAT(svg, HasSubstr(" 944.0,312.0 \""));
}

TEST(ResidualChart, IsEmptyWithoutTwoPositiveResiduals) {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(residual_chart({}), "");
  const std::vector<HistoryRow> history{{0, 1.0, kNan, 0}, {1, 0.0, kNan, 0}, {2, kNan, kNan, 0}};
  EXPECT_EQ(residual_chart(history), "");
}

}  // namespace
}  // namespace tessera
