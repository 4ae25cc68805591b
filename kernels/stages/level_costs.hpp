#pragma once

#include <cstdint>

#include "kernels/numerics/grid_cell.hpp"
#include "kernels/numerics/quad4.hpp"
#include "kernels/stages/stage_cost.hpp"
#include "kernels/stages/stiffness.hpp"

// What the stages of a multigrid cycle, and of products without a matrix, ask of a machine: those
// of level_vectors.hpp, element_level.hpp, grid_level.hpp, aggregate_level.hpp, level_transfer.hpp,
// preconditioned_search.hpp and element_operator.hpp.

namespace tessera {

/// A sum over the elements of kNodes nodes, with values of `value_bytes`. Per element: of every
/// node its row, its rate written and read, and where it is read; of every pair a conductance and 4
/// flops; an addition per node at the rows.
template <int kNodes, int kPairs>
[[nodiscard]] constexpr StageCost element_sum_cost(std::int64_t elements, int value_bytes) {
  return cost_of_items(elements, kNodes * (8.0 + 2.0 * value_bytes) + kPairs * value_bytes,
                       4.0 * kPairs + kNodes);
}

/// BeginSmoothing: inverse diagonal, residual, direction and x; 2 flops.
[[nodiscard]] constexpr StageCost begin_smoothing_cost(std::int64_t rows) {
  return cost_of_items(rows, 16, 2);
}

/// SubtractAction on an element level. Per row: direction, lumped Robin edges, residual read and
/// written; 3 flops.
template <int kNodes, int kPairs>
[[nodiscard]] constexpr StageCost subtract_elements_cost(std::int64_t rows, std::int64_t elements) {
  return element_sum_cost<kNodes, kPairs>(elements, 4) + cost_of_items(rows, 16, 3);
}

/// SubtractAction on a grid. Per node: 25 coefficients, direction, residual read and written; 25
/// products and as many sums, 6 flops around them.
[[nodiscard]] constexpr StageCost subtract_grid_cost(std::int64_t nodes) {
  return cost_of_items(nodes, 4.0 * kStencilNodes + 12, 2.0 * kStencilNodes + 6);
}

/// Entries of the matrices between which a level of aggregates stands, as they are stored, padding
/// included.
struct AggregateEntries {
  std::int64_t matrix = 0;
  std::int64_t prolongation = 0;  // from here to the next finer level
  std::int64_t restriction = 0;   // its transpose

  [[nodiscard]] friend bool operator==(const AggregateEntries&, const AggregateEntries&) = default;
};

/// A product with WeightedSlices. Per entry: column and weight; 2 flops.
[[nodiscard]] constexpr StageCost multiply_slices_cost(std::int64_t entries) {
  return cost_of_items(entries, 8, 2);
}

/// SubtractAction on aggregates. Per row: direction, residual read and written; 1 flop.
[[nodiscard]] constexpr StageCost subtract_aggregates_cost(std::int64_t rows,
                                                           std::int64_t entries) {
  return multiply_slices_cost(entries) + cost_of_items(rows, 12, 1);
}

/// What SmoothStep does beside SubtractAction. Per row: inverse diagonal, direction written, x read
/// and written; 5 flops.
[[nodiscard]] constexpr StageCost chebyshev_step_cost(std::int64_t rows) {
  return cost_of_items(rows, 16, 5);
}

/// There and back between Quad-8 rows and corner rows: places and values, 3 flops up and 2 down.
[[nodiscard]] constexpr StageCost corner_transfer_cost(std::int64_t fine, std::int64_t corners) {
  return cost_of_items(fine, 4 + 20, 3) + cost_of_items(fine - corners, 8, 2) +
         cost_of_items(corners, 8 + 4, 2);
}

/// There and back between corner rows and a grid: per row its number and four weights twice,
/// values; per node its four sums.
[[nodiscard]] constexpr StageCost grid_transfer_cost(std::int64_t corners, std::int64_t nodes) {
  return cost_of_items(corners, 24 + 32, 8 + 8) + cost_of_items(nodes, 36 + 4, 4);
}

/// There and back between a grid and the halved one.
[[nodiscard]] constexpr StageCost halving_transfer_cost(std::int64_t fine, std::int64_t coarse) {
  return cost_of_items(fine, 4 + 16, 6) + cost_of_items(coarse, 4 + 4, 18);
}

/// There and back between a level and the aggregates of its rows. Per fine row: residual, direction
/// written, x read and written, 1 flop; per aggregate its residual and its correction.
[[nodiscard]] constexpr StageCost aggregate_transfer_cost(std::int64_t fine, std::int64_t coarse,
                                                          const AggregateEntries& entries) {
  return multiply_slices_cost(entries.prolongation + entries.restriction) +
         cost_of_items(fine, 16, 1) + cost_of_items(coarse, 8, 0);
}

/// SolveCoarsest: a dense matrix.
[[nodiscard]] constexpr StageCost solve_coarsest_cost(std::int64_t rows) {
  return cost_of_items(rows * rows, 4, 2) + cost_of_items(rows, 16, 0);
}

/// The stages of preconditioned_search.hpp together. Per row: 48 bytes and 6 flops to advance, 20
/// and 3 to narrow, 48 and 8 to turn.
[[nodiscard]] constexpr StageCost preconditioned_update_cost(std::int64_t rows) {
  return cost_of_items(rows, 48 + 20 + 48, 6 + 3 + 8);
}

/// MultiplyDirection with an ElementOperator. Per row x, its scale and the result, 24 bytes; 3
/// flops with the term of an inner product. Robin entries are few.
[[nodiscard]] constexpr StageCost multiply_elements_cost(std::int64_t rows, std::int64_t elements) {
  return element_sum_cost<kQuad8Nodes, kQuad8Pairs>(elements, 8) + cost_of_items(rows, 24, 3);
}

}  // namespace tessera
