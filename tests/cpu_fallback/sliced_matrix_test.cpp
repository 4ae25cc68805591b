#include "kernels/stages/sliced_matrix.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <numeric>
#include <vector>

#include "cpu_fallback/stages.hpp"
#include "tests/support/csr_arrays.hpp"
#include "tests/support/same_bits.hpp"
#include "tests/support/stage_test.hpp"

namespace tessera {
namespace {

using Numbers = std::vector<std::int32_t>;

constexpr std::int32_t kLanes = 8;

struct Slices {
  Numbers rows;
  std::vector<std::int64_t> offsets;
  Numbers columns;
  std::vector<double> values;
};

class SlicedMatrices : public support::StageTest {
 protected:
  Slices slices_of(const support::CsrArrays& csr) {
    const auto offsets = put(csr.row_offsets);
    const auto columns = put(csr.columns);
    auto values = put(csr.values);
    const CsrMatrix A{offsets.view(), columns.view(), values.view()};
    const std::int64_t slices = slice_count_of(csr.rows(), kLanes);
    auto rows = make<std::int32_t>(slices * kLanes);
    auto slice_offsets = make<std::int64_t>(slices + 1);
    const SlicePlan plan{rows.view(), slice_offsets.view(), kLanes};
    const std::int64_t entries = plan_slices(executor, A, plan);
    auto sliced_columns = make<std::int32_t>(entries);
    auto sliced_values = make<double>(entries);
    fill_slices(executor, A, plan, SliceEntries{sliced_columns.view(), sliced_values.view()});
    return {get(rows), get(slice_offsets), get(sliced_columns), get(sliced_values)};
  }
};

std::int32_t length_of(const support::CsrArrays& csr, std::int32_t row) {
  const auto at = static_cast<std::size_t>(row);
  return csr.row_offsets[at + 1] - csr.row_offsets[at];
}

// Rows of every chunk by length, longest first, the others in their order; -1 fills the chunk.
Numbers expected_rows(const support::CsrArrays& csr) {
  Numbers rows;
  for (std::int64_t first = 0; first < csr.rows(); first += kRowChunk) {
    Numbers chunk(static_cast<std::size_t>(std::min(kRowChunk, csr.rows() - first)));
    std::iota(chunk.begin(), chunk.end(), static_cast<std::int32_t>(first));
    std::ranges::stable_sort(chunk,
                             [&](auto a, auto b) { return length_of(csr, a) > length_of(csr, b); });
    chunk.resize(static_cast<std::size_t>(kRowChunk), -1);
    rows.insert(rows.end(), chunk.begin(), chunk.end());
  }
  return rows;
}

void expect_lane_holds_row(const Slices& slices, const support::CsrArrays& csr, std::size_t lane) {
  const std::int32_t row = slices.rows[lane];
  const auto slice = lane / kLanes;
  std::int32_t entry = 0;
  for (std::int64_t at = slices.offsets[slice] + static_cast<std::int64_t>(lane % kLanes);
       at < slices.offsets[slice + 1]; at += kLanes, ++entry) {
    const auto place = static_cast<std::size_t>(at);
    if (row >= 0 && entry < length_of(csr, row)) {
      const auto source =
          static_cast<std::size_t>(csr.row_offsets[static_cast<std::size_t>(row)] + entry);
      ASSERT_EQ(slices.columns[place], csr.columns[source]);
      ASSERT_EQ(slices.values[place], csr.values[source]);
    } else {
      ASSERT_EQ(slices.columns[place], std::max(row, 0)) << "padding stays inside the matrix";
      ASSERT_EQ(slices.values[place], 0.0);
    }
  }
  if (row >= 0) {
    ASSERT_GE(entry, length_of(csr, row)) << "row " << row << " is cut short";
  }
}

TEST_P(SlicedMatrices, HoldEveryRowWholeInTheirOrder) {
  for (const std::int32_t rows : {1, 2, 8, 9, 1023, 1024, 1025, 2100}) {
    const support::CsrArrays csr = support::random_matrix(rows, 21, 7);
    const Slices slices = slices_of(csr);
    ASSERT_EQ(slices.rows, expected_rows(csr)) << rows << " rows";
    for (std::size_t lane = 0; lane < slices.rows.size(); ++lane) {
      expect_lane_holds_row(slices, csr, lane);
    }
  }
}

TEST_P(SlicedMatrices, AreAsLongAsTheirLongestRow) {
  std::vector<std::vector<double>> full(20, std::vector<double>(20, 0.0));
  for (std::size_t row = 0; row < 20; ++row) full[row][row] = 1.0;
  full[13] = std::vector<double>(20, 2.0);
  const Slices slices = slices_of(support::CsrArrays::from_full(full));
  EXPECT_EQ(slices.rows[0], 13);
  EXPECT_EQ(slices.offsets[1], 20 * kLanes);
  EXPECT_EQ(slices.offsets[2], 21 * kLanes);
  EXPECT_EQ(slices.offsets[3], 22 * kLanes);
  EXPECT_EQ(slices.offsets.back(), 22 * kLanes) << "empty lanes take no room";
}

TEST_P(SlicedMatrices, OfNoRowsAreNothing) {
  const Slices slices = slices_of({});
  EXPECT_TRUE(slices.values.empty());
  EXPECT_EQ(slices.offsets, std::vector<std::int64_t>{0});
}

TESSERA_FOR_EVERY_INSTRUCTION_SET(SlicedMatrices);

}  // namespace
}  // namespace tessera
