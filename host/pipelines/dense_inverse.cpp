#include "host/pipelines/dense_inverse.hpp"

#include <cmath>
#include <cstddef>

namespace tessera {
namespace {

/// What elimination leaves of a dependent row's diagonal entry is rounding, relative to the entry:
/// a hundred operations on sums of some thousand terms.
constexpr double kDependent = 1e-12;

// Replaces the lower triangle of A by L with A = L L^T; dependent rows become 0.
void factorise(std::vector<double>& A, std::size_t size) {
  for (std::size_t row = 0; row < size; ++row) {
    double* const l = &A[row * size];
    const double diagonal = l[row];
    for (std::size_t column = 0; column < row; ++column) {
      const double* const other = &A[column * size];
      double sum = l[column];
      for (std::size_t k = 0; k < column; ++k) sum -= l[k] * other[k];
      l[column] = other[column] > 0.0 ? sum / other[column] : 0.0;
    }
    double rest = diagonal;
    for (std::size_t k = 0; k < row; ++k) rest -= l[k] * l[k];
    const bool dependent = !(rest > kDependent * diagonal);
    l[row] = dependent ? 0.0 : std::sqrt(rest);
    for (std::size_t k = 0; dependent && k < row; ++k) l[k] = 0.0;
  }
}

// X = L^-1 for the lower triangle, rows that are 0 staying 0.
std::vector<double> invert_triangle(const std::vector<double>& L, std::size_t size) {
  std::vector<double> X(size * size, 0.0);
  for (std::size_t row = 0; row < size; ++row) {
    const double* const l = &L[row * size];
    if (!(l[row] > 0.0)) continue;
    double* const x = &X[row * size];
    for (std::size_t k = 0; k < row; ++k) {
      for (std::size_t column = 0; column <= k; ++column) x[column] -= l[k] * X[k * size + column];
    }
    for (std::size_t column = 0; column < row; ++column) x[column] /= l[row];
    x[row] = 1.0 / l[row];
  }
  return X;
}

}  // namespace

std::vector<double> inverse_of(std::vector<double> matrix, std::int64_t size) {
  const auto rows = static_cast<std::size_t>(size);
  factorise(matrix, rows);
  const std::vector<double> X = invert_triangle(matrix, rows);
  std::vector<double> inverse(rows * rows, 0.0);
  for (std::size_t k = 0; k < rows; ++k) {
    const double* const x = &X[k * rows];
    for (std::size_t row = 0; row <= k; ++row) {
      for (std::size_t column = 0; column <= row; ++column) {
        inverse[row * rows + column] += x[row] * x[column];
      }
    }
  }
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t column = 0; column < row; ++column) {
      inverse[column * rows + row] = inverse[row * rows + column];
    }
  }
  return inverse;
}

}  // namespace tessera
