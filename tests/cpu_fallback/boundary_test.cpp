#include "kernels/stages/boundary.hpp"

#include <gtest/gtest.h>
#include <vector>

#include "cpu_fallback/stages.hpp"
#include "tests/support/csr_arrays.hpp"
#include "tests/support/same_bits.hpp"
#include "tests/support/stage_test.hpp"

namespace tessera {
namespace {

using Values = std::vector<double>;
using Numbers = std::vector<std::int32_t>;

class Boundary : public support::StageTest {
 protected:
  Values with_entries(const support::CsrArrays& csr, const Numbers& rows, const Numbers& columns,
                      const Values& added) {
    const auto offsets = put(csr.row_offsets);
    const auto matrix_columns = put(csr.columns);
    auto values = put(csr.values);
    add_entries(executor, CsrMatrix{offsets.view(), matrix_columns.view(), values.view()},
                MatrixEntries{put(rows).view(), put(columns).view(), put(added).view()});
    return get(values);
  }
};

TEST_P(Boundary, AddsEntriesWhereTheyBelong) {
  const auto csr = support::CsrArrays::from_full({{1, 2, 0}, {2, 3, 4}, {0, 4, 5}});
  EXPECT_SAME_BITS(with_entries(csr, {0, 1, 2}, {1, 2, 2}, {10, 20, 30}),
                   (Values{1, 12, 2, 3, 24, 4, 35}));
  EXPECT_SAME_BITS(with_entries(csr, {}, {}, {}), csr.values);
}

TEST_P(Boundary, AddsMoreEntriesThanOneChunkHolds) {
  const support::CsrArrays csr = support::random_matrix(2500, 9, 1);
  Numbers rows;
  for (std::int32_t row = 0; row < 2500; ++row) {
    for (auto entry = csr.row_offsets[static_cast<std::size_t>(row)];
         entry < csr.row_offsets[static_cast<std::size_t>(row) + 1]; ++entry) {
      rows.push_back(row);
    }
  }
  Values doubled(csr.values);
  for (double& value : doubled) value *= 2.0;
  EXPECT_SAME_BITS(with_entries(csr, rows, csr.columns, csr.values), doubled);
}

TEST_P(Boundary, FormsTheRightSideOfTheUnknowns) {
  auto b = make<double>(2);
  form_right_side(executor, put(Values{5, 6, 7}).view(), put(Values{1, 8, 9}).view(), b.view());
  EXPECT_SAME_BITS(get(b), (Values{4, -2}));
  auto none = make<double>(0);
  form_right_side(executor, put(Values{5}).view(), put(Values{1}).view(), none.view());
}

TEST_P(Boundary, ComposesThePotentialFromUnknownsAndKnowns) {
  auto u = make<double>(4);
  compose_potential(executor,
                    PotentialParts{put(Values{3, 5}).view(), put(Values{0.5, 2}).view(),
                                   put(Values{0, 0, 7, 8}).view()},
                    u.view());
  EXPECT_SAME_BITS(get(u), (Values{1.5, 10, 7, 8}));
  auto known_only = make<double>(1);
  compose_potential(
      executor, PotentialParts{put(Values{}).view(), put(Values{}).view(), put(Values{9}).view()},
      known_only.view());
  EXPECT_SAME_BITS(get(known_only), (Values{9}));
}

TESSERA_FOR_EVERY_INSTRUCTION_SET(Boundary);

}  // namespace
}  // namespace tessera
