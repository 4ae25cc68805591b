#include "kernels/stages/aggregate_level.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <random>
#include <utility>
#include <vector>

#include "host/pipelines/sparse_rows.hpp"
#include "tests/support/csr_arrays.hpp"
#include "tests/support/gpu_test.hpp"

namespace tessera {
namespace {

using support::get;
using support::put;

using Floats = std::vector<float>;

/// Rows of up to `longest` entries, some of them empty, in ascending columns.
SparseRows random_rows(std::int64_t rows, std::int64_t columns, int longest, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_int_distribution<int> length(0, longest);
  std::uniform_int_distribution<std::int32_t> column(0, static_cast<std::int32_t>(columns) - 1);
  std::uniform_real_distribution<double> value(-1.0, 1.0);
  SparseRows result;
  result.column_count = columns;
  for (std::int64_t row = 0; row < rows; ++row) {
    std::vector<std::int32_t> chosen(static_cast<std::size_t>(length(random)));
    for (std::int32_t& entry : chosen) entry = column(random);
    std::ranges::sort(chosen);
    chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
    for (const std::int32_t entry : chosen) {
      result.columns.push_back(entry);
      result.values.push_back(value(random));
    }
    result.offsets.push_back(static_cast<std::int64_t>(result.columns.size()));
  }
  return result;
}

/// As many random values as there are rows, and zeros to the end of the last line.
Floats padded_floats(std::int64_t rows, unsigned seed) {
  const std::vector<double> values = support::random_values(static_cast<std::size_t>(rows), seed);
  Floats padded(values.begin(), values.end());
  padded.resize(static_cast<std::size_t>(padded_rows(rows)), 0.0F);
  return padded;
}

/// The arrays of a matrix on any executor.
template <class Exec>
class RowsOn {
 public:
  RowsOn(Exec& executor, const SparseRows& rows) : RowsOn(executor, sliced(rows)) {}
  [[nodiscard]] WeightedSlices view() const {
    return {{offsets_.view(), columns_.view()}, weights_.view()};
  }

 private:
  template <class T>
  using Array = decltype(allocate<T>(std::declval<Exec&>(), 0));

  RowsOn(Exec& executor, const SlicedRows& rows)
      : offsets_(put(executor, rows.offsets)),
        columns_(put(executor, rows.columns)),
        weights_(put(executor, rows.weights)) {}

  Array<std::int32_t> offsets_, columns_;
  Array<float> weights_;
};

class AggregateLevelEquivalence : public support::Equivalence {};

struct MatrixCase {
  std::int64_t rows;
  int longest;
};

TEST_F(AggregateLevelEquivalence, SmoothingHasTheSameBits) {
  for (const auto& [rows, longest] :
       {MatrixCase{1, 1}, MatrixCase{15, 6}, MatrixCase{16, 0}, MatrixCase{17, 30},
        MatrixCase{129, 5}, MatrixCase{1000, 25}}) {
    SCOPED_TRACE(rows);
    const SparseRows A = random_rows(rows, rows, longest, 1);
    expect_same_bits([&, rows = rows](auto& executor) {
      const RowsOn matrix(executor, A);
      const auto inverse = put(executor, padded_floats(rows, 2));
      auto r = put(executor, padded_floats(rows, 3));
      auto direction = put(executor, padded_floats(rows, 4));
      auto x = put(executor, padded_floats(rows, 5));
      auto spare = put(executor, padded_floats(rows, 6));
      const AggregateLevel level{matrix.view(), inverse.view(), rows};
      LevelVectors at{r.view(), direction.view(), x.view(), spare.view()};
      Floats all;
      const auto note = [&] {
        for (const View<float> vector : {at.r, at.direction, at.x, at.spare}) {
          for (const float value : get(executor, vector)) all.push_back(value);
        }
      };
      subtract_action(executor, level, at);
      note();
      smooth_step(executor, level, at, ChebyshevStep{0.7F, 0.3F});
      std::swap(at.direction, at.spare);
      smooth_step(executor, level, at, ChebyshevStep{0.6F, 0.1F});
      note();
      begin_smoothing(executor, level, at, ChebyshevStep{0.9F, 0.0F});
      note();
      return all;
    });
  }
}

struct TransferCase {
  std::int64_t fine;
  std::int64_t coarse;
};

TEST_F(AggregateLevelEquivalence, ToAggregatesAndBackHasTheSameBits) {
  for (const auto& [fine_rows, coarse_rows] :
       {TransferCase{1, 1}, TransferCase{16, 1}, TransferCase{40, 17}, TransferCase{1000, 300}}) {
    SCOPED_TRACE(fine_rows);
    const SparseRows P = random_rows(fine_rows, coarse_rows, 5, 1);
    expect_same_bits([&, fine_rows = fine_rows, coarse_rows = coarse_rows](auto& executor) {
      const RowsOn prolongation(executor, P);
      const RowsOn restriction(executor, transposed(P));
      const AggregateTransfer transfer{prolongation.view(), restriction.view(), fine_rows,
                                       coarse_rows};
      const auto fine = put(executor, padded_floats(fine_rows, 2));
      auto coarse = put(executor, padded_floats(coarse_rows, 3));
      restrict_residual(executor, transfer, View<const float>(fine.view()), coarse.view());
      Floats all = get(executor, coarse.view());
      auto direction = put(executor, padded_floats(fine_rows, 4));
      auto x = put(executor, padded_floats(fine_rows, 5));
      prolong_correction(executor, transfer, View<const float>(coarse.view()),
                         LevelVectors{{}, direction.view(), x.view(), {}});
      for (const auto& vector : {get(executor, direction.view()), get(executor, x.view())}) {
        all.insert(all.end(), vector.begin(), vector.end());
      }
      return all;
    });
  }
}

}  // namespace
}  // namespace tessera
