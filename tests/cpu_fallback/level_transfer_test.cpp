#include "kernels/stages/level_transfer.hpp"

#include <gtest/gtest.h>
#include <vector>

#include "cpu_fallback/stages.hpp"
#include "tests/support/same_bits.hpp"
#include "tests/support/stage_test.hpp"

namespace tessera {
namespace {

using Floats = std::vector<float>;
using Indices = std::vector<std::int32_t>;

Indices padded(Indices values, std::size_t count, std::int32_t filler) {
  values.resize(count, filler);
  return values;
}

class LevelTransfers : public support::StageTest {
 protected:
  cpu::Array<float> zeros(std::int64_t count) {
    auto array = make<float>(count);
    set_zero(executor, array.view());
    return array;
  }
};

// Three fine rows: corner, mid-side, corner; the mid-side's other end is known in a fourth row.
TEST_P(LevelTransfers, MidSidesTakeTheMeanOfTheirEnds) {
  Indices parents = padded({0, 0, 1, 1}, 32, 2);
  parents[16] = 0;
  parents[17] = 1;
  parents[18] = 1;
  const auto parent_rows = put(parents);
  const auto corners = put(padded({0, 2}, 16, 4));
  const auto offsets = put(Indices{0, 2});
  Indices places(32, 4);
  places[0] = 1;  // corner 0: the mid-side of row 1
  places[1] = 1;  // corner 1: rows 1 and 3
  places[17] = 3;
  const auto mid_sides = put(places);
  const CornerTransfer transfer{
      parent_rows.view(), corners.view(), {offsets.view(), mid_sides.view()}, 4, 2};

  auto coarse = zeros(16);
  coarse.view()[0] = 2.0F;
  coarse.view()[1] = 8.0F;
  auto x = zeros(16);
  auto direction = zeros(16);
  x.view()[0] = 1.0F;
  prolong_correction(executor, transfer, View<const float>(coarse.view()),
                     LevelVectors{{}, direction.view(), x.view(), {}});
  const Floats expected{2.0F, 5.0F, 8.0F, 4.0F};
  for (std::int64_t row = 0; row < 4; ++row) {
    EXPECT_EQ(direction.view()[row], expected[static_cast<std::size_t>(row)]);
  }
  EXPECT_EQ(x.view()[0], 3.0F);
  EXPECT_EQ(direction.view()[4], 0.0F);

  auto fine = zeros(16);
  for (std::int64_t row = 0; row < 4; ++row) fine.view()[row] = static_cast<float>(1 << row);
  restrict_residual(executor, transfer, View<const float>(fine.view()), coarse.view());
  EXPECT_EQ(coarse.view()[0], 1.0F + 0.5F * 2.0F);
  EXPECT_EQ(coarse.view()[1], 4.0F + 0.5F * (2.0F + 8.0F));
  EXPECT_EQ(coarse.view()[2], 0.0F);
}

// Two rows in square (1, 1) of a grid and one in square (0, 0).
TEST_P(LevelTransfers, RowsTakeTheBilinearValueOfTheirSquare) {
  const GridShape shape{4, 5};
  Indices offsets(21, 3);
  for (std::size_t cell = 0; cell <= 6; ++cell) offsets[cell] = cell == 0 ? 0 : 1;
  const auto cell_offsets = put(offsets);
  const auto rows = put(Indices{2, 0, 1});
  const auto weights = put(std::vector<BilinearWeights>{
      {{1, 0, 0, 0}}, {{0.25F, 0.25F, 0.25F, 0.25F}}, {{0, 0.5F, 0, 0.5F}}});
  auto sums = make<BilinearWeights>(shape.node_count());
  const GridTransfer transfer{shape, cell_offsets.view(), rows.view(), weights.view(), sums.view()};

  auto coarse = zeros(shape.vector_count());
  for (std::int64_t slow = 0; slow < 4; ++slow) {
    for (std::int64_t fast = 0; fast < 5; ++fast) {
      coarse.view()[shape.place(slow, fast)] = static_cast<float>(10 * slow + fast);
    }
  }
  auto direction = zeros(16);
  auto x = zeros(16);
  x.view()[1] = 100.0F;
  prolong_correction(executor, transfer, View<const float>(coarse.view()),
                     LevelVectors{{}, direction.view(), x.view(), {}});
  EXPECT_EQ(direction.view()[0], 16.5F);
  EXPECT_EQ(direction.view()[1], 17.0F);
  EXPECT_EQ(direction.view()[2], 0.0F);
  EXPECT_EQ(x.view()[1], 117.0F);

  auto fine = zeros(16);
  fine.view()[0] = 4.0F;
  fine.view()[1] = 8.0F;
  fine.view()[2] = 3.0F;
  restrict_residual(executor, transfer, View<const float>(fine.view()), coarse.view());
  EXPECT_EQ(coarse.view()[shape.place(0, 0)], 3.0F);
  EXPECT_EQ(coarse.view()[shape.place(1, 1)], 1.0F);
  EXPECT_EQ(coarse.view()[shape.place(1, 2)], 5.0F);
  EXPECT_EQ(coarse.view()[shape.place(2, 1)], 1.0F);
  EXPECT_EQ(coarse.view()[shape.place(2, 2)], 5.0F);
  EXPECT_EQ(coarse.view()[shape.place(3, 3)], 0.0F);
}

TEST_P(LevelTransfers, HalvedGridsRestrictByTheTransposeOfInterpolation) {
  const GridShape fine{9, 20};
  auto active = make<float>(fine.vector_count());
  for (std::int64_t place = 0; place < active.count(); ++place) active.view()[place] = 1.0F;
  const HalvingTransfer all{fine, halved(fine), active.view()};
  auto r = zeros(fine.vector_count());
  auto coarse = zeros(all.coarse.vector_count());
  auto direction = zeros(fine.vector_count());
  auto x = zeros(fine.vector_count());
  // One coarse node against every fine one.
  coarse.view()[all.coarse.place(2, 8)] = 1.0F;
  prolong_correction(executor, all, View<const float>(coarse.view()),
                     LevelVectors{{}, direction.view(), x.view(), {}});
  for (std::int64_t slow = 0; slow < fine.slow; ++slow) {
    for (std::int64_t fast = 0; fast < fine.fast; ++fast) {
      set_zero(executor, r.view());
      r.view()[fine.place(slow, fast)] = 1.0F;
      restrict_residual(executor, all, View<const float>(r.view()), coarse.view());
      EXPECT_EQ(coarse.view()[all.coarse.place(2, 8)], direction.view()[fine.place(slow, fast)])
          << slow << ' ' << fast;
    }
  }
  EXPECT_EQ(direction.view()[fine.place(4, 16)], 1.0F);
  EXPECT_EQ(direction.view()[fine.place(3, 16)], 0.5F);
  EXPECT_EQ(direction.view()[fine.place(3, 15)], 0.25F);
  EXPECT_EQ(direction.view()[fine.place(4, 18)], 0.0F);
}

TEST_P(LevelTransfers, NodesThatAreNotActiveTakeNoCorrection) {
  const GridShape fine{3, 3};
  auto active = zeros(fine.vector_count());
  active.view()[fine.place(1, 1)] = 1.0F;
  const HalvingTransfer transfer{fine, halved(fine), active.view()};
  auto coarse = make<float>(transfer.coarse.vector_count());
  for (std::int64_t place = 0; place < coarse.count(); ++place) coarse.view()[place] = 2.0F;
  auto direction = zeros(fine.vector_count());
  auto x = zeros(fine.vector_count());
  prolong_correction(executor, transfer, View<const float>(coarse.view()),
                     LevelVectors{{}, direction.view(), x.view(), {}});
  EXPECT_EQ(direction.view()[fine.place(1, 1)], 2.0F);
  EXPECT_EQ(direction.view()[fine.place(0, 0)], 0.0F);
  EXPECT_EQ(x.view()[fine.place(2, 1)], 0.0F);
}

TEST_P(LevelTransfers, CoarsestGridIsMultipliedWithItsInverse) {
  const auto places = put(Indices{5, 2, 7});
  Floats entries(3 * 16, 0.0F);
  const float inverse[3][3] = {{2, 1, 0}, {1, 4, -1}, {0, -1, 8}};
  for (std::size_t row = 0; row < 3; ++row) {
    for (std::size_t column = 0; column < 3; ++column) {
      entries[row * 16 + column] = inverse[row][column];
    }
  }
  const auto matrix = put(entries);
  auto gathered = make<float>(16);
  auto r = zeros(16);
  auto x = zeros(16);
  r.view()[5] = 1.0F;
  r.view()[2] = 2.0F;
  r.view()[7] = 3.0F;
  solve_coarsest(executor, DenseInverse{matrix.view(), places.view(), gathered.view()},
                 LevelVectors{r.view(), {}, x.view(), {}});
  EXPECT_EQ(x.view()[5], 4.0F);
  EXPECT_EQ(x.view()[2], 6.0F);
  EXPECT_EQ(x.view()[7], 22.0F);
  EXPECT_EQ(x.view()[0], 0.0F);
}

TESSERA_FOR_EVERY_INSTRUCTION_SET(LevelTransfers);

}  // namespace
}  // namespace tessera
