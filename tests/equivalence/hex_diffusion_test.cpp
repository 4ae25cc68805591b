#include "kernels/stages/hex_diffusion.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <utility>
#include <vector>

#include "tests/support/gpu_test.hpp"
#include "tests/support/hex_reference.hpp"

namespace tessera {
namespace {

using support::get;
using support::put;

class HexDiffusionEquivalence : public support::Equivalence {
 protected:
  // The same cells after passes of so many steps, one after the other.
  template <class Real>
  void expect_same_after(std::int64_t rows, std::int64_t cols, const DiffusionRule& rule,
                         const std::vector<int>& passes) {
    SCOPED_TRACE(::testing::Message()
                 << rows << " x " << cols << " of " << sizeof(Real) << " bytes, border "
                 << static_cast<int>(rule.border) << ", topology "
                 << static_cast<int>(rule.topology) << ", " << passes.front() << " steps");
    const HexGrid grid = hex_grid(rows, cols, sizeof(Real));
    expect_same_bits([&](auto& executor) {
      auto now = put(executor, support::with_stride(grid, support::random_cells<Real>(grid)));
      auto next = allocate<Real>(executor, grid.field_count());
      set_zero(executor, next.view());
      for (const int steps : passes) {
        diffuse_steps(executor, grid, rule, steps, now.view(), next.view());
        std::swap(now, next);
      }
      return support::without_stride(grid, get(executor, now.view()));
    });
  }

  // Two passes of as many steps as the GPU can make in one, and of fewer.
  template <class Real>
  void expect_same_cells(std::int64_t rows, std::int64_t cols, const DiffusionRule& rule) {
    for (int steps = 1; steps <= most_fused_steps(on_gpu(), rule); ++steps) {
      expect_same_after<Real>(rows, cols, rule, {steps, steps});
    }
  }
};

constexpr GridBorder kBorders[] = {GridBorder::fixed, GridBorder::periodic, GridBorder::reflecting};
constexpr Topology kTopologies[] = {Topology::hex, Topology::square};

// Wider than a strip and taller than a band of every depth, in both precisions.
TEST_F(HexDiffusionEquivalence, HasTheSameBitsForEveryBorderTopologyAndPrecision) {
  for (const Topology topology : kTopologies) {
    for (const GridBorder border : kBorders) {
      const DiffusionRule rule{topology, border, 0.3, 0};
      expect_same_cells<double>(38, 283, rule);
      expect_same_cells<float>(38, 283, rule);
    }
  }
}

TEST_F(HexDiffusionEquivalence, HasTheSameBitsOnTheSmallestGrids) {
  for (const Topology topology : kTopologies) {
    for (const GridBorder border : kBorders) {
      for (const std::int64_t rows : {1, 2, 3, 5}) {
        // A periodic grid of hexagons has an even number of rows.
        const bool fits = topology == Topology::square || rows % 2 == 0;
        if (border == GridBorder::periodic && !fits) continue;
        for (const std::int64_t cols : {1, 2, 3, 7}) {
          const DiffusionRule rule{topology, border, 0.3, 0};
          for (const int steps : {1, 3, most_fused_steps(on_gpu(), rule)}) {
            expect_same_after<double>(rows, cols, rule, {steps, steps});
            expect_same_after<float>(rows, cols, rule, {steps, steps});
          }
        }
      }
    }
  }
}

// A border next to, on and just beyond the cells that lanes and strips share.
TEST_F(HexDiffusionEquivalence, HasTheSameBitsWhereverTheLastStripEnds) {
  for (const std::int64_t cols : {47, 48, 49, 97, 112, 113, 127, 128, 131, 240}) {
    const DiffusionRule rule{Topology::hex, GridBorder::reflecting, 0.3, 0};
    const int most = most_fused_steps(on_gpu(), rule);
    expect_same_after<double>(23, cols, rule, {most, 1});
    expect_same_after<float>(23, cols, rule, {most, 1});
  }
}

// Several bands of plain tiles: prime numbers of rows and columns, and what is left of the steps.
TEST_F(HexDiffusionEquivalence, HasTheSameBitsWhenTheLastPassIsShorter) {
  for (const GridBorder border : kBorders) {
    const std::int64_t rows = border == GridBorder::periodic ? 118 : 113;
    const DiffusionRule rule{Topology::hex, border, 0.7, 0};
    const int most = most_fused_steps(on_gpu(), rule);
    for (const int left : {1, 2, 3, most - 1}) {
      expect_same_after<double>(rows, 211, rule, {most, left});
      expect_same_after<float>(rows, 257, rule, {most, left});
    }
  }
}

TEST_F(HexDiffusionEquivalence, TakesNoMoreThanOneStepInAPassWithHeavyRounds) {
  EXPECT_EQ(most_fused_steps(on_gpu(), {Topology::hex, GridBorder::fixed, 0.2, 1}), 1);
  EXPECT_GT(most_fused_steps(on_gpu(), {Topology::hex, GridBorder::fixed, 0.2, 0}), 1);
}

TEST_F(HexDiffusionEquivalence, HeavyRoundsHaveTheSameBits) {
  for (const Topology topology : kTopologies) {
    for (const GridBorder border : kBorders) {
      const DiffusionRule rule{topology, border, 0.2, 3};
      expect_same_cells<double>(10, 133, rule);
      expect_same_cells<float>(10, 133, rule);
    }
  }
}

TEST_F(HexDiffusionEquivalence, SummaryHasTheSameBits) {
  const double special = std::numeric_limits<double>::quiet_NaN();
  for (const double odd_one : {0.5, -0.0, special}) {
    const HexGrid grid = hex_grid(41, 333, 8);
    std::vector<double> cells = support::random_cells<double>(grid);
    cells[7777] = odd_one;
    expect_same_bits([&](auto& executor) {
      const auto field = put(executor, support::with_stride(grid, cells));
      const FieldSummary summary = summarise_field(executor, grid, field.view());
      return std::vector<double>{summary.sum, summary.min, summary.max};
    });
  }
}

TEST_F(HexDiffusionEquivalence, SummaryOfFloatsHasTheSameBits) {
  const HexGrid grid = hex_grid(41, 333, 4);
  expect_same_bits([&](auto& executor) {
    const auto field =
        put(executor, support::with_stride(grid, support::random_cells<float>(grid)));
    const FieldSummary summary = summarise_field(executor, grid, field.view());
    return std::vector<double>{summary.sum, summary.min, summary.max};
  });
}

}  // namespace
}  // namespace tessera
