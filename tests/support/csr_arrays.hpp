#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <set>
#include <vector>

namespace tessera::support {

/// A sparse matrix in host memory.
struct CsrArrays {
  std::vector<std::int32_t> row_offsets{0};
  std::vector<std::int32_t> columns;
  std::vector<double> values;

  [[nodiscard]] std::int64_t rows() const {
    return static_cast<std::int64_t>(row_offsets.size()) - 1;
  }

  /// From a full matrix, row by row; zeros stand for entries that are not there.
  static CsrArrays from_full(const std::vector<std::vector<double>>& full) {
    CsrArrays csr;
    for (const auto& row : full) {
      for (std::size_t column = 0; column < row.size(); ++column) {
        if (row[column] == 0.0) continue;
        csr.columns.push_back(static_cast<std::int32_t>(column));
        csr.values.push_back(row[column]);
      }
      csr.row_offsets.push_back(static_cast<std::int32_t>(csr.columns.size()));
    }
    return csr;
  }
};

/// A symmetric, diagonally dominant matrix with unit diagonal, and rows of 1 to about `longest`
/// entries whose values need all digits.
inline CsrArrays random_matrix(std::int32_t rows, int longest, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> off_diagonal(-0.4, 0.4);
  std::vector<std::vector<std::pair<std::int32_t, double>>> row_of(static_cast<std::size_t>(rows));
  for (std::int32_t row = 0; row < rows; ++row) {
    auto& entries = row_of[static_cast<std::size_t>(row)];
    std::set<std::int32_t> there;
    for (const auto& [column, value] : entries) there.insert(column);
    for (int entry = static_cast<int>(random() % static_cast<unsigned>(longest)) / 2; entry > 0;
         --entry) {
      const auto column = static_cast<std::int32_t>(random() % static_cast<unsigned>(rows));
      if (column <= row || !there.insert(column).second) continue;
      const double value = off_diagonal(random) / longest;
      entries.emplace_back(column, value);
      row_of[static_cast<std::size_t>(column)].emplace_back(row, value);
    }
    entries.emplace_back(row, 1.0);
  }
  CsrArrays csr;
  for (auto& entries : row_of) {
    std::ranges::sort(entries);
    for (const auto& [column, value] : entries) {
      csr.columns.push_back(column);
      csr.values.push_back(value);
    }
    csr.row_offsets.push_back(static_cast<std::int32_t>(csr.columns.size()));
  }
  return csr;
}

/// `count` numbers in [-1, 1] that need all digits.
inline std::vector<double> random_values(std::size_t count, unsigned seed) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> uniform(-1.0, 1.0);
  std::vector<double> values(count);
  for (double& value : values) value = uniform(random);
  return values;
}

}  // namespace tessera::support
