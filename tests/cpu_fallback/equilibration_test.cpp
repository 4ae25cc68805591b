#include "kernels/stages/equilibration.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <vector>

#include "cpu_fallback/stages.hpp"
#include "tests/support/csr_arrays.hpp"
#include "tests/support/same_bits.hpp"
#include "tests/support/stage_test.hpp"

namespace tessera {
namespace {

using Values = std::vector<double>;

struct Equilibrated {
  Values scale;
  Values matrix;
  Values b;
};

class Equilibration : public support::StageTest {
 protected:
  Equilibrated equilibrated(const support::CsrArrays& csr, const Values& right_side) {
    const auto offsets = put(csr.row_offsets);
    const auto columns = put(csr.columns);
    auto values = put(csr.values);
    auto b = put(right_side);
    auto scale = make<double>(csr.rows());
    const CsrMatrix A{offsets.view(), columns.view(), values.view()};
    compute_scale(executor, A, scale.view());
    equilibrate(executor, A, scale.view(), b.view());
    return {get(scale), get(values), get(b)};
  }
};

TEST_P(Equilibration, MakesTheDiagonalOne) {
  const auto result = equilibrated(
      support::CsrArrays::from_full({{4, 3, 0}, {3, 16, -2}, {0, -2, 0.25}}), {8.0, 1.0, 3.0});
  EXPECT_SAME_BITS(result.scale, (Values{0.5, 0.25, 2.0}));
  EXPECT_SAME_BITS(result.matrix, (Values{1, 0.375, 0.375, 1, -1, -1, 1}));
  EXPECT_SAME_BITS(result.b, (Values{4.0, 0.25, 6.0}));
}

TEST_P(Equilibration, TakesOneRowAndNone) {
  EXPECT_SAME_BITS(equilibrated(support::CsrArrays::from_full({{25}}), {10.0}).b, (Values{2.0}));
  EXPECT_TRUE(equilibrated({}, {}).scale.empty());
}

TEST_P(Equilibration, ScalesByRowThenByColumn) {
  support::CsrArrays csr = support::random_matrix(2100, 21, 1);
  const Values factors = support::random_values(csr.values.size(), 2);
  for (std::size_t entry = 0; entry < csr.values.size(); ++entry)
    csr.values[entry] *= 2 + factors[entry];
  const Values b = support::random_values(2100, 4);
  const auto result = equilibrated(csr, b);
  for (std::size_t row = 0; row < 2100; ++row) {
    ASSERT_EQ(result.b[row], b[row] * result.scale[row]);
    for (auto entry = static_cast<std::size_t>(csr.row_offsets[row]);
         entry < static_cast<std::size_t>(csr.row_offsets[row + 1]); ++entry) {
      const auto column = static_cast<std::size_t>(csr.columns[entry]);
      if (column == row) {
        ASSERT_EQ(result.scale[row], 1.0 / std::sqrt(csr.values[entry]));
      }
      ASSERT_EQ(result.matrix[entry],
                (csr.values[entry] * result.scale[row]) * result.scale[column]);
    }
  }
}

TESSERA_FOR_EVERY_INSTRUCTION_SET(Equilibration);

}  // namespace
}  // namespace tessera
