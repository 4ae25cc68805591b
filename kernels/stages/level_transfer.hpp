#pragma once

#include "kernels/numerics/grid_cell.hpp"
#include "kernels/stages/grid_level.hpp"
#include "kernels/stages/index_slices.hpp"
#include "kernels/stages/level_vectors.hpp"

namespace tessera {

/// Between Quad-8 rows and corner rows: a corner node takes the value of its corner, a mid-side
/// node the mean of its edge's ends.
struct CornerTransfer {
  View<const std::int32_t> parents;  // [fine slice][2][16] corner rows; twice the same at a corner
  View<const std::int32_t> corners;  // [corner row, padded] its fine row
  IndexSlices mid_sides;             // per corner row, the fine rows that it is a parent of
  std::int64_t fine_rows = 0;
  std::int64_t corner_rows = 0;
};

/// Between corner rows and the nodes of a grid, with bilinear weights.
struct GridTransfer {
  GridShape shape;
  View<const std::int32_t> cell_offsets;  // [cell + 1] of the next two
  View<const std::int32_t> rows;          // corner rows sorted by the square they stand in
  View<const BilinearWeights> weights;    // likewise
  View<BilinearWeights> sums;             // workspace: [cell]
};

/// Between a grid and the halved one.
struct HalvingTransfer {
  GridShape fine;
  GridShape coarse;
  View<const float> active;  // the inverse diagonal of the fine level: 0 takes no correction
};

/// coarse r = P^T fine r, by gather in a fixed order.
template <class Exec, class Transfer>
using RestrictResidual = void(Exec&, const Transfer&, View<const float> fine, View<float> coarse);

/// direction = P coarse and x = x + direction on the finer level.
template <class Exec, class Transfer>
using ProlongCorrection = void(Exec&, const Transfer&, View<const float> coarse, LevelVectors fine);

/// A dense symmetric matrix over the active nodes of the coarsest grid.
struct DenseInverse {
  View<const float> entries;        // [row][padded_rows(rows)], row by row
  View<const std::int32_t> places;  // [row] of the node in a vector of the grid
  View<float> gathered;             // workspace: [padded_rows(rows)]
};

/// x = inverse times r on the coarsest grid.
template <class Exec>
using SolveCoarsest = void(Exec&, DenseInverse, LevelVectors);

}  // namespace tessera
