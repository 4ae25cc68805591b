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
  // Twice as many steps as the GPU makes in one pass, on the CPU in one pass, if they fit.
  template <class Real>
  void expect_same_cells(std::int64_t rows, std::int64_t cols, const DiffusionRule& rule) {
    SCOPED_TRACE(::testing::Message() << rows << " x " << cols);
    const HexGrid grid = hex_grid(rows, cols, sizeof(Real));
    const int most = most_fused_steps(on_gpu(), rule);
    for (int steps = 1; steps <= most; ++steps) {
      expect_same_bits([&](auto& executor) {
        auto now = put(executor, support::with_stride(grid, support::random_cells<Real>(grid)));
        auto next = allocate<Real>(executor, grid.field_count());
        set_zero(executor, next.view());
        for (int pass = 0; pass < 2; ++pass) {
          diffuse_steps(executor, grid, rule, steps, now.view(), next.view());
          std::swap(now, next);
        }
        return support::without_stride(grid, get(executor, now.view()));
      });
    }
  }
};

TEST_F(HexDiffusionEquivalence, HasTheSameBitsForEveryBorderTopologyAndPrecision) {
  for (const Topology topology : {Topology::hex, Topology::square}) {
    for (const GridBorder border :
         {GridBorder::fixed, GridBorder::periodic, GridBorder::reflecting}) {
      const DiffusionRule rule{topology, border, 0.3, 0};
      expect_same_cells<double>(38, 283, rule);
      expect_same_cells<float>(38, 283, rule);
    }
  }
}

TEST_F(HexDiffusionEquivalence, HasTheSameBitsOnTheSmallestGrids) {
  for (const std::int64_t rows : {1, 2, 3, 5}) {
    for (const std::int64_t cols : {1, 2, 3, 7}) {
      for (const GridBorder border : {GridBorder::fixed, GridBorder::reflecting}) {
        expect_same_cells<double>(rows, cols, {Topology::hex, border, 0.3, 0});
      }
    }
  }
}

TEST_F(HexDiffusionEquivalence, HeavyRoundsHaveTheSameBits) {
  const DiffusionRule rule{Topology::hex, GridBorder::reflecting, 0.2, 3};
  expect_same_cells<double>(9, 133, rule);
  expect_same_cells<float>(9, 133, rule);
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
