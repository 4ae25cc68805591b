#pragma once

#include <cstdint>
#include <vector>

#include "host/pipelines/potential_flow.hpp"
#include "tests/support/analytic_flow.hpp"
#include "tests/support/csr_arrays.hpp"
#include "tests/support/mapped_mesh.hpp"
#include "tests/support/same_bits.hpp"

namespace tessera::support {

/// A problem that uses everything at once: curved elements, unused nodes, conductivity and sources
/// per element and per node, potential, flux and Robin edges that meet at corners. With 40 columns
/// and 30 rows it has four chunks of rows and three of elements, none of them full.
inline FlowProblem rich_problem(int columns, int rows) {
  FlowProblem problem;
  problem.mesh = bulged_square(columns, rows);
  Quad8Mesh& mesh = problem.mesh;
  mesh.x.insert(mesh.x.end(), {7.0, 8.0});
  mesh.y.insert(mesh.y.end(), {7.0, 8.0});
  const AnalyticField field{[](Point p) { return 1.0 + p.x * p.y; },
                            [](Point p) {
                              return Point{p.y, p.x};
                            }};
  problem.potentials = {
      potential_on(mesh, border_where(mesh, [](Point p) { return p.x < 1e-9; }), field)};
  problem.fluxes = {
      flux_on(mesh, border_where(mesh, [](Point p) { return p.y > 1.0 - 1e-9; }), field)};
  problem.robins = {
      {"side", border_where(mesh, [](Point p) { return p.x > 1.0 - 1e-9; }), 0.7, 1.3}};
  problem.conductivity = random_values(mesh.element_count(), 31);
  for (double& k : problem.conductivity) k += 1.25;
  problem.element_source = random_values(mesh.element_count(), 32);
  problem.nodal_source = random_values(mesh.node_count(), 33);
  return problem;
}

/// An element twenty times as long as high, all of whose nodes are known but one.
inline FlowProblem one_unknown() {
  FlowProblem problem;
  problem.mesh = structured_rectangle(1, 1, 20.0, 1.0);
  PotentialCondition known{"known", {}, {}};
  for (std::size_t node = 0; node + 1 < problem.mesh.node_count(); ++node) {
    known.nodes.push_back(static_cast<NodeId>(node));
    known.values.push_back(problem.mesh.x[node]);
  }
  problem.potentials = {known};
  return problem;
}

/// The flow on any executor, with the default tolerance.
template <class Exec>
FlowResult flow_on(Exec& executor, const FlowProblem& problem, FlowMethod method = {}) {
  return solve_potential_flow(
      executor, problem, CgSettings{}, [](const CgStep&) {}, method);
}

/// Expects every field and every number of the solver to have the same bits.
inline void expect_same_flow(const FlowResult& actual, const FlowResult& expected) {
  EXPECT_SAME_BITS(actual.potential, expected.potential);
  EXPECT_SAME_BITS(actual.stiffness_action, expected.stiffness_action);
  EXPECT_SAME_BITS(actual.load, expected.load);
  EXPECT_SAME_BITS(actual.velocity, expected.velocity);
  EXPECT_SAME_BITS(actual.speed, expected.speed);
  EXPECT_SAME_BITS(actual.pressure, expected.pressure);
  EXPECT_SAME_BITS(actual.energy, expected.energy);
  EXPECT_SAME_BITS(actual.source_flow, expected.source_flow);
  EXPECT_EQ(actual.unknowns, expected.unknowns);
  EXPECT_EQ(actual.nonzeros, expected.nonzeros);
  EXPECT_EQ(actual.solver.iterations, expected.solver.iterations);
  EXPECT_EQ(actual.solver.converged, expected.solver.converged);
  EXPECT_EQ(actual.solver.restarts, expected.solver.restarts);
  EXPECT_EQ(actual.preconditioner.used, expected.preconditioner.used);
  EXPECT_EQ(actual.preconditioner.level_unknowns, expected.preconditioner.level_unknowns);
  EXPECT_EQ(actual.preconditioner.coarse, expected.preconditioner.coarse);
  EXPECT_SAME_BITS(actual.solver.relative_residual, expected.solver.relative_residual);
}

}  // namespace tessera::support
