#pragma once

#include <cstdint>

#include "kernels/numerics/quad4.hpp"

// A uniform grid under the mesh whose bilinear functions approximate what an element level leaves.
// Node (slow, fast) of the grid stands at origin + spacing * (slow, fast). The operator of a grid
// is a sum over cells: cell (slow, fast) couples the 3x3 nodes from (slow, fast) on, its window.

namespace tessera {

inline constexpr int kWindow = 3;  // nodes of a cell's window along each axis
inline constexpr int kWindowNodes = kWindow * kWindow;
inline constexpr int kStencil = 5;  // nodes that a node is coupled to along each axis
inline constexpr int kStencilNodes = kStencil * kStencil;

/// Smaller diagonals, in a system whose largest conductivity is about 1, are those of nodes that
/// hardly reach into the mesh; one over them would leave the range of f32.
inline constexpr double kLeastDiagonal = 0x1p-100;

/// The share of one cell in the operator of a grid.
struct CellMatrix {
  double entries[kWindowNodes][kWindowNodes];
};

/// Where a point stands among the nodes of a grid: in the square whose lowest node is (slow, fast),
/// the given fractions of the spacing away from it.
struct GridPlace {
  std::int32_t slow;
  std::int32_t fast;
  float slow_fraction;
  float fast_fraction;
};

/// Bilinear weights of the four nodes around a point: (0,0), (0,1), (1,0), (1,1) in (slow, fast).
struct BilinearWeights {
  float of[4];
};

inline namespace TESSERA_ISA {

/// Number of a node within the window of a cell.
TESSERA_HD constexpr int window_node(int slow, int fast) { return slow * kWindow + fast; }

/// The weights that belong to a place.
TESSERA_HD constexpr BilinearWeights bilinear_weights(const GridPlace& place) {
  const float s = place.slow_fraction;
  const float f = place.fast_fraction;
  return {{(1.0F - s) * (1.0F - f), (1.0F - s) * f, s * (1.0F - f), s * f}};
}

/// 1 / diagonal of a node of a grid, and 1 / sqrt(diagonal); 0 where it counts as none.
TESSERA_HD constexpr float inverse_of_diagonal(double diagonal) {
  return diagonal > kLeastDiagonal ? static_cast<float>(1.0 / diagonal) : 0.0F;
}
TESSERA_HD double scale_of_diagonal(double diagonal) {
  return diagonal > kLeastDiagonal ? 1.0 / __builtin_sqrt(diagonal) : 0.0;
}

/// The nodes of a cell's window around a corner of an element, and their weights; no weight where
/// the corner's potential is known.
struct WindowShares {
  int node[4];
  double weight[4];
};

/// Adds W^T K W to a cell, where K = the six conductances, and `ground` on its diagonal, and row a
/// of W holds the shares of corner a.
TESSERA_HD constexpr void add_element(const double (&conductance)[kQuad4Pairs],
                                      const double (&ground)[kQuad4Nodes],
                                      const WindowShares (&corner)[kQuad4Nodes], CellMatrix& cell) {
  double K[kQuad4Nodes][kQuad4Nodes] = {};
  for (int a = 0; a < kQuad4Nodes; ++a) K[a][a] = ground[a];
  for (int a = 0; a < kQuad4Nodes - 1; ++a) {
    for (int b = a + 1; b < kQuad4Nodes; ++b) {
      const double c = conductance[quad4_pair(a, b)];
      K[a][a] = K[a][a] + c;
      K[b][b] = K[b][b] + c;
      K[a][b] = -c;
      K[b][a] = -c;
    }
  }
  for (int a = 0; a < kQuad4Nodes; ++a) {
    double row[kWindowNodes] = {};
    for (int b = 0; b < kQuad4Nodes; ++b) {
      for (int k = 0; k < 4; ++k) {
        row[corner[b].node[k]] = row[corner[b].node[k]] + K[a][b] * corner[b].weight[k];
      }
    }
    for (int k = 0; k < 4; ++k) {
      double* const target = cell.entries[corner[a].node[k]];
      const double weight = corner[a].weight[k];
      for (int column = 0; column < kWindowNodes; ++column) {
        target[column] = target[column] + weight * row[column];
      }
    }
  }
}

/// Weight of coarse window node `coarse` (0..2) at fine node `fine` (0..2) of a window that begins
/// `shift` (0 or 1) fine nodes after the coarse one, along one axis.
TESSERA_HD constexpr double halving_weight(int shift, int fine, int coarse) {
  const int distance = shift + fine - 2 * coarse;
  return distance == 0 ? 1.0 : (distance == 1 || distance == -1 ? 0.5 : 0.0);
}

/// Adds Q^T fine Q to a cell of the grid of twice the spacing, of which `fine` is the child
/// (slow_shift, fast_shift); Q interpolates bilinearly. First the columns, then the rows.
TESSERA_HD constexpr void add_child(const CellMatrix& fine, int slow_shift, int fast_shift,
                                    CellMatrix& coarse) {
  double Q[kWindowNodes][kWindowNodes] = {};
  for (int node = 0; node < kWindowNodes; ++node) {
    for (int target = 0; target < kWindowNodes; ++target) {
      Q[node][target] = halving_weight(slow_shift, node / kWindow, target / kWindow) *
                        halving_weight(fast_shift, node % kWindow, target % kWindow);
    }
  }
  for (int node = 0; node < kWindowNodes; ++node) {
    double row[kWindowNodes] = {};
    for (int k = 0; k < kWindowNodes; ++k) {
      for (int target = 0; target < kWindowNodes; ++target) {
        row[target] = row[target] + fine.entries[node][k] * Q[k][target];
      }
    }
    for (int target = 0; target < kWindowNodes; ++target) {
      const double weight = Q[node][target];
      if (weight == 0.0) continue;
      for (int column = 0; column < kWindowNodes; ++column) {
        coarse.entries[target][column] = coarse.entries[target][column] + weight * row[column];
      }
    }
  }
}

}  // namespace TESSERA_ISA
}  // namespace tessera
