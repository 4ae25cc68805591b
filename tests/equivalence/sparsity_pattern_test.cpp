#include "kernels/stages/sparsity_pattern.hpp"

#include <gtest/gtest.h>
#include <vector>

#include "tests/support/assembled_matrix.hpp"
#include "tests/support/gpu_test.hpp"
#include "tests/support/small_meshes.hpp"

namespace tessera {
namespace {

using support::get;

class SparsityPatternEquivalence : public support::Equivalence {
 protected:
  // Row offsets, columns and slots of the rows of unknowns, one after the other.
  template <class Exec>
  static std::vector<std::int32_t> pattern(Exec& executor, const Quad8Mesh& mesh,
                                           std::int64_t unknowns) {
    const support::ElementArrays arrays(executor, mesh, unknowns);
    const ElementTable table = arrays.table();
    auto offsets = allocate<std::int32_t>(executor, unknowns + 1);
    const std::int64_t entries = compute_row_offsets(executor, table, offsets.view());
    auto columns = allocate<std::int32_t>(executor, entries);
    auto slots = allocate<Slot>(executor, table.incidences.count * kQuad8Nodes);
    fill_rows(executor, table, PatternRows{offsets.view(), columns.view(), slots.view()});
    std::vector<std::int32_t> all = get(executor, offsets.view());
    for (const std::int32_t column : get(executor, columns.view())) all.push_back(column);
    const auto ends = table.incidence_offsets;
    const std::int64_t incidences =
        get(executor, part(ends, unknowns, 1)).front();  // of the unknowns
    for (const Slot slot : get(executor, part(slots.view(), 0, incidences * kQuad8Nodes))) {
      all.push_back(slot);
    }
    return all;
  }
};

TEST_F(SparsityPatternEquivalence, IsTheSameOnARegularMesh) {
  const Quad8Mesh mesh = support::bulged_square(23, 17);
  const auto unknowns = static_cast<std::int64_t>(mesh.node_count()) - 12;
  expect_same_bits([&](auto& executor) { return pattern(executor, mesh, unknowns); });
}

// More elements at a node than a warp has lanes for their nodes.
TEST_F(SparsityPatternEquivalence, IsTheSameWhereManyElementsMeet) {
  for (const int elements : {5, 9, 40, kMaxNodeElements}) {
    const Quad8Mesh mesh = support::fan(elements);
    const auto unknowns = static_cast<std::int64_t>(mesh.node_count()) - 3;
    expect_same_bits([&](auto& executor) { return pattern(executor, mesh, unknowns); });
  }
}

TEST_F(SparsityPatternEquivalence, OfOneElementAndOfNoUnknownsIsTheSame) {
  const Quad8Mesh mesh = support::structured_rectangle(1, 1, 1.0, 1.0);
  for (const std::int64_t unknowns : {0, 1, 8}) {
    expect_same_bits([&](auto& executor) { return pattern(executor, mesh, unknowns); });
  }
}

}  // namespace
}  // namespace tessera
