#pragma once

#include <cstddef>
#include <gtest/gtest.h>

#include "kernels/stages/aggregate_level.hpp"
#include "kernels/stages/boundary.hpp"
#include "kernels/stages/element_operator.hpp"
#include "kernels/stages/grid_cycle.hpp"
#include "kernels/stages/krylov.hpp"
#include "kernels/stages/level_transfer.hpp"
#include "kernels/stages/path_simulation.hpp"
#include "kernels/stages/preconditioned_search.hpp"
#include "kernels/stages/recovery.hpp"
#include "kernels/stages/source_load.hpp"
#include "kernels/stages/sparsity_pattern.hpp"
#include "kernels/stages/stiffness.hpp"
#include "kernels/stages/triplets.hpp"
#include "tests/support/fenced_memory.hpp"

namespace tessera::fenced {

// Every view among the arguments of a stage must lie inside the fence.
template <class T>
void require_fenced(const Memory& memory, const View<T>& view) {
  ASSERT_TRUE(memory.holds(view.data, static_cast<std::size_t>(view.count) * sizeof(T)))
      << "a stage was handed memory that is not on the device";
}
inline void require_fenced(const Memory&, double) {}
template <class... Views>
void require_all(const Memory& memory, const Views&... views) {
  (require_fenced(memory, views), ...);
}
inline void require_fenced(const Memory& memory, const ElementTable& t) {
  require_all(memory, t.x, t.y, t.nodes, t.conductivity, t.incidence_offsets, t.incidences);
}
inline void require_fenced(const Memory& memory, const CsrMatrix& A) {
  require_all(memory, A.row_offsets, A.columns, A.values);
}
inline void require_fenced(const Memory& memory, const SlicedMatrix& A) {
  require_all(memory, A.rows, A.slice_offsets, A.columns, A.values);
}
inline void require_fenced(const Memory& memory, const PatternRows& rows) {
  require_all(memory, rows.row_offsets, rows.columns, rows.slots);
}
inline void require_fenced(const Memory& memory, const StiffnessRows& rows) {
  require_all(memory, rows.row_offsets, rows.slots, rows.conductance, rows.values);
}
inline void require_fenced(const Memory& memory, const Triplets& triplets) {
  require_all(memory, triplets.keys, triplets.values);
}
inline void require_fenced(const Memory& memory, const TripletEntries& entries) {
  require_all(memory, entries.first_triplet, entries.columns, entries.values);
}
inline void require_fenced(const Memory& memory, const Sources& sources) {
  require_all(memory, sources.of_element, sources.of_node);
}
inline void require_fenced(const Memory& memory, const MatrixEntries& list) {
  require_all(memory, list.rows, list.columns, list.values);
}
inline void require_fenced(const Memory& memory, const PotentialParts& parts) {
  require_all(memory, parts.solution, parts.scale, parts.known);
}
inline void require_fenced(const Memory& memory, const SlicePlan& plan) {
  require_all(memory, plan.rows, plan.slice_offsets);
}
inline void require_fenced(const Memory& memory, const SliceEntries& entries) {
  require_all(memory, entries.columns, entries.values);
}
inline void require_fenced(const Memory& memory, const CgVectors& cg) {
  require_all(memory, cg.x, cg.r, cg.p, cg.q, cg.chunk_sums, cg.state);
}
inline void require_fenced(const Memory&, const GridShape&) {}
inline void require_fenced(const Memory&, const ChebyshevStep&) {}
inline void require_fenced(const Memory& memory, const PreconditionerScale& by) {
  require_fenced(memory, by.scale);
}
inline void require_fenced(const Memory& memory, const LevelVectors& at) {
  require_all(memory, at.r, at.direction, at.x, at.spare);
}
inline void require_fenced(const Memory& memory, const IndexSlices& slices) {
  require_all(memory, slices.offsets, slices.places);
}
template <int kNodes, int kPairs>
void require_fenced(const Memory& memory, const ElementLevel<kNodes, kPairs>& level) {
  require_all(memory, level.nodes, level.conductance, level.incident, level.extra,
              level.inverse_diagonal, level.rates);
}
inline void require_fenced(const Memory& memory, const DerivedLevels& levels) {
  require_all(memory, levels.quad8, levels.quad4, levels.quad8_power, levels.quad4_power);
}
inline void require_fenced(const Memory& memory, const ElementOperator& A) {
  require_all(memory, A.nodes, A.conductance, A.incident, A.robin, A.robin_offsets, A.scale,
              A.scaled, A.rates);
}
inline void require_fenced(const Memory& memory, const GridLevel& level) {
  require_all(memory, level.stencil, level.inverse_diagonal, level.lines);
}
inline void require_fenced(const Memory& memory, const ElementsOnGrid& on) {
  require_all(memory, on.cell_offsets, on.elements, on.places, on.ground);
}
inline void require_fenced(const Memory& memory, const GridStencil& to) {
  require_all(memory, to.stencil, to.inverse_diagonal);
}
inline void require_fenced(const Memory& memory, const CornerTransfer& transfer) {
  require_all(memory, transfer.parents, transfer.corners, transfer.mid_sides);
}
inline void require_fenced(const Memory& memory, const GridTransfer& transfer) {
  require_all(memory, transfer.cell_offsets, transfer.rows, transfer.weights, transfer.sums);
}
inline void require_fenced(const Memory& memory, const HalvingTransfer& transfer) {
  require_fenced(memory, transfer.active);
}
inline void require_fenced(const Memory& memory, const WeightedSlices& slices) {
  require_all(memory, slices.columns, slices.weights);
}
inline void require_fenced(const Memory& memory, const AggregateLevel& level) {
  require_all(memory, level.matrix, level.inverse_diagonal);
}
inline void require_fenced(const Memory& memory, const AggregateTransfer& transfer) {
  require_all(memory, transfer.prolongation, transfer.restriction);
}
inline void require_fenced(const Memory& memory, const DenseInverse& inverse) {
  require_all(memory, inverse.entries, inverse.places, inverse.gathered);
}
inline void require_fenced(const Memory& memory, const GridCycle& cycle) {
  for (const GridOfCycle& grid : cycle.grids) require_all(memory, grid.level, grid.at);
  require_fenced(memory, cycle.coarsest);
}
inline void require_fenced(const Memory& memory, const ElementFlow& flow) {
  require_all(memory, flow.vx, flow.vy, flow.speed);
}
inline void require_fenced(const Memory& memory, const QuasiSource& source,
                           std::int64_t dimensions) {
  require_all(memory, View<const std::uint32_t>{source.directions, dimensions * kSobolDigits},
              View<const BridgePoint>{source.bridge, source.steps});
}
inline void require_fenced(const Memory& memory, const PathProblem& problem) {
  if (problem.sampler.sampler != Sampler::sobol) return;
  require_fenced(memory, problem.quasi, sample_dimensions(problem));
}
inline void require_fenced(const Memory&, const SampleChunks&) {}

}  // namespace tessera::fenced
