#include "kernels/stages/sparsity_pattern.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <numeric>
#include <set>
#include <vector>

#include "cpu_fallback/stages.hpp"
#include "tests/support/element_arrays.hpp"
#include "tests/support/hand_mesh.hpp"
#include "tests/support/same_bits.hpp"
#include "tests/support/small_meshes.hpp"
#include "tests/support/stage_test.hpp"

namespace tessera {
namespace {

using Numbers = std::vector<std::int32_t>;

struct Pattern {
  Numbers row_offsets;
  Numbers columns;
  std::vector<Slot> slots;
};

class SparsityPattern : public support::StageTest {
 protected:
  Pattern pattern_of(const Quad8Mesh& mesh, std::int64_t unknown_count) {
    const support::ElementArrays arrays(executor, mesh, unknown_count);
    const ElementTable table = arrays.table();
    auto offsets = make<std::int32_t>(unknown_count + 1);
    const std::int64_t entries = compute_row_offsets(executor, table, offsets.view());
    auto columns = make<std::int32_t>(entries);
    auto slots = put(std::vector<Slot>(mesh.element_count() * 64, Slot{12345}));
    fill_rows(executor, table, PatternRows{offsets.view(), columns.view(), slots.view()});
    return {get(offsets), get(columns), get(slots)};
  }
};

// The neighbours of every unknown by sets.
Pattern naive_pattern(const Quad8Mesh& mesh, std::int32_t unknown_count) {
  std::vector<std::set<std::int32_t>> rows(static_cast<std::size_t>(unknown_count));
  for (const Quad8& element : mesh.quad8) {
    for (const NodeId row : element) {
      for (const NodeId column : element) {
        if (row < unknown_count && column < unknown_count) {
          rows[static_cast<std::size_t>(row)].insert(column);
        }
      }
    }
  }
  Pattern pattern{{0}, {}, {}};
  for (const auto& row : rows) {
    pattern.columns.insert(pattern.columns.end(), row.begin(), row.end());
    pattern.row_offsets.push_back(static_cast<std::int32_t>(pattern.columns.size()));
  }
  return pattern;
}

// Every slot leads to the column of its node, or says that the node is known.
void expect_slots_lead_to_their_nodes(const Pattern& pattern, const Quad8Mesh& mesh,
                                      std::int32_t unknown_count) {
  std::size_t incidence = 0;
  for (std::int32_t node = 0; node < unknown_count; ++node) {
    for (const Quad8& element : mesh.quad8) {
      if (std::ranges::find(element, node) == element.end()) continue;
      for (std::size_t b = 0; b < 8; ++b) {
        const Slot slot = pattern.slots[incidence * 8 + b];
        if (element[b] >= unknown_count) {
          ASSERT_EQ(slot, kNoSlot);
        } else {
          const auto row = static_cast<std::size_t>(node);
          const auto entry = static_cast<std::size_t>(pattern.row_offsets[row] + slot);
          ASSERT_LT(pattern.row_offsets[row] + slot, pattern.row_offsets[row + 1]);
          ASSERT_EQ(pattern.columns[entry], element[b]);
        }
      }
      ++incidence;
    }
  }
}

TEST_P(SparsityPattern, OfOneElementIsFull) {
  Quad8Mesh mesh;
  support::add_lone_square(mesh, 0, 0);
  const Pattern pattern = pattern_of(mesh, 8);
  Numbers offsets(9);
  for (std::size_t row = 0; row < offsets.size(); ++row) {
    offsets[row] = 8 * static_cast<std::int32_t>(row);
  }
  EXPECT_SAME_BITS(pattern.row_offsets, offsets);
  for (std::size_t entry = 0; entry < 64; ++entry) {
    EXPECT_EQ(pattern.columns[entry], static_cast<std::int32_t>(entry % 8));
    EXPECT_EQ(pattern.slots[entry], entry % 8);
  }
}

TEST_P(SparsityPattern, LeavesOutKnownNodes) {
  Quad8Mesh mesh;
  support::add_lone_square(mesh, 0, 0);
  const Pattern pattern = pattern_of(mesh, 2);
  EXPECT_SAME_BITS(pattern.row_offsets, (Numbers{0, 2, 4}));
  EXPECT_SAME_BITS(pattern.columns, (Numbers{0, 1, 0, 1}));
  EXPECT_EQ(pattern.slots[1], 1);
  EXPECT_EQ(pattern.slots[2], kNoSlot);
}

TEST_P(SparsityPattern, IsEmptyWithoutUnknowns) {
  Quad8Mesh mesh;
  support::add_lone_square(mesh, 0, 0);
  EXPECT_SAME_BITS(pattern_of(mesh, 0).row_offsets, (Numbers{0}));
}

TEST_P(SparsityPattern, IsThatOfTheNeighbourhoods) {
  // 2,521 nodes are three chunks of rows, the last one not full.
  for (const int side : {2, 28}) {
    const Quad8Mesh mesh = support::structured_rectangle(side, side + 1, 1.0, 1.0);
    const auto unknowns = static_cast<std::int32_t>(mesh.node_count()) - 5;
    const Pattern pattern = pattern_of(mesh, unknowns);
    const Pattern expected = naive_pattern(mesh, unknowns);
    EXPECT_SAME_BITS(pattern.row_offsets, expected.row_offsets);
    EXPECT_SAME_BITS(pattern.columns, expected.columns);
    expect_slots_lead_to_their_nodes(pattern, mesh, unknowns);
  }
}

TESSERA_FOR_EVERY_INSTRUCTION_SET(SparsityPattern);

}  // namespace
}  // namespace tessera
