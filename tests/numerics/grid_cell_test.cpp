#include "kernels/numerics/grid_cell.hpp"

#include <gtest/gtest.h>

namespace tessera {
namespace {

constexpr double kUnitSquare[kQuad4Pairs] = {1.0 / 6, 1.0 / 3, 1.0 / 6, 1.0 / 6, 1.0 / 3, 1.0 / 6};
constexpr double kNoGround[kQuad4Nodes] = {};

// A corner that stands on a node of the window.
WindowShares on_node(int slow, int fast) {
  const int node = window_node(slow, fast);
  return {{node, node, node, node}, {1.0, 0.0, 0.0, 0.0}};
}

// One square element whose corners are the window's nodes (0,0), (0,1), (1,1), (1,0).
CellMatrix cell_of_one_square() {
  CellMatrix cell{};
  const WindowShares corners[kQuad4Nodes] = {on_node(0, 0), on_node(0, 1), on_node(1, 1),
                                             on_node(1, 0)};
  add_element(kUnitSquare, kNoGround, corners, cell);
  return cell;
}

TEST(GridCell, OfAnElementOnItsNodesIsTheElementsMatrix) {
  const CellMatrix cell = cell_of_one_square();
  const int nodes[kQuad4Nodes] = {window_node(0, 0), window_node(0, 1), window_node(1, 1),
                                  window_node(1, 0)};
  for (int a = 0; a < kQuad4Nodes; ++a) {
    for (int b = 0; b < kQuad4Nodes; ++b) {
      const bool opposite = (a + 2) % 4 == b;
      const double expected = a == b ? 2.0 / 3 : (opposite ? -1.0 / 3 : -1.0 / 6);
      EXPECT_NEAR(cell.entries[nodes[a]][nodes[b]], expected, 1e-15);
    }
  }
  for (int node = 0; node < kWindowNodes; ++node) {
    EXPECT_EQ(cell.entries[window_node(2, 2)][node], 0.0);
    EXPECT_EQ(cell.entries[node][window_node(2, 0)], 0.0);
  }
}

// The bilinear elements of 2x2 squares, of which the corners follow bilinearly, are the bilinear
// element of their union: in two dimensions the same matrix.
TEST(GridCell, OfFourSquaresIsThatOfTheirUnion) {
  CellMatrix coarse{};
  const CellMatrix square = cell_of_one_square();
  for (int child = 0; child < 4; ++child) add_child(square, child / 2, child % 2, coarse);
  for (int row = 0; row < kWindowNodes; ++row) {
    for (int column = 0; column < kWindowNodes; ++column) {
      EXPECT_NEAR(coarse.entries[row][column], square.entries[row][column], 1e-15)
          << row << ' ' << column;
    }
  }
}

TEST(GridCell, WeightsReproduceLinearFunctions) {
  const GridPlace place{4, 7, 0.25F, 0.75F};
  const BilinearWeights weights = bilinear_weights(place);
  float sum = 0.0F;
  float slow = 0.0F;
  float fast = 0.0F;
  for (int k = 0; k < 4; ++k) {
    sum += weights.of[k];
    slow += weights.of[k] * static_cast<float>(4 + k / 2);
    fast += weights.of[k] * static_cast<float>(7 + k % 2);
  }
  EXPECT_EQ(sum, 1.0F);
  EXPECT_EQ(slow, 4.25F);
  EXPECT_EQ(fast, 7.75F);
}

TEST(GridCell, GroundStandsOnTheDiagonal) {
  CellMatrix cell{};
  const WindowShares corners[kQuad4Nodes] = {on_node(0, 0), on_node(0, 1), on_node(1, 1),
                                             on_node(1, 0)};
  constexpr double kNothing[kQuad4Pairs] = {};
  constexpr double kGround[kQuad4Nodes] = {0.0, 5.0, 0.0, 0.0};
  add_element(kNothing, kGround, corners, cell);
  double sum = 0.0;
  for (const auto& row : cell.entries) {
    for (const double entry : row) sum += entry;
  }
  EXPECT_EQ(cell.entries[window_node(0, 1)][window_node(0, 1)], 5.0);
  EXPECT_EQ(sum, 5.0);
}

}  // namespace
}  // namespace tessera
