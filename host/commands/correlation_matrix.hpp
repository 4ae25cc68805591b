#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace tessera {

/// Correlations between the assets of a basket, as someone wrote them down.
struct CorrelationMatrix {
  int assets = 0;
  std::vector<double> entries;     // [asset][asset]
  std::vector<std::string> where;  // [asset]: what a message about this row begins with

  [[nodiscard]] double at(int row, int column) const;
};

/// Reads a matrix from a text file, a row per line. Throws InputError that names file, line and
/// entry for what is no number, and for a row that has not as many entries as there are rows.
[[nodiscard]] CorrelationMatrix read_correlation_matrix(const std::filesystem::path& file);

/// No correlation between any two of `assets`.
[[nodiscard]] CorrelationMatrix no_correlation(int assets);

/// The factor L with L L^T = matrix (Cholesky): row a, column b <= a at a (a + 1) / 2 + b.
/// Throws InputError that names the row and the entry unless all entries are from -1 to 1, the
/// diagonal is 1, and the matrix is symmetric and positive definite.
[[nodiscard]] std::vector<double> cholesky_factor(const CorrelationMatrix& matrix);

}  // namespace tessera
