#pragma once

#include <cstdint>
#include <vector>

namespace tessera {

/// A sparse matrix on the host, row by row in ascending columns. What is made of it here is a fixed
/// order of f64 operations.
struct SparseRows {
  std::vector<std::int64_t> offsets{0};  // [row + 1]
  std::vector<std::int32_t> columns;
  std::vector<double> values;
  std::int64_t column_count = 0;

  [[nodiscard]] std::int64_t row_count() const {
    return static_cast<std::int64_t>(offsets.size()) - 1;
  }
};

[[nodiscard]] SparseRows transposed(const SparseRows& A);

/// A B; an entry is summed in ascending order of the columns of A.
[[nodiscard]] SparseRows product(const SparseRows& A, const SparseRows& B);

/// [row] A[row][row]; every row has to have that entry.
[[nodiscard]] std::vector<double> diagonal_of(const SparseRows& A);

/// A bound from above of the eigenvalues of D^-1 A, A symmetric with the positive diagonal D: the
/// largest quotient (B x)_i / x_i with the magnitudes B of D^-1/2 A D^-1/2 and any x > 0 (Collatz
/// 1942), here what a few products with B have made of ones.
[[nodiscard]] double bound_eigenvalues(const SparseRows& A);

/// The arrays of a WeightedSlices.
struct SlicedRows {
  std::vector<std::int32_t> offsets;
  std::vector<std::int32_t> columns;
  std::vector<float> weights;
};

/// Rows in slices of 16, rounded to f32 once; what fills up points behind the last column.
[[nodiscard]] SlicedRows sliced(const SparseRows& A);

}  // namespace tessera
