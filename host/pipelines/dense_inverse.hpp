#pragma once

#include <cstdint>
#include <vector>

namespace tessera {

/// The inverse of a symmetric positive semi-definite matrix of `size` rows, row by row, in one
/// frozen order of f64 operations (Cholesky). Only the lower triangle is read; the result is
/// symmetric. A row that depends on those before it, as corners of a grid do that share one point
/// of the mesh, is left out: its row and column of the result are 0.
[[nodiscard]] std::vector<double> inverse_of(std::vector<double> matrix, std::int64_t size);

}  // namespace tessera
