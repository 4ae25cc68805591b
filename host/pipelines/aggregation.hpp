#pragma once

#include <cstdint>
#include <vector>

#include "host/pipelines/sparse_rows.hpp"
#include "kernels/stages/element_table.hpp"

namespace tessera {

/// Whether more than one in a hundred elements is stretched more than fivefold: the quotient of the
/// semiaxes of the ellipse that the circle in a square becomes. A uniform grid under such a mesh
/// costs more iterations than aggregates do. The host reads the mesh, here and below.
[[nodiscard]] bool is_stretched(const ElementTable& mesh);

/// The matrix of the unknowns, `factor` times the sum of the element matrices plus a diagonal.
/// conductance: of all elements, see ComputeConductance   extra: [row, padded]
[[nodiscard]] SparseRows assemble_rows(const ElementTable& mesh,
                                       const std::vector<double>& conductance, double factor,
                                       const std::vector<float>& extra);

/// For every row the rows that it is strongly coupled to: those where -A_ij / sqrt(A_ii A_jj) is
/// positive and at least 0.7 of the largest such number of row i or of row j. Values are these
/// numbers. Where elements are stretched these are the neighbours across the short sides, so that
/// aggregates reach in that direction alone. Symmetric as A is.
[[nodiscard]] SparseRows strong_couplings(const SparseRows& A);

/// Disjoint aggregates of rows, each a row and those it is strongly coupled to, and what is then
/// left joined to the aggregate of its strongest coupling (Vanek, Mandel & Brezina 1996). A row
/// without strong couplings is in none. Rows are visited in ascending order.
struct Aggregates {
  std::vector<std::int32_t> of_row;  // -1: none
  std::int64_t count = 0;
};
[[nodiscard]] Aggregates aggregate(const SparseRows& strong);

/// The prolongation of smoothed aggregation: indicators of the aggregates, after one damped Jacobi
/// step with the matrix that has A's row sums, the strong couplings, and those that are as large
/// within their row where they are not strong for the other.
[[nodiscard]] SparseRows smoothed_aggregates(const SparseRows& A);

/// P^T A P
[[nodiscard]] SparseRows coarse_matrix(const SparseRows& A, const SparseRows& P);

}  // namespace tessera
