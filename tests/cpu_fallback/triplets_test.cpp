#include "kernels/stages/triplets.hpp"

#include <gtest/gtest.h>
#include <vector>

#include "cpu_fallback/stages.hpp"
#include "tests/support/assembled_matrix.hpp"
#include "tests/support/csr_arrays.hpp"
#include "tests/support/element_arrays.hpp"
#include "tests/support/mapped_mesh.hpp"
#include "tests/support/same_bits.hpp"
#include "tests/support/stage_test.hpp"

namespace tessera {
namespace {

class TripletAssembly : public support::StageTest {
 protected:
  support::CsrArrays summed(const ElementTable& table) {
    auto conductance = make<double>(conductance_count(table.element_count()));
    compute_conductance(executor, table, conductance.view());
    const std::int64_t count = table.element_count() * kElementTriplets;
    auto keys = make<std::uint64_t>(count);
    auto triplet_values = make<double>(count);
    const Triplets triplets{keys.view(), triplet_values.view()};
    fill_triplets(executor, table, conductance.view(), triplets);
    sort_triplets(executor, triplets);
    auto first = make<std::int32_t>(count + 1);
    auto offsets = make<std::int32_t>(table.unknown_count + 1);
    const std::int64_t entries = find_entries(executor, triplets, first.view(), offsets.view());
    auto columns = make<std::int32_t>(entries);
    auto values = make<double>(entries);
    sum_triplets(executor, triplets,
                 TripletEntries{part(first.view(), 0, entries + 1), columns.view(), values.view()});
    return {get(offsets), get(columns), get(values)};
  }
};

TEST_P(TripletAssembly, IsTheGatheredMatrixBitForBit) {
  support::AssembledMatrix gathered(executor, 23, 21, 31);
  const support::CsrArrays A = summed(gathered.table());
  ASSERT_GT(A.values.size(), 20000U);
  EXPECT_EQ(A.row_offsets, get(gathered.row_offsets));
  EXPECT_EQ(A.columns, get(gathered.columns_of_entries));
  EXPECT_SAME_BITS(A.values, get(gathered.values));
}

TEST_P(TripletAssembly, LeavesOutKnownNodesAndKeepsEmptyRows) {
  const Quad8Mesh mesh = support::structured_rectangle(1, 1, 1.0, 1.0);
  const support::ElementArrays arrays(executor, mesh, 3);
  const support::CsrArrays A = summed(arrays.table());
  EXPECT_EQ(A.row_offsets, (std::vector<std::int32_t>{0, 3, 6, 9}));
  EXPECT_EQ(A.columns, (std::vector<std::int32_t>{0, 1, 2, 0, 1, 2, 0, 1, 2}));
  const support::ElementArrays none(executor, mesh, 0);
  EXPECT_TRUE(summed(none.table()).values.empty());
}

TEST_P(TripletAssembly, OfNoElementsIsNothing) {
  const support::ElementArrays arrays(executor, Quad8Mesh{}, 0);
  EXPECT_EQ(summed(arrays.table()).row_offsets, std::vector<std::int32_t>{0});
}

TESSERA_FOR_EVERY_INSTRUCTION_SET(TripletAssembly);

}  // namespace
}  // namespace tessera
