#include "kernels/numerics/quad4.hpp"

#include <cmath>
#include <gtest/gtest.h>

#include "kernels/numerics/eigenvalue_bound.hpp"

namespace tessera {
namespace {

// Pe^T Ke Pe written out in full.
void expect_condensed(const double (&x)[8], const double (&y)[8]) {
  double fine[kQuad8Pairs];
  element_conductance(x, y, 1.75, fine);
  double Ke[8][8] = {};
  for (int a = 0; a < 8; ++a) {
    for_stiffness_row(a, fine, [&](int b, double value) { Ke[a][b] = value; });
  }
  double coarse[kQuad4Pairs];
  corner_conductance(fine, coarse);
  constexpr double kShares[8][4] = {{1, 0, 0, 0},     {0, 1, 0, 0},     {0, 0, 1, 0},
                                    {0, 0, 0, 1},     {0.5, 0.5, 0, 0}, {0, 0.5, 0.5, 0},
                                    {0, 0, 0.5, 0.5}, {0.5, 0, 0, 0.5}};
  for (int i = 0; i < 4; ++i) {
    for (int j = i + 1; j < 4; ++j) {
      double expected = 0.0;
      for (int a = 0; a < 8; ++a) {
        for (int b = 0; b < 8; ++b) expected += kShares[a][i] * Ke[a][b] * kShares[b][j];
      }
      EXPECT_NEAR(-coarse[quad4_pair(i, j)], expected, 1e-13) << i << ' ' << j;
    }
  }
}

TEST(Quad4, IsTheQuad8WhoseMidSidesFollowTheirCorners) {
  expect_condensed({-1, 1, 1, -1, 0, 1, 0, -1}, {-1, -1, 1, 1, -1, 0, 1, 0});
  expect_condensed({0, 3, 2.5, -0.2, 1.5, 2.9, 1.1, 0.1}, {0, 0.2, 2, 1.7, -0.1, 1.1, 2, 0.8});
}

// Of the bilinear square: neighbours along a side conduct 1/6, those across 1/3.
TEST(Quad4, OfASquareIsTheBilinearElement) {
  const double x[8] = {0, 1, 1, 0, 0.5, 1, 0.5, 0};
  const double y[8] = {0, 0, 1, 1, 0, 0.5, 1, 0.5};
  double fine[kQuad8Pairs];
  element_conductance(x, y, 1.0, fine);
  double coarse[kQuad4Pairs];
  corner_conductance(fine, coarse);
  const double expected[kQuad4Pairs] = {1.0 / 6, 1.0 / 3, 1.0 / 6, 1.0 / 6, 1.0 / 3, 1.0 / 6};
  for (int pair = 0; pair < kQuad4Pairs; ++pair) {
    EXPECT_NEAR(coarse[pair], expected[pair], 1e-15) << pair;
  }
}

TEST(EigenvalueBound, IsExactForADiagonalWithOneLargeEntry) {
  double M[3][3] = {{3.0, 0.0, 0.0}, {0.0, 0.125, 0.0}, {0.0, 0.0, 0.25}};
  EXPECT_NEAR(sixteenth_root(trace_of_power16(M)), 3.0, 1e-14);
}

TEST(EigenvalueBound, OfEqualEigenvaluesIsTooLargeByTheSixteenthRootOfTheirNumber) {
  double M[4][4] = {{2, 0, 0, 0}, {0, 2, 0, 0}, {0, 0, 2, 0}, {0, 0, 0, 2}};
  EXPECT_NEAR(sixteenth_root(trace_of_power16(M)), 2.0 * std::pow(4.0, 1.0 / 16), 1e-14);
}

// Eigenvalues 1 and 3.
TEST(EigenvalueBound, LiesAboveTheLargestEigenvalue) {
  double M[2][2] = {{2, 1}, {1, 2}};
  const double bound = sixteenth_root(trace_of_power16(M));
  EXPECT_GE(bound, 3.0);
  EXPECT_LT(bound, 3.0 * (1.0 + 1e-8));
}

}  // namespace
}  // namespace tessera
