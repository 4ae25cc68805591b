#pragma once

#include <cstdint>
#include <vector>

#include "host/mesh/point.hpp"
#include "host/pipelines/flow_discretisation.hpp"
#include "host/pipelines/sparse_rows.hpp"

namespace tessera {

/// Whether more than one in a hundred elements is stretched more than fivefold: the quotient of the
/// semiaxes of the ellipse that the circle in a square becomes. A uniform grid under such a mesh
/// costs more iterations than aggregates do.
[[nodiscard]] bool is_stretched(const FlowDiscretisation& mesh);

/// The matrix of the unknowns, `factor` times the sum of the element matrices plus a diagonal.
/// conductance: of all elements, see ComputeConductance   extra: [row, padded]
[[nodiscard]] SparseRows assemble_rows(const FlowDiscretisation& mesh,
                                       const std::vector<double>& conductance, double factor,
                                       const std::vector<float>& extra);

/// A symmetric matrix and where its rows are: the places of unknowns, or the centres of aggregates.
struct PlacedRows {
  SparseRows matrix;
  std::vector<Point> places;  // [row] m
};

/// For every row the rows that it is strongly coupled to: those where |A_ij| / sqrt(A_ii A_jj) over
/// the square of their distance is at least half of the largest such number of row i or of row j.
/// Values are these numbers. What flows has no direction of its own, so that near rows move
/// together, and where elements are stretched, at whatever angle to their sides, aggregates reach
/// across their short extent alone. Entries below a tenth of the largest of either row, before
/// distances count, are no couplings: conductivity jumps there. Symmetric as A is.
[[nodiscard]] SparseRows strong_couplings(const PlacedRows& A);

/// Disjoint aggregates of rows, each a row and those it is strongly coupled to, and what is then
/// left joined to the aggregate of its strongest coupling (Vanek, Mandel & Brezina 1996). A row
/// without strong couplings is in none. Rows are visited in ascending order.
struct Aggregates {
  std::vector<std::int32_t> of_row;  // -1: none
  std::int64_t count = 0;
};
[[nodiscard]] Aggregates aggregate(const SparseRows& strong);

/// A prolongation, and where the rows are that it comes from.
struct Coarsening {
  SparseRows prolongation;
  std::vector<Point> places;  // [column]
};

/// The prolongation of smoothed aggregation: indicators of the aggregates, after one damped Jacobi
/// step with the matrix that has A's row sums, the strong couplings, and those that are as large
/// within their row where they are not strong for the other. Positive entries are left out. A row
/// in no aggregate takes the mean of the rows that it depends on.
[[nodiscard]] Coarsening smoothed_aggregates(const PlacedRows& A);

/// P^T A P
[[nodiscard]] SparseRows coarse_matrix(const SparseRows& A, const SparseRows& P);

}  // namespace tessera
