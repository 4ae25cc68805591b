#include "host/pipelines/sparse_rows.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "host/pipelines/row_sum.hpp"
#include "kernels/stages/index_slices.hpp"

namespace tessera {
namespace {

template <class Integer>
std::size_t at(Integer index) {
  return static_cast<std::size_t>(index);
}

/// Products with the magnitudes of the matrix; each brings the bound closer.
constexpr int kBoundProducts = 8;

}  // namespace

SparseRows transposed(const SparseRows& A) {
  SparseRows result;
  result.column_count = A.row_count();
  result.offsets.assign(at(A.column_count) + 1, 0);
  for (const std::int32_t column : A.columns) ++result.offsets[at(column) + 1];
  for (std::size_t row = 1; row < result.offsets.size(); ++row) {
    result.offsets[row] += result.offsets[row - 1];
  }
  std::vector<std::int64_t> next(result.offsets.begin(), result.offsets.end() - 1);
  result.columns.resize(A.columns.size());
  result.values.resize(A.values.size());
  for (std::int64_t row = 0; row < A.row_count(); ++row) {
    for (std::int64_t entry = A.offsets[at(row)]; entry < A.offsets[at(row) + 1]; ++entry) {
      const std::size_t place = at(next[at(A.columns[at(entry)])]++);
      result.columns[place] = static_cast<std::int32_t>(row);
      result.values[place] = A.values[at(entry)];
    }
  }
  return result;
}

SparseRows product(const SparseRows& A, const SparseRows& B) {
  SparseRows result;
  result.column_count = B.column_count;
  result.offsets.reserve(A.offsets.size());
  result.columns.reserve(A.columns.size());
  result.values.reserve(A.columns.size());
  RowSum sum(B.column_count);
  for (std::int64_t row = 0; row < A.row_count(); ++row) {
    for (std::int64_t entry = A.offsets[at(row)]; entry < A.offsets[at(row) + 1]; ++entry) {
      const std::size_t k = at(A.columns[at(entry)]);
      for (std::int64_t other = B.offsets[k]; other < B.offsets[k + 1]; ++other) {
        sum.add(B.columns[at(other)], A.values[at(entry)] * B.values[at(other)]);
      }
    }
    sum.finish(result);
  }
  return result;
}

std::vector<double> diagonal_of(const SparseRows& A) {
  std::vector<double> diagonal(at(A.row_count()), 0.0);
  for (std::size_t row = 0; row < diagonal.size(); ++row) {
    for (std::int64_t entry = A.offsets[row]; entry < A.offsets[row + 1]; ++entry) {
      if (at(A.columns[at(entry)]) == row) diagonal[row] = A.values[at(entry)];
    }
  }
  return diagonal;
}

double bound_eigenvalues(const SparseRows& A) {
  std::vector<double> scale = diagonal_of(A);
  for (double& entry : scale) entry = 1.0 / std::sqrt(entry);
  std::vector<double> x(scale.size(), 1.0);
  std::vector<double> Bx(scale.size());
  double bound = std::numeric_limits<double>::infinity();
  for (int round = 0; round < kBoundProducts; ++round) {
    double quotient = 0.0;
    double largest = 0.0;
    for (std::size_t row = 0; row < x.size(); ++row) {
      double sum = 0.0;
      for (std::int64_t entry = A.offsets[row]; entry < A.offsets[row + 1]; ++entry) {
        const std::size_t column = at(A.columns[at(entry)]);
        sum += std::fabs(A.values[at(entry)]) * scale[column] * x[column];
      }
      Bx[row] = sum * scale[row];
      quotient = std::max(quotient, Bx[row] / x[row]);
      largest = std::max(largest, Bx[row]);
    }
    bound = std::min(bound, quotient);
    // Rows that hardly count must not become 0.
    for (std::size_t row = 0; row < x.size(); ++row) x[row] = std::max(Bx[row] / largest, 1e-12);
  }
  return bound;
}

SlicedRows sliced(const SparseRows& A) {
  SlicedRows result;
  result.offsets.push_back(0);
  for (std::int64_t first = 0; first < slice_count(A.row_count()) * kFloatLanes;
       first += kFloatLanes) {
    const std::int64_t last = std::min(first + kFloatLanes, A.row_count());
    std::int64_t length = 0;
    for (std::int64_t row = first; row < last; ++row) {
      length = std::max(length, A.offsets[at(row) + 1] - A.offsets[at(row)]);
    }
    const std::size_t begin = result.columns.size();
    result.columns.resize(begin + at(length * kFloatLanes),
                          static_cast<std::int32_t>(A.column_count));
    result.weights.resize(result.columns.size(), 0.0F);
    for (std::int64_t row = first; row < last; ++row) {
      std::size_t place = begin + at(row - first);
      for (std::int64_t entry = A.offsets[at(row)]; entry < A.offsets[at(row) + 1]; ++entry) {
        result.columns[place] = A.columns[at(entry)];
        result.weights[place] = static_cast<float>(A.values[at(entry)]);
        place += at(kFloatLanes);
      }
    }
    result.offsets.push_back(result.offsets.back() + static_cast<std::int32_t>(length));
  }
  return result;
}

}  // namespace tessera
