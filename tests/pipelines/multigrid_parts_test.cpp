#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <vector>

#include "cpu_fallback/stages.hpp"
#include "host/pipelines/chebyshev.hpp"
#include "host/pipelines/dense_inverse.hpp"
#include "host/pipelines/flow_discretisation.hpp"
#include "host/pipelines/grid_layout.hpp"
#include "host/pipelines/lumped_ground.hpp"
#include "tests/support/rich_problem.hpp"

namespace tessera {
namespace {

// What is left of an error of one eigenvalue after the steps, by running them on a 1x1 system.
double remainder_of(const std::vector<ChebyshevStep>& steps, double eigenvalue) {
  double r = 1.0;
  double direction = 0.0;
  for (const ChebyshevStep& step : steps) {
    r -= eigenvalue * direction;
    direction = step.share_of_direction * direction + step.share_of_residual * r;
  }
  return r - eigenvalue * direction;
}

// The extremum of 1 / T_n((theta - lambda) / delta) / ... at both ends: 1 / T_n(theta / delta).
double sum_of(View<const float> values) {
  double sum = 0.0;
  for (std::int64_t item = 0; item < values.count; ++item) sum += values[item];
  return sum;
}

TEST(Chebyshev, DampsItsIntervalAsMuchAsAnyPolynomialCan) {
  for (const int degree : {1, 2, 3, 4}) {
    const std::vector<ChebyshevStep> steps = chebyshev_steps(3.5, 6.0, degree);
    ASSERT_EQ(steps.size(), static_cast<std::size_t>(degree));
    const double best = 1.0 / std::cosh(degree * std::acosh(7.0 / 5.0));
    double worst = 0.0;
    for (int point = 0; point <= 200; ++point) {
      const double eigenvalue = 3.5 / 6.0 + (3.5 - 3.5 / 6.0) * point / 200;
      worst = std::max(worst, std::fabs(remainder_of(steps, eigenvalue)));
    }
    EXPECT_NEAR(worst, best, 1e-5) << degree;
    EXPECT_GT(remainder_of(steps, 1e-3), 0.99 - 0.01 * degree) << "smooth errors stay";
  }
}

TEST(DenseInverse, TimesTheMatrixIsTheIdentity) {
  const std::vector<double> A{4, -1, 0.5, -1, 3, -1, 0.5, -1, 5};
  const std::vector<double> inverse = inverse_of(A, 3);
  for (std::size_t row = 0; row < 3; ++row) {
    for (std::size_t column = 0; column < 3; ++column) {
      double sum = 0.0;
      for (std::size_t k = 0; k < 3; ++k) sum += A[row * 3 + k] * inverse[k * 3 + column];
      EXPECT_NEAR(sum, row == column ? 1.0 : 0.0, 1e-15);
      EXPECT_SAME_BITS(inverse[row * 3 + column], inverse[column * 3 + row]);
    }
  }
}

// The third row is the sum of the others.
TEST(DenseInverse, LeavesOutRowsThatDependOnOthers) {
  const std::vector<double> A{2, 1, 3, 1, 3, 4, 3, 4, 7};
  const std::vector<double> inverse = inverse_of(A, 3);
  const double expected[9] = {0.6, -0.2, 0, -0.2, 0.4, 0, 0, 0, 0};
  for (std::size_t entry = 0; entry < 9; ++entry)
    EXPECT_NEAR(inverse[entry], expected[entry], 1e-15);
}

TEST(DenseInverse, TakesNoRowsAndRowsOfZeros) {
  EXPECT_TRUE(inverse_of({}, 0).empty());
  EXPECT_SAME_BITS(inverse_of({0, 0, 0, 4}, 2), (std::vector<double>{0, 0, 0, 0.25}));
}

TEST(GridLayout, PutsEveryElementIntoTheWindowOfItsCorners) {
  cpu::Executor executor({cpu::Team::serial, 1});
  const auto mesh = discretise(executor, support::rich_problem(40, 30));
  const auto elements = lay_out_elements(executor, mesh.table());
  const auto layout = lay_out_grid(executor, mesh.table(), elements);
  ASSERT_EQ(layout.obstacle, "");
  EXPECT_EQ(layout.elements.count(), mesh.element_count());
  for (std::int64_t cell = 0; cell < layout.shape.node_count(); ++cell) {
    for (std::int32_t at = layout.window_offsets.view()[cell];
         at < layout.window_offsets.view()[cell + 1]; ++at) {
      const std::int64_t element = layout.elements.view()[at];
      for (std::int64_t a = 0; a < 4; ++a) {
        const std::int32_t corner =
            elements.corner_of_node.view()[mesh.nodes.view()[element * 8 + a]];
        if (corner >= elements.corner_rows) continue;
        const GridPlace& place = layout.places.view()[corner];
        EXPECT_GE(place.slow, cell / layout.shape.fast);
        EXPECT_LE(place.slow, cell / layout.shape.fast + 1);
        EXPECT_GE(place.fast, cell % layout.shape.fast);
        EXPECT_LE(place.fast, cell % layout.shape.fast + 1);
      }
    }
  }
}

TEST(RobinEntries, AreFoundByChunksOfRows) {
  const std::vector<std::int32_t> rows{0, 5, 5, 1023, 1024, 3000};
  EXPECT_EQ(chunk_offsets(rows, 4000), (std::vector<std::int32_t>{0, 4, 5, 6, 6}));
  EXPECT_EQ(chunk_offsets({}, 5), (std::vector<std::int32_t>{0, 0}));
  EXPECT_EQ(chunk_offsets({}, 0), (std::vector<std::int32_t>{0}));
}

TEST(ElementLayout, EveryMidSideIsAChildOfBothItsParents) {
  cpu::Executor executor({cpu::Team::serial, 1});
  const auto mesh = discretise(executor, support::rich_problem(9, 7));
  const auto layout = lay_out_elements(executor, mesh.table());
  std::vector<int> children(static_cast<std::size_t>(layout.corner_rows), 0);
  for (std::int64_t row = 0; row < mesh.unknown_count; ++row) {
    for (const std::int64_t end : {0, 1}) {
      const std::int64_t place = (row / 16 * 2 + end) * 16 + row % 16;
      const std::int32_t corner = layout.parents.view()[place];
      ASSERT_LE(corner, layout.corner_rows);
      if (layout.corner_of_node.view()[row] >= 0) {
        EXPECT_EQ(corner, layout.corner_of_node.view()[row]);
      } else if (corner < layout.corner_rows) {
        ++children[static_cast<std::size_t>(corner)];
      }
    }
  }
  for (std::int64_t corner = 0; corner < layout.corner_rows; ++corner) {
    int listed = 0;
    const std::int64_t slice = corner / 16;
    const IndexSlices lists = layout.mid_sides.at();
    for (std::int32_t slot = lists.offsets[slice]; slot < lists.offsets[slice + 1]; ++slot) {
      if (lists.places[slot * 16 + corner % 16] < mesh.unknown_count) ++listed;
    }
    EXPECT_EQ(listed, children[static_cast<std::size_t>(corner)]) << corner;
  }
}

TEST(LumpedGround, HasTheCoefficientTimesTheLengthOfTheEdgesOnEveryLevel) {
  FlowProblem problem = support::rich_problem(10, 8);
  problem.potentials.clear();
  problem.mesh = support::structured_rectangle(10, 8, 1.0, 1.0);
  problem.robins[0].edges =
      support::border_where(problem.mesh, [](Point p) { return p.x > 1.0 - 1e-9; });
  problem.nodal_source.clear();
  cpu::Executor executor({cpu::Team::serial, 1});
  const auto mesh = discretise(executor, problem);
  const auto layout = lay_out_elements(executor, mesh.table());
  const auto ground = lump_robin_edges(executor, mesh.table(), mesh.robin, layout, 1.0);
  const double quad8 = sum_of(ground.quad8.view());
  const double quad4 = sum_of(ground.quad4.view());
  // The entries beside the diagonal are -1/30 and 1/15 of an edge; |row sums| make 17/15 of it.
  EXPECT_NEAR(quad8, 0.7 * 17 / 15, 1e-6);
  EXPECT_NEAR(quad4, quad8, 1e-6);
}

}  // namespace
}  // namespace tessera
