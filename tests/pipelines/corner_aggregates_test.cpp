#include "host/pipelines/corner_aggregates.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <vector>

#include "tests/support/rich_problem.hpp"

namespace tessera {
namespace {

/// Squares that all conduct 1 but one in the middle.
FlowDiscretisation with_one_of(double conductivity) {
  FlowProblem problem = support::rich_problem(6, 5);
  problem.conductivity.assign(problem.mesh.element_count(), 1.0);
  problem.conductivity[14] = conductivity;
  return discretise(problem);
}

TEST(ConductivityJumps, AreQuotientsAboveFiftyAtANode) {
  EXPECT_FALSE(conductivity_jumps(with_one_of(1.0)));
  EXPECT_FALSE(conductivity_jumps(with_one_of(49.0)));
  EXPECT_FALSE(conductivity_jumps(with_one_of(1.0 / 49.0)));
  EXPECT_TRUE(conductivity_jumps(with_one_of(51.0)));
  EXPECT_TRUE(conductivity_jumps(with_one_of(1.0 / 51.0)));
}

TEST(ConductivityJumps, AreNotSlopes) {
  FlowProblem problem = support::rich_problem(6, 5);
  for (std::size_t element = 0; element < problem.conductivity.size(); ++element) {
    const auto column = static_cast<int>(element % 6);
    problem.conductivity[element] = std::ldexp(1.0, 5 * column);
  }
  EXPECT_FALSE(conductivity_jumps(discretise(problem)));
}

// Sides are straight, and nodes of known potential, on the left, count as 0 as x does there.
TEST(CornersOfElements, InterpolateLinearFunctions) {
  FlowProblem problem = support::rich_problem(6, 5);
  problem.mesh = support::structured_rectangle(6, 5, 3.0, 2.0);
  problem.nodal_source.clear();
  const FlowDiscretisation mesh = discretise(problem);
  const Coarsening corners = corners_of_elements(mesh);
  const SparseRows& P = corners.prolongation;
  ASSERT_EQ(P.row_count(), mesh.unknown_count);
  EXPECT_EQ(P.column_count, 6 * 6);
  ASSERT_EQ(corners.places.size(), 36U);
  for (std::size_t row = 0; row < static_cast<std::size_t>(P.row_count()); ++row) {
    double x = 0.0;
    for (auto at = static_cast<std::size_t>(P.offsets[row]);
         at < static_cast<std::size_t>(P.offsets[row + 1]); ++at) {
      x += P.values[at] * corners.places[static_cast<std::size_t>(P.columns[at])].x;
    }
    EXPECT_EQ(x, mesh.x[row]);
  }
}

}  // namespace
}  // namespace tessera
