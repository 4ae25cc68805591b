#include "kernels/stages/sliced_matrix.hpp"

#include <gtest/gtest.h>
#include <numeric>
#include <vector>

#include "tests/support/csr_arrays.hpp"
#include "tests/support/gpu_test.hpp"

namespace tessera {
namespace {

using support::get;
using support::put;

class SlicedMatrixEquivalence : public support::Equivalence {
 protected:
  struct Slices {
    std::vector<std::int32_t> rows;
    std::vector<std::int64_t> offsets;
    std::vector<std::int32_t> columns;
    std::vector<double> values;
  };

  // On both paths with the GPU's 32 rows per slice, so that the layouts can be compared.
  template <class Exec>
  static Slices slices_of(Exec& executor, const support::CsrArrays& csr) {
    const auto offsets = put(executor, csr.row_offsets);
    const auto columns = put(executor, csr.columns);
    auto values = put(executor, csr.values);
    const CsrMatrix A{offsets.view(), columns.view(), values.view()};
    const std::int64_t count = slice_count_of(csr.rows(), 32);
    auto rows = allocate<std::int32_t>(executor, count * 32);
    auto slice_offsets = allocate<std::int64_t>(executor, count + 1);
    const SlicePlan plan{rows.view(), slice_offsets.view(), 32};
    const std::int64_t entries = plan_slices(executor, A, plan);
    auto sliced_columns = allocate<std::int32_t>(executor, entries);
    auto sliced_values = allocate<double>(executor, entries);
    fill_slices(executor, A, plan, SliceEntries{sliced_columns.view(), sliced_values.view()});
    return {get(executor, rows.view()), get(executor, slice_offsets.view()),
            get(executor, sliced_columns.view()), get(executor, sliced_values.view())};
  }
};

TEST_F(SlicedMatrixEquivalence, HasTheSameLayoutAndBits) {
  for (const std::int32_t rows : {0, 1, 31, 33, 1023, 1024, 1025, 2100}) {
    const support::CsrArrays csr = support::random_matrix(rows, 40, 5);
    const Slices cpu = slices_of(on_cpu(), csr);
    const Slices gpu = slices_of(on_gpu(), csr);
    EXPECT_EQ(cpu.rows, gpu.rows) << rows;
    EXPECT_EQ(cpu.offsets, gpu.offsets) << rows;
    EXPECT_EQ(cpu.columns, gpu.columns) << rows;
    EXPECT_SAME_BITS(cpu.values, gpu.values);
  }
}

}  // namespace
}  // namespace tessera
