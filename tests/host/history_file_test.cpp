#include "host/io/history_file.hpp"

#include <bit>
#include <cstdlib>
#include <gtest/gtest.h>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/temporary_folder.hpp"

namespace tessera {
namespace {

constexpr double kNotMonitored = std::numeric_limits<double>::quiet_NaN();

TEST(HistoryFile, HasAHeaderAndOneLinePerRow) {
  const std::vector<HistoryRow> rows{{0, 1.0, 1.0, 0.0}, {50, 0.25, kNotMonitored, 0.5}};
  EXPECT_EQ(history_csv(rows),
            "iteration,relative_residual,true_relative_residual,elapsed_s\n"
            "0,1,1,0\n"
            "50,0.25,,0.5\n");
}

TEST(HistoryFile, NumbersReadBackToTheSameBits) {
  const std::vector<double> numbers{0.1, 1.0 / 3.0, 5e-324, 1.7976931348623157e308, 9.87e-9};
  std::vector<HistoryRow> rows;
  for (const double number : numbers) rows.push_back({1, number, number, number});
  std::istringstream lines(history_csv(rows));
  std::string line;
  std::getline(lines, line);
  for (const double number : numbers) {
    ASSERT_TRUE(std::getline(lines, line));
    std::istringstream cells(line);
    std::string cell;
    std::getline(cells, cell, ',');
    int compared = 0;
    while (std::getline(cells, cell, ',')) {
      const double parsed = std::strtod(cell.c_str(), nullptr);
      EXPECT_EQ(std::bit_cast<std::uint64_t>(parsed), std::bit_cast<std::uint64_t>(number)) << cell;
      ++compared;
    }
    EXPECT_EQ(compared, 3);
  }
}

TEST(HistoryFile, WritesTheWholeFile) {
  const support::TemporaryFolder folder;
  const std::vector<HistoryRow> rows{{7, 1e-9, 2e-9, 3.5}};
  write_history(folder.path() / "history.csv", rows);
  EXPECT_EQ(support::file_bytes(folder.path() / "history.csv"), history_csv(rows));
}

}  // namespace
}  // namespace tessera
