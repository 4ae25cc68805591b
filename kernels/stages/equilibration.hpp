#pragma once

#include <cstdint>

#include "kernels/stages/view.hpp"

namespace tessera {

/// A sparse matrix in compressed rows, columns ascending; symmetric in this project.
struct CsrMatrix {
  View<const std::int32_t> row_offsets;  // [row + 1]
  View<const std::int32_t> columns;      // [entry]
  View<double> values;                   // [entry]

  [[nodiscard]] TESSERA_HD std::int64_t row_count() const { return row_offsets.count - 1; }
};

/// scale[row] = 1 / sqrt(A[row][row]). Same bits on every path.
template <class Exec>
using ComputeScale = void(Exec&, CsrMatrix, View<double> scale);

/// A <- D A D and b <- D b with D = diag(scale): (a * scale[row]) * scale[column]. The diagonal
/// becomes 1 to rounding, so that Jacobi's preconditioner is the identity. Same bits on every path.
template <class Exec>
using Equilibrate = void(Exec&, CsrMatrix, View<const double> scale, View<double> b);

}  // namespace tessera
