#pragma once

#include "kernels/stages/csr_matrix.hpp"

namespace tessera {

/// scale[row] = 1 / sqrt(A[row][row]). Same bits on every path.
template <class Exec>
using ComputeScale = void(Exec&, CsrMatrix, View<double> scale);

/// A <- D A D and b <- D b with D = diag(scale): (a * scale[row]) * scale[column]. The diagonal
/// becomes 1 to rounding, so that Jacobi's preconditioner is the identity. Same bits on every path.
template <class Exec>
using Equilibrate = void(Exec&, CsrMatrix, View<const double> scale, View<double> b);

}  // namespace tessera
