#pragma once

#include "kernels/stages/index_slices.hpp"
#include "kernels/stages/level_vectors.hpp"

namespace tessera {

/// A sparse matrix in f32, in slices of 16 rows: the places of a row's entries are columns, and
/// shorter rows are filled up with weights of 0. A row is summed in ascending columns.
struct WeightedSlices {
  IndexSlices columns;
  View<const float> weights;  // [slice][slot][16]
};

/// A multigrid level on aggregates of unknowns, whose operator is a sparse matrix.
struct AggregateLevel {
  WeightedSlices matrix;
  View<const float> inverse_diagonal;  // [row, padded], 0 behind the last row
  std::int64_t row_count = 0;
};

/// Between a level and the aggregates of its rows.
struct AggregateTransfer {
  WeightedSlices prolongation;  // a row per fine row
  WeightedSlices restriction;   // its transpose
  std::int64_t fine_rows = 0;
  std::int64_t coarse_rows = 0;
};

}  // namespace tessera
