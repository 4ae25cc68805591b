#include "kernels/stages/aggregate_level.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <vector>

#include "cpu_fallback/stages.hpp"
#include "tests/support/stage_test.hpp"

namespace tessera {
namespace {

using Floats = std::vector<float>;

struct Entry {
  std::int32_t column;
  float weight;
};
/// The entries of every row, ascending.
using Matrix = std::vector<std::vector<Entry>>;

/// Rows of -1, 2 + row / 8, -1, and a first row as long as 20 columns.
Matrix arrow(std::int32_t rows) {
  Matrix matrix(static_cast<std::size_t>(rows));
  for (std::int32_t row = 0; row < rows; ++row) {
    const std::int32_t last = row == 0 ? 19 : std::min(row + 1, rows - 1);
    for (std::int32_t column = std::max(row - 1, 0); column <= last; ++column) {
      const float weight = column == row ? 2.0F + static_cast<float>(row) / 8.0F : -1.0F;
      matrix[static_cast<std::size_t>(row)].push_back({column, weight});
    }
  }
  return matrix;
}

Matrix transposed(const Matrix& matrix, std::size_t columns) {
  Matrix result(columns);
  for (std::size_t row = 0; row < matrix.size(); ++row) {
    for (const auto& [column, weight] : matrix[row]) {
      result[static_cast<std::size_t>(column)].push_back({static_cast<std::int32_t>(row), weight});
    }
  }
  return result;
}

Floats times(const Matrix& matrix, const Floats& x) {
  Floats result;
  for (const std::vector<Entry>& row : matrix) {
    float sum = 0.0F;
    for (const auto& [column, weight] : row) sum += weight * x[static_cast<std::size_t>(column)];
    result.push_back(sum);
  }
  return result;
}

class AggregateStages : public support::StageTest {
 protected:
  struct Rows {
    cpu::Array<std::int32_t> offsets, columns;
    cpu::Array<float> weights;

    [[nodiscard]] WeightedSlices view() const {
      return {{offsets.view(), columns.view()}, weights.view()};
    }
  };

  // What fills up slices is the place behind the last of `column_count`.
  Rows put_rows(const Matrix& matrix, std::int32_t column_count) {
    std::vector<std::int32_t> offsets{0};
    std::vector<std::int32_t> columns;
    Floats weights;
    for (std::size_t first = 0; first <= matrix.size(); first += 16) {
      const std::size_t begin = columns.size();
      for (std::size_t row = first; row < std::min(first + 16, matrix.size()); ++row) {
        const std::size_t length = begin + 16 * matrix[row].size();
        columns.resize(std::max(columns.size(), length), column_count);
        weights.resize(columns.size(), 0.0F);
        for (std::size_t entry = 0; entry < matrix[row].size(); ++entry) {
          columns[begin + 16 * entry + row - first] = matrix[row][entry].column;
          weights[begin + 16 * entry + row - first] = matrix[row][entry].weight;
        }
      }
      offsets.push_back(static_cast<std::int32_t>(columns.size() / 16));
    }
    return {put(offsets), put(columns), put(weights)};
  }
  cpu::Array<float> put_padded(Floats values) {
    values.resize(static_cast<std::size_t>(padded_rows(static_cast<std::int64_t>(values.size()))));
    return put(values);
  }
  static Floats some_values(std::size_t count) {
    Floats values;
    for (std::size_t row = 0; row < count; ++row) {
      values.push_back(static_cast<float>(row * 7 % 13) / 16.0F - 0.25F);
    }
    return values;
  }
};

// 1040 rows are more than a chunk.
TEST_P(AggregateStages, SmoothWithTheirMatrix) {
  constexpr std::int32_t kRows = 1040;
  const Matrix matrix = arrow(kRows);
  const Rows rows = put_rows(matrix, kRows);
  const Floats r = some_values(kRows);
  const auto inverse_diagonal = put_padded(Floats(kRows, 0.5F));
  auto residual = put_padded(r);
  auto direction = put_padded(r);
  auto x = put_padded(Floats(kRows, 1.0F));
  auto spare = put_padded(Floats(kRows, 0.0F));
  const AggregateLevel level{rows.view(), inverse_diagonal.view(), kRows};
  const LevelVectors at{residual.view(), direction.view(), x.view(), spare.view()};
  smooth_step(executor, level, at, ChebyshevStep{2.0F, 0.25F});
  const Floats Ar = times(matrix, r);
  for (std::size_t row = 0; row < r.size(); ++row) {
    const auto index = static_cast<std::int64_t>(row);
    const float left = r[row] - Ar[row];
    const float next = 0.25F * r[row] + 2.0F * (0.5F * left);
    ASSERT_EQ(at.r[index], left) << row;
    ASSERT_EQ(at.spare[index], next) << row;
    ASSERT_EQ(at.x[index], 1.0F + next) << row;
  }
  EXPECT_EQ(at.spare[kRows], 0.0F);

  subtract_action(executor, level, at);
  for (std::size_t row = 0; row < r.size(); ++row) {
    ASSERT_EQ(at.r[static_cast<std::int64_t>(row)], (r[row] - Ar[row]) - Ar[row]) << row;
  }
  begin_smoothing(executor, level, at, ChebyshevStep{2.0F, 0.0F});
  for (std::int64_t row = 0; row < kRows; ++row) {
    ASSERT_EQ(at.direction[row], at.r[row]);
    ASSERT_EQ(at.x[row], at.r[row]);
  }
}

// Twenty rows and three aggregates, the fourth row in none.
TEST_P(AggregateStages, TransfersAreTransposed) {
  Matrix P(20);
  for (std::int32_t row = 0; row < 20; ++row) {
    if (row != 3) P[static_cast<std::size_t>(row)] = {{row % 3, 0.5F + static_cast<float>(row)}};
  }
  const Rows prolongation = put_rows(P, 3);
  const Rows restriction = put_rows(transposed(P, 3), 20);
  const AggregateTransfer transfer{prolongation.view(), restriction.view(), 20, 3};
  const Floats coarse_values{1.0F, 2.0F, 4.0F};
  auto coarse = put_padded(coarse_values);
  auto x = put_padded(Floats(20, 1.0F));
  auto direction = put_padded(Floats(20, 9.0F));
  prolong_correction(executor, transfer, View<const float>(coarse.view()),
                     LevelVectors{{}, direction.view(), x.view(), {}});
  const Floats expected = times(P, coarse_values);
  for (std::int64_t row = 0; row < 20; ++row) {
    EXPECT_EQ(direction.view()[row], expected[static_cast<std::size_t>(row)]);
    EXPECT_EQ(x.view()[row], 1.0F + expected[static_cast<std::size_t>(row)]);
  }
  EXPECT_EQ(direction.view()[3], 0.0F);
  EXPECT_EQ(direction.view()[20], 0.0F);

  const Floats fine_values = some_values(20);
  const auto fine = put_padded(fine_values);
  restrict_residual(executor, transfer, fine.view(), coarse.view());
  const Floats restricted = times(transposed(P, 3), fine_values);
  for (std::int64_t row = 0; row < 3; ++row) {
    EXPECT_EQ(coarse.view()[row], restricted[static_cast<std::size_t>(row)]);
  }
  EXPECT_EQ(coarse.view()[3], 0.0F);
}

TESSERA_FOR_EVERY_INSTRUCTION_SET(AggregateStages);

}  // namespace
}  // namespace tessera
