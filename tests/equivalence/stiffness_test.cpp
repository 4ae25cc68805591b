#include "kernels/stages/stiffness.hpp"

#include <gtest/gtest.h>

#include "tests/support/assembled_matrix.hpp"
#include "tests/support/gpu_test.hpp"

namespace tessera {
namespace {

using support::AssembledMatrix;
using support::get;

class StiffnessEquivalence : public support::Equivalence {};

// 23 x 17 elements: no multiple of a group of lanes, of a block of threads or of rows.
TEST_F(StiffnessEquivalence, ConductancesHaveTheSameBits) {
  expect_same_bits([](auto& executor) {
    AssembledMatrix assembled(executor, 23, 17, 12);
    return get(executor, assembled.conductance.view());
  });
}

TEST_F(StiffnessEquivalence, GatheredRowsHaveTheSameBits) {
  expect_same_bits([](auto& executor) {
    AssembledMatrix assembled(executor, 23, 17, 12);
    return get(executor, assembled.values.view());
  });
}

TEST_F(StiffnessEquivalence, RowsThatDoNotFitOnChipHaveTheSameBits) {
  // The row of the node in the middle has 5 entries per element and its own.
  const Quad8Mesh fan = support::fan(kMaxNodeElements);
  expect_same_bits([&](auto& executor) {
    const support::ElementArrays arrays(executor, fan, static_cast<std::int64_t>(fan.node_count()));
    const ElementTable table = arrays.table();
    auto conductance = allocate<double>(executor, conductance_count(table.element_count()));
    compute_conductance(executor, table, conductance.view());
    auto offsets = allocate<std::int32_t>(executor, table.unknown_count + 1);
    auto columns =
        allocate<std::int32_t>(executor, compute_row_offsets(executor, table, offsets.view()));
    auto slots = allocate<Slot>(executor, table.incidences.count * kQuad8Nodes);
    fill_rows(executor, table, PatternRows{offsets.view(), columns.view(), slots.view()});
    auto values = allocate<double>(executor, columns.count());
    gather_stiffness(
        executor, table,
        StiffnessRows{offsets.view(), slots.view(), conductance.view(), values.view()});
    return get(executor, values.view());
  });
}

TEST_F(StiffnessEquivalence, ProductWithAllNodesHasTheSameBits) {
  expect_same_bits([](auto& executor) {
    AssembledMatrix assembled(executor, 23, 17, 12);
    const auto u = support::put(executor, support::random_values(assembled.node_count(), 5));
    auto action = allocate<double>(executor, u.count());
    apply_stiffness(executor, assembled.table(), assembled.conductance.view(), u.view(),
                    action.view());
    return get(executor, action.view());
  });
}

TEST_F(StiffnessEquivalence, OfNoElementsIsNothing) {
  const support::ElementArrays arrays(on_gpu(), Quad8Mesh{}, 0);
  auto nothing = allocate<double>(on_gpu(), 0);
  compute_conductance(on_gpu(), arrays.table(), nothing.view());
  apply_stiffness(on_gpu(), arrays.table(), nothing.view(), nothing.view(), nothing.view());
  synchronize(on_gpu());
}

}  // namespace
}  // namespace tessera
