#include "kernels/stages/boundary.hpp"

#include <gtest/gtest.h>
#include <vector>

#include "tests/support/assembled_matrix.hpp"
#include "tests/support/gpu_test.hpp"

namespace tessera {
namespace {

using support::get;
using support::put;
using support::random_values;

class BoundaryEquivalence : public support::Equivalence {};

TEST_F(BoundaryEquivalence, AddedEntriesHaveTheSameBits) {
  // Every third diagonal entry, and its neighbour in the row where there is one.
  expect_same_bits([](auto& executor) {
    support::AssembledMatrix assembled(executor, 11, 13, 5);
    const auto offsets = get(executor, assembled.row_offsets.view());
    const auto columns = get(executor, assembled.columns_of_entries.view());
    std::vector<std::int32_t> rows;
    std::vector<std::int32_t> entry_columns;
    for (std::size_t row = 0; row + 1 < offsets.size(); row += 3) {
      for (std::int32_t entry = offsets[row]; entry < offsets[row] + 2; ++entry) {
        rows.push_back(static_cast<std::int32_t>(row));
        entry_columns.push_back(columns[static_cast<std::size_t>(entry)]);
      }
    }
    const auto row_list = put(executor, rows);
    const auto column_list = put(executor, entry_columns);
    const auto values = put(executor, random_values(rows.size(), 7));
    add_entries(executor, assembled.matrix(),
                MatrixEntries{row_list.view(), column_list.view(), values.view()});
    return get(executor, assembled.values.view());
  });
}

TEST_F(BoundaryEquivalence, RightSideHasTheSameBits) {
  for (const std::size_t unknowns : {0, 1, 255, 257, 3001}) {
    expect_same_bits([&](auto& executor) {
      const auto load = put(executor, random_values(unknowns + 7, 1));
      const auto action = put(executor, random_values(unknowns + 7, 2));
      auto b = allocate<double>(executor, static_cast<std::int64_t>(unknowns));
      form_right_side(executor, load.view(), action.view(), b.view());
      return get(executor, b.view());
    });
  }
}

TEST_F(BoundaryEquivalence, ComposedPotentialHasTheSameBits) {
  expect_same_bits([](auto& executor) {
    const auto solution = put(executor, random_values(3001, 1));
    const auto scale = put(executor, random_values(3001, 2));
    const auto known = put(executor, random_values(3100, 3));
    auto u = allocate<double>(executor, 3100);
    compose_potential(executor, PotentialParts{solution.view(), scale.view(), known.view()},
                      u.view());
    return get(executor, u.view());
  });
}

}  // namespace
}  // namespace tessera
