#pragma once

#include "kernels/numerics/portability.hpp"

// An upper bound of the largest eigenvalue without any iteration: for a symmetric positive
// semi-definite M, lambda_max^16 <= trace(M^16) = sum of the squares of the entries of M^8. For n
// equal eigenvalues it is n^(1/16) too large, 4 % for n = 2.

namespace tessera {
inline namespace TESSERA_ISA {

/// trace(M^16) of a symmetric matrix of kSize rows; overwrites it. `Real` may be a vector type.
template <int kSize, class Real>
TESSERA_HD constexpr Real trace_of_power16(Real (&M)[kSize][kSize]) {
  for (int squaring = 0; squaring < 3; ++squaring) {
    Real square[kSize][kSize];
    for (int row = 0; row < kSize; ++row) {
      for (int column = row; column < kSize; ++column) {
        Real sum = M[row][0] * M[0][column];
        for (int k = 1; k < kSize; ++k) sum = sum + M[row][k] * M[k][column];
        square[row][column] = sum;
        square[column][row] = sum;
      }
    }
    for (int row = 0; row < kSize; ++row) {
      for (int column = 0; column < kSize; ++column) M[row][column] = square[row][column];
    }
  }
  Real trace{};
  for (int row = 0; row < kSize; ++row) {
    for (int column = 0; column < kSize; ++column) {
      trace = trace + M[row][column] * M[row][column];
    }
  }
  return trace;
}

/// The bound that follows from trace(M^16).
TESSERA_HD double sixteenth_root(double power) {
  return __builtin_sqrt(__builtin_sqrt(__builtin_sqrt(__builtin_sqrt(power))));
}

}  // namespace TESSERA_ISA
}  // namespace tessera
