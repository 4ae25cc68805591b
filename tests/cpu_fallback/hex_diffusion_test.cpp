#include "kernels/stages/hex_diffusion.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <vector>

#include "cpu_fallback/stages.hpp"
#include "kernels/numerics/fixed_sum.hpp"
#include "tests/support/hex_reference.hpp"
#include "tests/support/same_bits.hpp"
#include "tests/support/stage_test.hpp"

namespace tessera {
namespace {

using support::PlainGrid;

class HexDiffusion : public support::StageTest {
 protected:
  template <class Real>
  std::vector<Real> diffused(const HexGrid& grid, const DiffusionRule& rule, int steps,
                             const std::vector<Real>& cells) {
    const auto now = put(support::with_stride(grid, cells));
    auto next = make<Real>(grid.field_count());
    diffuse_steps(executor, grid, rule, steps, now.view(), next.view());
    return support::without_stride(grid, get(next));
  }

  // Every depth of fusion against the plain grid, which makes one step after the other.
  template <class Real>
  void expect_plain(std::int64_t rows, std::int64_t cols, const DiffusionRule& rule) {
    SCOPED_TRACE(::testing::Message()
                 << rows << " x " << cols << " border " << static_cast<int>(rule.border)
                 << " topology " << static_cast<int>(rule.topology));
    const HexGrid grid = hex_grid(rows, cols, sizeof(Real));
    const std::vector<Real> cells = support::random_cells<Real>(grid);
    PlainGrid<Real> plain(rows, cols, rule, cells);
    for (int steps = 1; steps <= most_fused_steps(executor, rule); ++steps) {
      plain.step();
      if (steps > 5 && steps % 9 != 0 && steps != 32) continue;
      EXPECT_SAME_BITS(diffused(grid, rule, steps, cells), plain.cells());
    }
  }

  template <class Real>
  void expect_plain_after(const HexGrid& grid, const DiffusionRule& rule, int steps,
                          const std::vector<Real>& cells) {
    PlainGrid<Real> plain(grid.rows, grid.cols, rule, cells);
    for (int step = 0; step < steps; ++step) plain.step();
    EXPECT_SAME_BITS(diffused(grid, rule, steps, cells), plain.cells());
    EXPECT_NE(plain.cells(), cells);
  }

  template <class Real>
  void expect_plain_after(std::int64_t rows, std::int64_t cols, const DiffusionRule& rule,
                          int steps) {
    const HexGrid grid = hex_grid(rows, cols, sizeof(Real));
    expect_plain_after(grid, rule, steps, support::random_cells<Real>(grid));
  }

  template <class Real>
  void expect_plain_for_all_borders(std::int64_t rows, std::int64_t cols) {
    for (const Topology topology : {Topology::hex, Topology::square}) {
      for (const GridBorder border :
           {GridBorder::fixed, GridBorder::periodic, GridBorder::reflecting}) {
        if (topology == Topology::hex && border == GridBorder::periodic && rows % 2 != 0) continue;
        expect_plain<Real>(rows, cols, {topology, border, 0.3, 0});
      }
    }
  }
};

// By hand: hexagonal, one impulse of 60 in the middle, alpha 0.5. The cell keeps half, each of its
// six neighbours takes 60 / 6 / 2 = 5; the others stay 0.
TEST_P(HexDiffusion, SpreadsAnImpulseToItsSixNeighbours) {
  const HexGrid grid = hex_grid(5, 5, 8);
  std::vector<double> cells(25, 0.0);
  cells[2 * 5 + 2] = 60.0;
  const std::vector<double> even{0, 0, 0, 0, 0, 0, 5, 5, 0, 0, 0, 5, 30,
                                 5, 0, 0, 5, 5, 0, 0, 0, 0, 0, 0, 0};
  EXPECT_SAME_BITS(diffused(grid, {Topology::hex, GridBorder::fixed, 0.5, 0}, 1, cells), even);
}

TEST_P(HexDiffusion, SpreadsAnImpulseInAnOddRowToTheRight) {
  const HexGrid grid = hex_grid(5, 5, 8);
  std::vector<double> cells(25, 0.0);
  cells[3 * 5 + 2] = 60.0;
  const std::vector<double> odd{0, 0, 0, 0, 0,  0, 0, 0, 0, 0, 0, 0, 5,
                                5, 0, 0, 5, 30, 5, 0, 0, 0, 0, 0, 0};
  EXPECT_SAME_BITS(diffused(grid, {Topology::hex, GridBorder::fixed, 0.5, 0}, 1, cells), odd);
}

TEST_P(HexDiffusion, SpreadsAnImpulseOnASquareGridToFourNeighbours) {
  const HexGrid grid = hex_grid(5, 5, 8);
  std::vector<double> cells(25, 0.0);
  cells[2 * 5 + 2] = 80.0;
  const std::vector<double> expected{0,  0, 0, 0, 0,  0, 0, 10, 0, 0, 0, 10, 40,
                                     10, 0, 0, 0, 10, 0, 0, 0,  0, 0, 0, 0};
  EXPECT_SAME_BITS(diffused(grid, {Topology::square, GridBorder::fixed, 0.5, 0}, 1, cells),
                   expected);
}

TEST_P(HexDiffusion, HasTheBitsOfThePlainGridAtEveryDepthOnSmallGrids) {
  for (const std::int64_t rows : {1, 2, 3, 5, 8, 13}) {
    for (const std::int64_t cols : {1, 2, 3, 7, 11, 37}) {
      expect_plain_for_all_borders<double>(rows, cols);
      expect_plain_for_all_borders<float>(rows, cols);
    }
  }
}

// Several tiles in both directions, with several strips, and none of them full.
TEST_P(HexDiffusion, HasTheBitsOfThePlainGridAcrossTiles) {
  for (const GridBorder border :
       {GridBorder::fixed, GridBorder::periodic, GridBorder::reflecting}) {
    const DiffusionRule rule{Topology::hex, border, 0.3, 0};
    expect_plain_after<double>(266, 1031, rule, 17);
    expect_plain_after<float>(70, 4107, rule, 9);
  }
}

TEST_P(HexDiffusion, HeavyRoundsHaveTheBitsOfThePlainGridAcrossTiles) {
  for (const GridBorder border :
       {GridBorder::fixed, GridBorder::periodic, GridBorder::reflecting}) {
    expect_plain_after<double>(70, 1031, {Topology::hex, border, 0.3, 2}, 3);
  }
}

// Numbers around the smallest normal one, of both signs: their products are rounded to the units of
// the subnormal ones, however they are made.
TEST_P(HexDiffusion, SubnormalCellsHaveTheBitsOfThePlainGrid) {
  for (const Topology topology : {Topology::hex, Topology::square}) {
    for (const double alpha : {0.2, 0.5, 1.0, 1.2}) {
      const HexGrid grid = hex_grid(37, 331, 8);
      std::vector<double> cells = support::random_cells<double>(grid);
      for (std::size_t cell = 0; cell < cells.size(); ++cell) {
        cells[cell] *= std::ldexp(1.0, -1018 - static_cast<int>(cell * 7 % 60));
        if (cell % 5 == 0) cells[cell] = 0.0;
      }
      cells[2000] = -1.0;
      for (const int steps : {2, 9}) {
        expect_plain_after(grid, {topology, GridBorder::fixed, alpha, 0}, steps, cells);
      }
    }
  }
}

// Arguments of sine and cosine that are reduced another way, and those that are no numbers.
TEST_P(HexDiffusion, HeavyRoundsOfLargeValuesHaveTheBitsOfThePlainGrid) {
  const DiffusionRule rule{Topology::square, GridBorder::reflecting, 0.2, 3};
  const HexGrid grid = hex_grid(6, 700, 8);
  std::vector<double> cells = support::random_cells<double>(grid);
  for (std::size_t cell = 0; cell < cells.size(); cell += 97) cells[cell] = 1e7 * cells[cell];
  cells[1000] = 1e300;
  cells[3000] = std::numeric_limits<double>::infinity();
  expect_plain_after(grid, rule, 2, cells);
}

TEST_P(HexDiffusion, HeavyRoundsHaveTheBitsOfThePlainGrid) {
  for (const GridBorder border : {GridBorder::fixed, GridBorder::reflecting}) {
    const DiffusionRule rule{Topology::hex, border, 0.2, 3};
    expect_plain<double>(7, 41, rule);
    expect_plain<float>(7, 41, rule);
  }
}

// After some rounds all cells are where the rounds lead to. Some never get there (zeros, those that
// are no numbers), some late, and each kind of cells fills a part of a row.
TEST_P(HexDiffusion, ManyHeavyRoundsHaveTheBitsOfThePlainGridWhereverTheyBegin) {
  const HexGrid grid = hex_grid(6, 2111, 8);
  std::vector<double> cells = support::random_cells<double>(grid);
  for (std::size_t cell = 0; cell < cells.size(); ++cell) {
    const std::size_t col = cell % 2111;
    if (col > 1800) {
      cells[cell] = 0.0;
    } else if (col > 1400) {
      cells[cell] *= 0x1p-900;
    } else if (col > 1000) {
      cells[cell] *= 0x1p18;
    }
  }
  cells[2 * 2111 + 500] = std::nan("");
  for (const int rounds : {1, 2, 3, 20}) {
    for (const int steps : {1, 2}) {
      expect_plain_after(grid, {Topology::hex, GridBorder::fixed, 0.2, rounds}, steps, cells);
    }
  }
}

// One cell by hand: v' = v + alpha (mean - v) = 1, then x = sin 1 cos 1 + sqrt 1.
TEST_P(HexDiffusion, HeavyRoundIsTheFormula) {
  const HexGrid grid = hex_grid(3, 3, 8);
  const std::vector<double> ones(9, 1.0);
  const auto after = diffused(grid, {Topology::hex, GridBorder::fixed, 0.2, 1}, 1, ones);
  const double x = std::sin(1.0) * std::cos(1.0) + 1.0;
  EXPECT_NEAR(after[4], 0.999 + 0.001 * x, 1e-15);
  EXPECT_EQ(after[0], 1.0) << "the border is never written";
}

TEST_P(HexDiffusion, SummaryIsTheFixedSumAndTheExtremes) {
  for (const std::int64_t cols : {1, 7, 33, 512}) {
    const HexGrid grid = hex_grid(41, cols, 8);
    const std::vector<double> cells = support::random_cells<double>(grid);
    std::vector<double> sums;
    for (std::size_t first = 0; first < cells.size(); first += 1024) {
      sums.push_back(sum_chunk(
          static_cast<std::int64_t>(std::min<std::size_t>(1024, cells.size() - first)),
          [&](std::int64_t cell) { return cells[first + static_cast<std::size_t>(cell)]; }));
    }
    const double sum = sum_partials(sums.data(), static_cast<std::int64_t>(sums.size()));
    const auto field = put(support::with_stride(grid, cells));
    const FieldSummary summary = summarise_field(executor, grid, field.view());
    EXPECT_SAME_BITS(summary.sum, sum);
    EXPECT_EQ(summary.min, *std::ranges::min_element(cells));
    EXPECT_EQ(summary.max, *std::ranges::max_element(cells));
  }
}

TEST_P(HexDiffusion, SummaryShowsNotANumber) {
  const HexGrid grid = hex_grid(3, 700, 8);
  std::vector<double> cells(2100, 1.0);
  cells[1500] = std::nan("");
  const auto field = put(support::with_stride(grid, cells));
  const FieldSummary summary = summarise_field(executor, grid, field.view());
  EXPECT_TRUE(std::isnan(summary.sum));
  EXPECT_TRUE(std::isnan(summary.min));
  EXPECT_TRUE(std::isnan(summary.max));
}

TESSERA_FOR_EVERY_INSTRUCTION_SET(HexDiffusion);

}  // namespace
}  // namespace tessera
