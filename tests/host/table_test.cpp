#include "host/report/table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tessera {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Table small_table() {
  return {{{"name", false}, {"n"}, {"empty"}, {"note", false}},
          {{"a", "1", "", "x, \"y\""}, {"bcdef", "1000", "", "<b>"}}};
}

TEST(TableText, SetsNumbersToTheRightAndLeavesOutEmptyColumns) {
  EXPECT_EQ(table_text(small_table()),
            "name      n  note\n"
            "a         1  x, \"y\"\n"
            "bcdef  1000  <b>\n");
}

TEST(TableCsv, QuotesWhatHasCommasAndQuotes) {
  EXPECT_EQ(table_csv(small_table()),
            "name,n,empty,note\r\na,1,,\"x, \"\"y\"\"\"\r\nbcdef,1000,,<b>\r\n");
}

TEST(TableCsv, BeginsALineWithAnEmptyCellWithAComma) {
  EXPECT_EQ(table_csv({{{"a"}, {"b"}}, {{"", "2"}}}), "a,b\r\n,2\r\n");
}

TEST(TableHtml, EscapesItsCells) {
  const std::string html = table_html(small_table());
  EXPECT_THAT(html, HasSubstr("<td>&lt;b&gt;</td>"));
  EXPECT_THAT(html, Not(HasSubstr("<b>")));
  EXPECT_THAT(html, HasSubstr("<td class=\"number\">1000</td>"));
}

}  // namespace
}  // namespace tessera
