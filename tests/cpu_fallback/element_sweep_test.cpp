#include "kernels/stages/element_sweep.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <vector>

#include "cpu_fallback/stages.hpp"
#include "tests/support/same_bits.hpp"
#include "tests/support/stage_test.hpp"
#include "tests/support/strip_elements.hpp"

namespace tessera {
namespace {

using support::LevelVectorArrays;
using support::StripElements;

constexpr std::int32_t kAcross = 40;
constexpr std::int32_t kAlong = 60;
constexpr SmoothingSteps kSteps{{{0.5F, 0.0F}, {0.75F, 0.25F}, {0.625F, 0.125F}}, 3};

class ElementSweeps : public support::StageTest {
 protected:
  struct Reach {
    cpu::Array<BlockRange> rows, elements;
  };
  template <class Level>
  Reach reach_of(const Level& level) {
    Reach reach{make<BlockRange>(chunk_count_of(level.element_count, kSweepElements)),
                make<BlockRange>(chunk_count_of(level.row_count, kSweepRows))};
    find_reach(executor, level, SweepReach{reach.rows.view(), reach.elements.view()});
    return reach;
  }
  // How many blocks all blocks up to one reach.
  cpu::Array<std::int32_t> before(const cpu::Array<BlockRange>& reach) {
    std::vector<std::int32_t> most;
    for (const BlockRange& range : get(reach)) {
      most.push_back(std::max(range.last, most.empty() ? 0 : most.back()));
    }
    return put(most);
  }
  // Compares a sweep of one part with a stage per step.
  template <class Level>
  void expect_the_bits_of_steps() {
    StripElements<Level> strips(executor, kAcross, kAlong);
    const Level level = strips.level();
    const Reach reach = reach_of(level);
    const auto rows_before = before(reach.rows);
    const auto elements_before = before(reach.elements);
    std::vector<BlockRange> passes;
    for (int pass = 0; pass < kMostSweepPasses; ++pass) {
      const auto& of = pass % 2 == 1 ? reach.rows : reach.elements;
      passes.push_back({0, static_cast<std::int32_t>(of.count())});
    }
    const auto ranges = put(passes);
    const ElementSweep sweep{rows_before.view(), elements_before.view(), ranges.view(), 1,
                             kMostSweepPasses};
    LevelVectorArrays swept(executor, level.row_count);
    LevelVectorArrays stepped(executor, level.row_count);
    smooth_down(executor, level, sweep, swept.at(), kSteps);
    support::smooth_down_by_steps(executor, level, stepped.at(), kSteps);
    EXPECT_SAME_BITS(swept.values(), stepped.values());
    smooth_up(executor, level, sweep, swept.at(), kSteps);
    support::smooth_up_by_steps(executor, level, stepped.at(), kSteps);
    EXPECT_SAME_BITS(swept.values(), stepped.values());
  }
};

TEST_P(ElementSweeps, OfQuad8ElementsHaveTheBitsOfTheirSteps) {
  expect_the_bits_of_steps<Quad8Level>();
}
TEST_P(ElementSweeps, OfBilinearElementsHaveTheBitsOfTheirSteps) {
  expect_the_bits_of_steps<Quad4Level>();
}

// Element e has the nodes e, e + 1 and twice a known one.
TEST_P(ElementSweeps, ReachTheBlocksThatShareANode) {
  constexpr std::int32_t kRows = 2400;
  std::vector<std::int32_t> nodes;
  for (std::int32_t element = 0; element + 1 < kRows; ++element) {
    nodes.insert(nodes.end(), {element, element + 1, kRows, kRows});
  }
  nodes.insert(nodes.end(), std::size_t{16 * kSweepElements}, kRows);
  const std::vector<float> conductance(nodes.size() / 4 * kQuad4Pairs, 1.0F);
  support::ElementLevelArrays<cpu::Executor, Quad4Level> arrays(
      executor, kRows, nodes, conductance, std::vector<float>(std::size_t{kRows}, 1.0F));
  const Reach reach = reach_of(arrays.level());
  const std::vector<BlockRange> rows = get(reach.rows);
  ASSERT_EQ(rows.size(), 14U);
  const BlockRange expected_rows[] = {{0, 1}, {0, 1}, {0, 1}, {0, 2}, {1, 2},
                                      {1, 2}, {1, 2}, {1, 3}, {2, 3}, {2, 3}};
  for (std::size_t block = 0; block < 10; ++block) {
    EXPECT_EQ(rows[block].first, expected_rows[block].first) << block;
    EXPECT_EQ(rows[block].last, expected_rows[block].last) << block;
  }
  EXPECT_EQ(rows[10].last, 0) << "known nodes only";
  const std::vector<BlockRange> elements = get(reach.elements);
  ASSERT_EQ(elements.size(), 3U);
  const BlockRange expected_elements[] = {{0, 4}, {3, 8}, {7, 10}};
  for (std::size_t block = 0; block < 3; ++block) {
    EXPECT_EQ(elements[block].first, expected_elements[block].first) << block;
    EXPECT_EQ(elements[block].last, expected_elements[block].last) << block;
  }
}

TESSERA_FOR_EVERY_INSTRUCTION_SET(ElementSweeps);

}  // namespace
}  // namespace tessera
