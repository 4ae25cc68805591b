#include "kernels/stages/level_transfer.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <numeric>
#include <random>
#include <vector>

#include "tests/support/csr_arrays.hpp"
#include "tests/support/gpu_test.hpp"

namespace tessera {
namespace {

using support::get;
using support::put;

using Floats = std::vector<float>;
using Indices = std::vector<std::int32_t>;

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

Floats random_floats(std::int64_t count, unsigned seed) {
  const std::vector<double> values = support::random_values(at(count), seed);
  return {values.begin(), values.end()};
}

Indices random_indices(std::int64_t count, std::int64_t below, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_int_distribution<std::int32_t> uniform(0, static_cast<std::int32_t>(below) - 1);
  Indices values(at(count));
  for (std::int32_t& value : values) value = uniform(random);
  return values;
}

/// Offsets of `count` lists of random lengths up to `longest`, some of them empty.
Indices random_offsets(std::int64_t count, std::int64_t longest, unsigned seed) {
  const Indices lengths = random_indices(count, longest + 1, seed);
  Indices offsets{0};
  for (const std::int32_t length : lengths) offsets.push_back(offsets.back() + length);
  return offsets;
}

/// A vector whose first `count` items are random and the rest is 0.
Floats padded_floats(std::int64_t count, std::int64_t length, unsigned seed) {
  Floats values = random_floats(count, seed);
  values.resize(at(length), 0.0F);
  return values;
}

/// What a step to the finer level writes.
template <class Exec, class Transfer>
Floats prolonged(Exec& executor, const Transfer& transfer, View<const float> coarse,
                 std::int64_t fine_count) {
  auto direction = put(executor, random_floats(fine_count, 21));
  auto x = put(executor, random_floats(fine_count, 22));
  prolong_correction(executor, transfer, coarse, LevelVectors{{}, direction.view(), x.view(), {}});
  Floats both = get(executor, direction.view());
  for (const float value : get(executor, x.view())) both.push_back(value);
  return both;
}

class LevelTransferEquivalence : public support::Equivalence {};

struct RowCounts {
  std::int64_t fine;
  std::int64_t corners;
};

TEST_F(LevelTransferEquivalence, ToCornersAndBackHasTheSameBits) {
  for (const RowCounts& rows : {RowCounts{1, 1}, RowCounts{15, 7}, RowCounts{16, 16},
                                RowCounts{40, 17}, RowCounts{1000, 300}}) {
    const std::int64_t fine_rows = rows.fine;
    const std::int64_t corner_rows = rows.corners;
    SCOPED_TRACE(fine_rows);
    const std::int64_t coarse_length = padded_rows(corner_rows);
    const Indices slices = random_offsets(slice_count(corner_rows), 6, 1);
    expect_same_bits([&](auto& executor) {
      const auto parents =
          put(executor, random_indices(2 * padded_rows(fine_rows), corner_rows + 1, 2));
      const auto corners = put(executor, random_indices(coarse_length, fine_rows + 1, 3));
      const auto offsets = put(executor, slices);
      const auto places =
          put(executor, random_indices(slices.back() * kFloatLanes, fine_rows + 1, 4));
      const CornerTransfer transfer{
          parents.view(), corners.view(), {offsets.view(), places.view()}, fine_rows, corner_rows};
      const auto fine = put(executor, padded_floats(fine_rows, padded_rows(fine_rows), 5));
      auto coarse = put(executor, random_floats(coarse_length, 6));
      restrict_residual(executor, transfer, View<const float>(fine.view()), coarse.view());
      Floats all = get(executor, coarse.view());
      for (const float value :
           prolonged(executor, transfer, coarse.view(), padded_rows(fine_rows))) {
        all.push_back(value);
      }
      return all;
    });
  }
}

struct SquareCase {
  GridShape shape;
  std::int64_t most_rows;  // in one square
};

TEST_F(LevelTransferEquivalence, ToAGridAndBackHasTheSameBits) {
  for (const SquareCase& squares_of :
       {SquareCase{{1, 1}, 3}, SquareCase{{3, 3}, 0}, SquareCase{{4, 5}, 60},
        SquareCase{{3, 40}, 20}, SquareCase{{23, 17}, 20}}) {
    const GridShape shape = squares_of.shape;
    SCOPED_TRACE(shape.node_count());
    const Indices squares = random_offsets(shape.node_count(), squares_of.most_rows, 1);
    const std::int64_t row_count = squares.back();
    Indices shuffled(at(row_count));
    std::iota(shuffled.begin(), shuffled.end(), 0);
    std::shuffle(shuffled.begin(), shuffled.end(), std::mt19937(7));
    expect_same_bits([&](auto& executor) {
      const auto offsets = put(executor, squares);
      const auto rows = put(executor, shuffled);
      const Floats fractions = random_floats(4 * row_count, 2);
      std::vector<BilinearWeights> weight_list(at(row_count));
      for (std::size_t row = 0; row < weight_list.size(); ++row) {
        for (std::size_t k = 0; k < 4; ++k) weight_list[row].of[k] = fractions[4 * row + k];
      }
      const auto weights = put(executor, weight_list);
      auto sums = allocate<BilinearWeights>(executor, shape.node_count());
      const GridTransfer transfer{shape, offsets.view(), rows.view(), weights.view(), sums.view()};
      const auto fine = put(executor, random_floats(padded_rows(row_count), 3));
      auto coarse = put(executor, random_floats(shape.vector_count(), 4));
      restrict_residual(executor, transfer, View<const float>(fine.view()), coarse.view());
      Floats all = get(executor, coarse.view());
      for (const float value :
           prolonged(executor, transfer, coarse.view(), padded_rows(row_count))) {
        all.push_back(value);
      }
      return all;
    });
  }
}

TEST_F(LevelTransferEquivalence, ToAHalvedGridAndBackHasTheSameBits) {
  for (const GridShape& shape : {GridShape{1, 1}, GridShape{2, 2}, GridShape{3, 3}, GridShape{5, 1},
                                 GridShape{9, 20}, GridShape{16, 31}}) {
    SCOPED_TRACE(shape.node_count());
    Floats is_active = random_floats(shape.vector_count(), 1);
    for (float& value : is_active) value = std::max(value, 0.0F);
    expect_same_bits([&](auto& executor) {
      const auto active = put(executor, is_active);
      const HalvingTransfer transfer{shape, halved(shape), active.view()};
      const auto fine = put(executor, random_floats(shape.vector_count(), 2));
      auto coarse = put(executor, random_floats(transfer.coarse.vector_count(), 3));
      restrict_residual(executor, transfer, View<const float>(fine.view()), coarse.view());
      Floats all = get(executor, coarse.view());
      for (const float value : prolonged(executor, transfer, coarse.view(), shape.vector_count())) {
        all.push_back(value);
      }
      return all;
    });
  }
}

TEST_F(LevelTransferEquivalence, TheCoarsestGridHasTheSameBits) {
  for (const std::int64_t rows : {0, 1, 15, 16, 113, 128, 129, 300}) {
    SCOPED_TRACE(rows);
    Indices nodes(at(2 * rows + 1));
    std::iota(nodes.begin(), nodes.end(), 0);
    std::shuffle(nodes.begin(), nodes.end(), std::mt19937(3));
    nodes.resize(at(rows));
    expect_same_bits([&](auto& executor) {
      const auto entries = put(executor, random_floats(rows * padded_rows(rows), 1));
      const auto places = put(executor, nodes);
      auto gathered = allocate<float>(executor, padded_rows(rows));
      auto r = put(executor, random_floats(2 * rows + 1, 2));
      auto x = put(executor, random_floats(2 * rows + 1, 3));
      solve_coarsest(executor, DenseInverse{entries.view(), places.view(), gathered.view()},
                     LevelVectors{r.view(), {}, x.view(), {}});
      return get(executor, x.view());
    });
  }
}

}  // namespace
}  // namespace tessera
