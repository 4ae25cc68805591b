#include "host/commands/correlation_matrix.hpp"

#include <cmath>
#include <cstddef>

#include "host/errors.hpp"
#include "host/io/number_table.hpp"
#include "host/report/canonical_json.hpp"
#include "host/report/format.hpp"

namespace tessera {
namespace {

std::size_t triangle_place(int row, int column) {
  return static_cast<std::size_t>(row * (row + 1) / 2 + column);
}

[[noreturn]] void refuse(const CorrelationMatrix& matrix, int row, const std::string& reason) {
  throw InputError(matrix.where.at(static_cast<std::size_t>(row)) + ": " + reason);
}

std::string entry_text(const CorrelationMatrix& matrix, int row, int column) {
  return "entry " + std::to_string(column + 1) + ", " + canonical_number(matrix.at(row, column));
}

void check_entry(const CorrelationMatrix& matrix, int row, int column) {
  const double entry = matrix.at(row, column);
  if (row == column && entry != 1.0) {
    refuse(matrix, row,
           entry_text(matrix, row, column) +
               ", lies on the diagonal and must be 1: an asset with itself");
  }
  if (!(std::abs(entry) <= 1.0)) {
    refuse(matrix, row, entry_text(matrix, row, column) + ": must be from -1 to 1");
  }
  if (entry != matrix.at(column, row)) {
    refuse(matrix, row,
           entry_text(matrix, row, column) + ": must be " +
               canonical_number(matrix.at(column, row)) + " as in row " +
               std::to_string(column + 1) + ", entry " + std::to_string(row + 1) +
               "; the matrix is symmetric");
  }
}

}  // namespace

double CorrelationMatrix::at(int row, int column) const {
  return entries.at(static_cast<std::size_t>(row * assets + column));
}

CorrelationMatrix read_correlation_matrix(const std::filesystem::path& file) {
  const std::vector<NumberRow> rows = read_number_table(file);
  if (rows.empty())
    throw InputError(file.string() + ": no numbers; a row of correlations per line");
  CorrelationMatrix matrix;
  matrix.assets = static_cast<int>(rows.size());
  for (const NumberRow& row : rows) {
    matrix.where.push_back(file.string() + ":" + std::to_string(row.line));
    if (row.values.size() != rows.size()) {
      throw InputError(matrix.where.back() + ": " + std::to_string(row.values.size()) +
                       " entries, but the file has " + std::to_string(rows.size()) +
                       " rows; a correlation matrix is square");
    }
    matrix.entries.insert(matrix.entries.end(), row.values.begin(), row.values.end());
  }
  return matrix;
}

CorrelationMatrix no_correlation(int assets) {
  CorrelationMatrix matrix;
  matrix.assets = assets;
  for (int row = 0; row < assets; ++row) {
    for (int column = 0; column < assets; ++column) {
      matrix.entries.push_back(row == column ? 1.0 : 0.0);
    }
    matrix.where.emplace_back("row " + std::to_string(row + 1));
  }
  return matrix;
}

std::vector<double> cholesky_factor(const CorrelationMatrix& matrix) {
  std::vector<double> factor(triangle_place(matrix.assets, 0));
  for (int row = 0; row < matrix.assets; ++row) {
    for (int column = 0; column <= row; ++column) {
      check_entry(matrix, row, column);
      double rest = matrix.at(row, column);
      for (int before = 0; before < column; ++before) {
        rest -= factor[triangle_place(row, before)] * factor[triangle_place(column, before)];
      }
      if (row == column && !(rest > 0.0)) {
        refuse(matrix, row,
               "the matrix is not positive definite: what the assets before leave of "
               "the variance of asset " +
                   std::to_string(row + 1) + " is " + format_number(rest) +
                   ", must be more than 0; correlations this strong contradict each "
                   "other, or one asset is made of the others");
      }
      factor[triangle_place(row, column)] =
          row == column ? std::sqrt(rest) : rest / factor[triangle_place(column, column)];
    }
  }
  return factor;
}

}  // namespace tessera
