#include "kernels/cuda/strip_plan.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <vector>

namespace tessera::gpu {
namespace {

constexpr StripShape kShapes[] = {{64, 2, 1}, {64, 4, 4}, {64, 8, 8}, {128, 4, 1}, {128, 8, 8}};
constexpr std::int64_t kSides[] = {1, 2, 3, 17, 20, 47, 64, 97, 211, 1009};
constexpr std::int64_t kSlots[] = {1, 32, 1056};

// `check(plan, shape, grid)` for many grids, devices and numbers of steps.
template <class Check>
void for_many_plans(const Check& check) {
  for (const StripShape& shape : kShapes) {
    for (const std::int64_t rows : kSides) {
      for (const std::int64_t cols : kSides) {
        for (const std::int64_t slots : kSlots) {
          for (const int steps : {shape.depth, (shape.depth + 1) / 2}) {
            SCOPED_TRACE(::testing::Message() << rows << " x " << cols << ", " << steps << " of "
                                              << shape.depth << " steps, " << slots << " slots");
            const HexGrid grid = hex_grid(rows, cols, 512 / shape.width);
            check(plan_strips(grid, shape, steps, slots), shape, grid);
          }
        }
      }
    }
  }
}

TEST(StripPlan, WritesEveryCellOnce) {
  for_many_plans([](const StripPlan& plan, const StripShape& shape, const HexGrid& grid) {
    std::vector<int> written(static_cast<std::size_t>(grid.cell_count()));
    for (std::int64_t number = 0; number < plan.tile_count(); ++number) {
      const Tile tile = plan.tile(number, shape);
      const std::int64_t first = tile.col + shape.halo;
      const std::int64_t last = std::min(first + shape.written(), grid.cols);
      for (std::int64_t row = tile.first_row; row < tile.last_row; ++row) {
        for (std::int64_t col = first; col < last; ++col) {
          ++written[static_cast<std::size_t>(row * grid.cols + col)];
        }
      }
    }
    ASSERT_EQ(std::count(written.begin(), written.end(), 1), grid.cell_count());
  });
}

TEST(StripPlan, PlainTilesMeetNoBorder) {
  std::int64_t plain_tiles = 0;
  for_many_plans([&](const StripPlan& plan, const StripShape& shape, const HexGrid& grid) {
    for (std::int64_t number = 0; number < plan.tile_count(); ++number) {
      const Tile tile = plan.tile(number, shape);
      ASSERT_LT(tile.first_row, tile.last_row);
      ASSERT_EQ(tile.first_row % 2, 0);
      if (!tile.is_plain) continue;
      ++plain_tiles;
      // The first row and the last one of the grid may be read, but not made.
      ASSERT_GE(tile.first_row - shape.depth, 0);
      ASSERT_LE(tile.last_row + shape.depth, grid.rows);
      ASSERT_GE(tile.col, 0);
      ASSERT_LE(tile.col + shape.width, grid.cols);
    }
  });
  EXPECT_GT(plain_tiles, 1000);
}

TEST(StripPlan, APassOfFewerStepsThanTheKernelIsDeepHasNoPlainTiles) {
  const StripShape shape{64, 8, 8};
  EXPECT_GT(plan_strips(hex_grid(1000, 1000, 8), shape, 8, 100).plain_tiles(), 0);
  EXPECT_EQ(plan_strips(hex_grid(1000, 1000, 8), shape, 7, 100).plain_tiles(), 0);
}

// 132 multiprocessors of 8 warps; the rows that two bands both compute are 2 x 8 for each of them.
TEST(StripPlan, FillsALargeDeviceOnceAndComputesFewRowsTwice) {
  const StripShape shape{64, 8, 8};
  constexpr std::int64_t kWarps = 132 * 8;
  const StripPlan plan = plan_strips(hex_grid(8192, 8192, 8), shape, 8, kWarps);
  EXPECT_LE(plan.plain_tiles() + plan.edge_tiles(), kWarps);
  EXPECT_GE(plan.plain_tiles() + plan.edge_tiles(), kWarps * 9 / 10);
  EXPECT_GE(plan.plain_band, 20 * 2 * shape.depth);
}

}  // namespace
}  // namespace tessera::gpu
