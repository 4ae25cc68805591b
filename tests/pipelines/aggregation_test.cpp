#include "host/pipelines/aggregation.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <vector>

#include "tests/support/rich_problem.hpp"

namespace tessera {
namespace {

using Dense = std::vector<std::vector<double>>;

SparseRows sparse(const Dense& dense) {
  SparseRows result;
  result.column_count = static_cast<std::int64_t>(dense.front().size());
  for (const std::vector<double>& row : dense) {
    for (std::size_t column = 0; column < row.size(); ++column) {
      if (row[column] == 0.0) continue;
      result.columns.push_back(static_cast<std::int32_t>(column));
      result.values.push_back(row[column]);
    }
    result.offsets.push_back(static_cast<std::int64_t>(result.columns.size()));
  }
  return result;
}

Dense dense(const SparseRows& matrix) {
  Dense result(static_cast<std::size_t>(matrix.row_count()),
               std::vector<double>(static_cast<std::size_t>(matrix.column_count), 0.0));
  for (std::size_t row = 0; row < result.size(); ++row) {
    for (auto at = static_cast<std::size_t>(matrix.offsets[row]);
         at < static_cast<std::size_t>(matrix.offsets[row + 1]); ++at) {
      result[row][static_cast<std::size_t>(matrix.columns[at])] = matrix.values[at];
    }
  }
  return result;
}

/// A grid of columns x rows nodes, coupled by `along_x` and `along_y`; the first is grounded.
SparseRows laplacian(std::size_t columns, std::size_t rows, double along_x, double along_y) {
  Dense matrix(columns * rows, std::vector<double>(columns * rows, 0.0));
  const auto couple = [&](std::size_t a, std::size_t b, double by) {
    matrix[a][a] += by;
    matrix[b][b] += by;
    matrix[a][b] -= by;
    matrix[b][a] -= by;
  };
  for (std::size_t node = 0; node < columns * rows; ++node) {
    if (node % columns + 1 < columns) couple(node, node + 1, along_x);
    if (node + columns < columns * rows) couple(node, node + columns, along_y);
  }
  matrix[0][0] += 1.0;
  return sparse(matrix);
}

/// The same nodes, `dx` and `dy` apart.
std::vector<Point> grid_places(std::size_t columns, std::size_t rows, double dx, double dy) {
  std::vector<Point> places;
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t column = 0; column < columns; ++column) {
      places.push_back({dx * static_cast<double>(column), dy * static_cast<double>(row)});
    }
  }
  return places;
}

PlacedRows placed_laplacian(std::size_t columns, std::size_t rows, double along_x, double along_y) {
  return {laplacian(columns, rows, along_x, along_y), grid_places(columns, rows, 1.0, 1.0)};
}

/// Rows one metre apart along a line.
PlacedRows in_line(const Dense& matrix) {
  return {sparse(matrix), grid_places(matrix.size(), 1, 1.0, 1.0)};
}

std::int64_t neighbours(const SparseRows& couplings, std::size_t row) {
  return couplings.offsets[row + 1] - couplings.offsets[row];
}

TEST(SparseRows, MultiplyAndTransposeAsDenseOnes) {
  const Dense A{{1, 0, 2}, {0, 3, 0}};
  const Dense B{{0, 1}, {4, 0}, {5, 6}};
  EXPECT_EQ(dense(transposed(sparse(A))), (Dense{{1, 0}, {0, 3}, {2, 0}}));
  EXPECT_EQ(dense(product(sparse(A), sparse(B))), (Dense{{10, 13}, {12, 0}}));
  EXPECT_EQ(diagonal_of(sparse({{2, 1}, {1, 0}})), (std::vector<double>{2, 0}));
}

// The largest is between the Rayleigh quotient of alternating signs, 45 / 23, and 2.
TEST(SparseRows, HaveEigenvaluesBelowTheirBound) {
  const SparseRows chain = laplacian(12, 1, 1.0, 1.0);
  EXPECT_GE(bound_eigenvalues(chain), 45.0 / 23.0);
  EXPECT_LE(bound_eigenvalues(chain), 2.01);
  EXPECT_EQ(bound_eigenvalues(sparse({{5, 0}, {0, 7}})), 1.0);
}

/// Expects the strong couplings of a grid of 4 x 5 to stay within columns.
void expect_columns(const SparseRows& strong) {
  for (std::size_t row = 0; row < 20; ++row) {
    for (auto at = static_cast<std::size_t>(strong.offsets[row]);
         at < static_cast<std::size_t>(strong.offsets[row + 1]); ++at) {
      EXPECT_EQ(static_cast<std::size_t>(strong.columns[at]) % 4, row % 4);
    }
  }
  EXPECT_EQ(neighbours(strong, 5), 2);
}

TEST(StrongCouplings, AreThoseOfLargeEntriesAndOfNearRows) {
  expect_columns(strong_couplings(placed_laplacian(4, 5, 1.0, 10.0)));
  expect_columns(strong_couplings({laplacian(4, 5, 1.0, 1.0), grid_places(4, 5, 3.0, 1.0)}));
  EXPECT_EQ(neighbours(strong_couplings(placed_laplacian(4, 5, 1.0, 1.0)), 5), 4);
}

// Between the second and the third row the conductivity jumps.
TEST(StrongCouplings, DoNotReachAcrossJumps) {
  const SparseRows strong = strong_couplings(
      in_line({{1, -1, 0, 0}, {-1, 2, -1, 0}, {0, -1, 10001, -10000}, {0, 0, -10000, 10000}}));
  EXPECT_EQ(strong.columns, (std::vector<std::int32_t>{1, 0, 3, 2}));
}

TEST(StrongCouplings, AreNotThereWhereRowsAreInOnePlace) {
  const SparseRows matrix = sparse({{1, -1}, {-1, 2}});
  EXPECT_EQ(strong_couplings({matrix, {{1, 1}, {1, 1}}}).columns.size(), 0U);
}

// Quad-8 elements have them between corners: near, but not to be interpolated from each other.
TEST(Aggregation, JoinsByPositiveEntriesButDoesNotInterpolateByThem) {
  const Coarsening coarser = smoothed_aggregates(in_line({{1, 0.5}, {0.5, 1}}));
  EXPECT_EQ(dense(coarser.prolongation), (Dense{{1}, {1}}));
  EXPECT_EQ(coarser.places, (std::vector<Point>{{0.5, 0}}));
}

TEST(Aggregation, PutsEveryCoupledRowIntoOneOfAFewAggregates) {
  const Aggregates found = aggregate(strong_couplings(placed_laplacian(12, 10, 1.0, 1.0)));
  EXPECT_GT(found.count, 120 / 9);
  EXPECT_LT(found.count, 120 / 3);
  std::vector<int> members(static_cast<std::size_t>(found.count), 0);
  for (const std::int32_t of : found.of_row) {
    ASSERT_GE(of, 0);
    ASSERT_LT(of, found.count);
    ++members[static_cast<std::size_t>(of)];
  }
  EXPECT_GE(*std::ranges::min_element(members), 2);
}

TEST(Aggregation, LeavesOutRowsThatNothingIsCoupledTo) {
  const PlacedRows matrix = in_line({{1, -1, 0}, {-1, 2, 0}, {0, 0, 5}});
  EXPECT_EQ(aggregate(strong_couplings(matrix)).of_row, (std::vector<std::int32_t>{0, 0, -1}));
  const SparseRows P = smoothed_aggregates(matrix).prolongation;
  EXPECT_EQ(P.column_count, 1);
  EXPECT_EQ(P.offsets, (std::vector<std::int64_t>{0, 1, 2, 2}));
}

// Rows whose entries sum to zero keep a constant; the coarse matrix then has such rows as well.
TEST(Aggregation, InterpolatesConstants) {
  const PlacedRows A = placed_laplacian(12, 10, 1.0, 30.0);
  const SparseRows P = smoothed_aggregates(A).prolongation;
  const Dense weights = dense(P);
  for (std::size_t row = 1; row < weights.size(); ++row) {
    double sum = 0.0;
    for (const double weight : weights[row]) {
      EXPECT_GE(weight, 0.0);
      sum += weight;
    }
    EXPECT_NEAR(sum, 1.0, 1e-14);
  }
  const Dense coarse = dense(coarse_matrix(A.matrix, P));
  ASSERT_EQ(coarse.size(), static_cast<std::size_t>(P.column_count));
  for (std::size_t row = 0; row < coarse.size(); ++row) {
    for (std::size_t column = 0; column < coarse.size(); ++column) {
      EXPECT_NEAR(coarse[row][column], coarse[column][row], 1e-13);
    }
  }
}

TEST(Aggregation, AssemblesTheMatrixOfTheElements) {
  const FlowProblem problem = support::rich_problem(5, 4);
  const FlowDiscretisation mesh = discretise(problem);
  const auto elements = static_cast<std::int64_t>(mesh.file_element.size());
  std::vector<double> conductance(static_cast<std::size_t>(conductance_count(elements)));
  for (std::size_t pair = 0; pair < conductance.size(); ++pair) {
    conductance[pair] = 1.0 + static_cast<double>(pair % 5);
  }
  std::vector<float> extra(static_cast<std::size_t>(padded_rows(mesh.unknown_count)), 0.5F);
  const Dense A = dense(assemble_rows(mesh, conductance, 2.0, extra));
  Dense expected(A.size(), std::vector<double>(A.size(), 0.0));
  for (std::size_t row = 0; row < A.size(); ++row) expected[row][row] = 0.5;
  for (std::int64_t element = 0; element < elements; ++element) {
    for (int a = 0; a < 8; ++a) {
      for (int b = a + 1; b < 8; ++b) {
        const auto one =
            static_cast<std::size_t>(mesh.nodes[static_cast<std::size_t>(element * 8 + a)]);
        const auto other =
            static_cast<std::size_t>(mesh.nodes[static_cast<std::size_t>(element * 8 + b)]);
        const double flow =
            2.0 *
            conductance[static_cast<std::size_t>(conductance_index(element, quad8_pair(a, b)))];
        if (one < A.size()) expected[one][one] += flow;
        if (other < A.size()) expected[other][other] += flow;
        if (one >= A.size() || other >= A.size()) continue;
        expected[one][other] -= flow;
        expected[other][one] -= flow;
      }
    }
  }
  EXPECT_EQ(A, expected) << "whole numbers and halves, summed without rounding";
}

}  // namespace
}  // namespace tessera
