#include "kernels/stages/grid_level.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <vector>

#include "cpu_fallback/stages.hpp"
#include "tests/support/element_level_arrays.hpp"
#include "tests/support/same_bits.hpp"
#include "tests/support/stage_test.hpp"

namespace tessera {
namespace {

using Floats = std::vector<float>;
using Quad4Arrays = support::ElementLevelArrays<cpu::Executor, Quad4Level>;

/// A block of square elements that stand on the squares of a grid, whose operator is that of
/// bilinear elements then: 8/3 in the middle, -1/3 for each of the eight neighbours.
class GridLevels : public support::StageTest {
 protected:
  static constexpr std::int64_t kSlow = 5;
  static constexpr std::int64_t kFast = 20;

  void SetUp() override {
    std::vector<std::int32_t> nodes;
    std::vector<std::int32_t> offsets{0};
    std::vector<std::int32_t> elements;
    for (std::int32_t cell = 0; cell < shape.node_count(); ++cell) {
      const auto fast = static_cast<std::int32_t>(shape.fast);
      if (cell / fast < kSlow - 1 && cell % fast < kFast - 1) {
        elements.push_back(static_cast<std::int32_t>(elements.size()));
        for (const std::int32_t node : {cell, cell + 1, cell + fast + 1, cell + fast}) {
          nodes.push_back(node);
        }
      }
      offsets.push_back(static_cast<std::int32_t>(elements.size()));
    }
    Floats conductance;
    for (std::size_t element = 0; element < elements.size(); ++element) {
      const float side = 1.0F / 6;
      const float across = 1.0F / 3;
      conductance.insert(conductance.end(), {side, across, side, side, across, side});
    }
    std::vector<GridPlace> places;
    for (std::int32_t node = 0; node < shape.node_count(); ++node) {
      const auto fast = static_cast<std::int32_t>(shape.fast);
      places.push_back({node / fast, node % fast, 0.0F, 0.0F});
    }
    Quad4Arrays arrays(executor, shape.node_count(), nodes, conductance, {});
    const auto cell_offsets = put(offsets);
    const auto sorted = put(elements);
    const auto stand = put(places);
    const auto ground = put(Floats(static_cast<std::size_t>(shape.node_count()), 0.0F));
    cells = make<CellMatrix>(shape.node_count());
    fill_cells(executor, arrays.level(),
               ElementsOnGrid{cell_offsets.view(), sorted.view(), stand.view(), ground.view()},
               shape, cells.view());
  }

  GridLevel form(const GridShape& of, View<const CellMatrix> from) {
    stencil = make<float>(of.line_count() * kStencilNodes * kFloatLanes);
    inverse_diagonal = make<float>(of.vector_count());
    set_zero(executor, inverse_diagonal.view());
    form_stencil(executor, of, from, GridStencil{stencil.view(), inverse_diagonal.view()});
    std::vector<std::int32_t> all;
    for (std::int32_t line = 0; line < of.line_count(); ++line) all.push_back(line);
    lines = put(all);
    return {of, stencil.view(), inverse_diagonal.view(), lines.view()};
  }

  // r - A direction with direction = 1 at one node.
  float minus_entry(const GridLevel& level, std::int64_t row_slow, std::int64_t row_fast,
                    std::int64_t slow, std::int64_t fast) {
    auto r = make<float>(level.shape.vector_count());
    auto direction = make<float>(level.shape.vector_count());
    set_zero(executor, r.view());
    set_zero(executor, direction.view());
    direction.view()[level.shape.place(slow, fast)] = 1.0F;
    subtract_action(executor, level, LevelVectors{r.view(), direction.view(), {}, {}});
    return r.view()[level.shape.place(row_slow, row_fast)];
  }

  GridShape shape{kSlow + 2, kFast + 2};
  cpu::Array<CellMatrix> cells;
  cpu::Array<float> stencil, inverse_diagonal;
  cpu::Array<std::int32_t> lines;
};

TEST_P(GridLevels, HaveTheStencilOfBilinearElements) {
  const GridLevel level = form(shape, cells.view());
  for (const std::int64_t fast : {3, 15, 16}) {
    for (std::int64_t ds = -2; ds <= 2; ++ds) {
      for (std::int64_t df = -2; df <= 2; ++df) {
        const bool near = std::abs(ds) <= 1 && std::abs(df) <= 1;
        const float expected = ds == 0 && df == 0 ? -8.0F / 3 : (near ? 1.0F / 3 : 0.0F);
        EXPECT_NEAR(minus_entry(level, 2, fast, 2 + ds, fast + df), expected, 1e-6F)
            << ds << ' ' << df;
      }
    }
    EXPECT_NEAR(level.inverse_diagonal[shape.place(2, fast)], 3.0F / 8, 1e-7F);
  }
  EXPECT_EQ(level.inverse_diagonal[shape.place(kSlow, 3)], 0.0F) << "beyond the elements";
}

TEST_P(GridLevels, KeepTheStencilWhenTheyAreHalved) {
  const GridShape coarse = halved(shape);
  auto coarse_cells = make<CellMatrix>(coarse.node_count());
  halve_cells(executor, shape, cells.view(), coarse_cells.view());
  const GridLevel level = form(coarse, coarse_cells.view());
  for (std::int64_t ds = -1; ds <= 1; ++ds) {
    for (std::int64_t df = -1; df <= 1; ++df) {
      const float expected = ds == 0 && df == 0 ? -8.0F / 3 : 1.0F / 3;
      EXPECT_NEAR(minus_entry(level, 1, 4, 1 + ds, 4 + df), expected, 1e-6F);
    }
  }
}

// D^-1 A of one bilinear square has the eigenvalues 0, 3/2, 1/2 ... and not more than 3/2.
TEST_P(GridLevels, BoundTheirEigenvaluesByTheWorstCell) {
  const double bound = bound_cells(executor, shape, cells.view());
  EXPECT_GE(bound, 1.5);
  EXPECT_LE(bound, 1.5 * std::pow(3.0, 1.0 / 16));
}

TEST_P(GridLevels, StepWritesTheNewDirectionBesideTheOld) {
  const GridLevel level = form(shape, cells.view());
  auto r = make<float>(shape.vector_count());
  auto direction = make<float>(shape.vector_count());
  auto x = make<float>(shape.vector_count());
  auto spare = make<float>(shape.vector_count());
  for (auto* vector : {&r, &direction, &x, &spare}) set_zero(executor, vector->view());
  const std::int64_t middle = shape.place(2, 16);
  direction.view()[middle] = 2.0F;
  x.view()[middle] = 5.0F;
  smooth_step(executor, level, LevelVectors{r.view(), direction.view(), x.view(), spare.view()},
              ChebyshevStep{0.5F, 0.25F});
  EXPECT_NEAR(r.view()[middle], -16.0F / 3, 2e-6F);
  EXPECT_NEAR(spare.view()[middle], 0.5F - 1.0F, 1e-6F);
  EXPECT_NEAR(x.view()[middle], 4.5F, 1e-6F);
  EXPECT_NEAR(spare.view()[middle + 1], 0.5F * 3 / 8 * 2 / 3, 1e-6F);
  EXPECT_EQ(direction.view()[middle], 2.0F);
}

TEST_P(GridLevels, FirstStepGoesAlongTheScaledResidual) {
  const GridLevel level = form(shape, cells.view());
  auto r = make<float>(shape.vector_count());
  auto direction = make<float>(shape.vector_count());
  auto x = make<float>(shape.vector_count());
  for (auto* vector : {&r, &direction, &x}) set_zero(executor, vector->view());
  r.view()[shape.place(1, 1)] = 8.0F;
  begin_smoothing(executor, level, LevelVectors{r.view(), direction.view(), x.view(), {}},
                  ChebyshevStep{0.5F, 0.0F});
  EXPECT_NEAR(x.view()[shape.place(1, 1)], 1.5F, 1e-6F);
  EXPECT_SAME_BITS(get(x), get(direction));
}

TESSERA_FOR_EVERY_INSTRUCTION_SET(GridLevels);

}  // namespace
}  // namespace tessera
