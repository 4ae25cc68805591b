#pragma once

#include <cstdint>

#include "kernels/numerics/grid_cell.hpp"
#include "kernels/stages/grid_level.hpp"

// The cells of a grid, entry by entry: a thread adds what the CPU adds to its entry, in that order,
// and neighbouring threads write neighbouring entries.

namespace tessera::gpu {

inline constexpr int kCellEntries = kWindowNodes * kWindowNodes;

/// Which entry of which cell a thread sums.
struct CellEntry {
  std::int64_t cell;
  int row;
  int column;
};
__device__ inline CellEntry cell_entry(std::int64_t item) {
  const int entry = static_cast<int>(item % kCellEntries);
  return {item / kCellEntries, entry / kWindowNodes, entry % kWindowNodes};
}

/// The share of one window node in a corner of an element; none if it is not one of its four.
struct NodeShare {
  bool present = false;
  double weight = 0.0;
};
__device__ inline NodeShare share_of(int node, int first, const BilinearWeights& weights,
                                     bool known) {
  NodeShare share;
#pragma unroll
  for (int k = 0; k < 4; ++k) {
    if (node != first + window_node(k / 2, k % 2)) continue;
    share = {true, known ? 0.0 : static_cast<double>(weights.of[k])};
  }
  return share;
}

/// What one entry of a cell needs to know of an element: its matrix, and the shares of the entry's
/// row and column in the corners.
struct ElementShares {
  double K[kQuad4Nodes][kQuad4Nodes];
  NodeShare row[kQuad4Nodes];
  NodeShare column[kQuad4Nodes];
};

__device__ inline void take_element_matrix(const Quad4Level& level, std::int64_t group, int lane,
                                           ElementShares& shares) {
#pragma unroll
  for (int a = 0; a < kQuad4Nodes - 1; ++a) {
#pragma unroll
    for (int b = a + 1; b < kQuad4Nodes; ++b) {
      const double c =
          level.conductance[(group * kQuad4Pairs + quad4_pair(a, b)) * kFloatLanes + lane];
      shares.K[a][a] = shares.K[a][a] + c;
      shares.K[b][b] = shares.K[b][b] + c;
      shares.K[a][b] = -c;
      shares.K[b][a] = -c;
    }
  }
}

__device__ inline ElementShares element_shares(const Quad4Level& level, const ElementsOnGrid& on,
                                               std::int32_t element, GridPlace lowest,
                                               const CellEntry& entry) {
  ElementShares shares;
  const std::int64_t group = element / kFloatLanes;
  const int lane = static_cast<int>(element % kFloatLanes);
#pragma unroll
  for (int a = 0; a < kQuad4Nodes; ++a) {
    const std::int32_t row = level.nodes[(group * kQuad4Nodes + a) * kFloatLanes + lane];
    const bool known = row >= level.row_count;
    shares.K[a][a] = known ? 0.0 : on.ground[row];
    const GridPlace place = known ? lowest : on.places[row];
    const BilinearWeights weights = bilinear_weights(place);
    const int first = window_node(place.slow - lowest.slow, place.fast - lowest.fast);
    shares.row[a] = share_of(entry.row, first, weights, known);
    shares.column[a] = share_of(entry.column, first, weights, known);
  }
  take_element_matrix(level, group, lane, shares);
  return shares;
}

/// Adds one entry of Q^T fine Q, see `add_child`.
__device__ inline double add_child_entry(const CellMatrix& fine, int slow_shift, int fast_shift,
                                         const CellEntry& entry, double sum) {
  const auto weight_of = [=](int node, int coarse) {
    return halving_weight(slow_shift, node / kWindow, coarse / kWindow) *
           halving_weight(fast_shift, node % kWindow, coarse % kWindow);
  };
  double column[kWindowNodes];
#pragma unroll
  for (int k = 0; k < kWindowNodes; ++k) column[k] = weight_of(k, entry.column);
#pragma unroll
  for (int node = 0; node < kWindowNodes; ++node) {
    const double weight = weight_of(node, entry.row);
    if (weight == 0.0) continue;
    double row = 0.0;
#pragma unroll
    for (int k = 0; k < kWindowNodes; ++k) row = row + fine.entries[node][k] * column[k];
    sum = sum + weight * row;
  }
  return sum;
}

}  // namespace tessera::gpu
