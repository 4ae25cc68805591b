#include "host/pipelines/multigrid_cost.hpp"

#include <span>

#include "host/pipelines/grid_schedule.hpp"
#include "host/pipelines/multigrid.hpp"

namespace tessera {
namespace {

// `degree` steps before, of which the first starts from 0, the residual that they leave, and
// `degree` steps after.
StageCost smoothing_cost(const StageCost& action, std::int64_t rows, int degree) {
  return begin_smoothing_cost(rows) + 2.0 * degree * action +
         (2.0 * degree - 1.0) * chebyshev_step_cost(rows);
}

// All visits of all grids, the last of which is inverted.
StageCost grids_cost(std::span<const std::int64_t> active_nodes) {
  const std::vector<std::int64_t> visits = grid_visits(active_nodes);
  StageCost cost = static_cast<double>(visits.back()) * solve_coarsest_cost(active_nodes.back());
  for (std::size_t grid = 0; grid + 1 < active_nodes.size(); ++grid) {
    const std::int64_t nodes = active_nodes[grid];
    const auto here = static_cast<double>(visits[grid]);
    const auto below = static_cast<double>(visits[grid + 1]);
    const StageCost action = subtract_grid_cost(nodes);
    cost = cost + here * smoothing_cost(action, nodes, kGridDegree) + (below - here) * action +
           below * halving_transfer_cost(nodes, active_nodes[grid + 1]);
  }
  return cost;
}

}  // namespace

StageCost multigrid_cycle_cost(std::int64_t elements,
                               const std::vector<std::int64_t>& level_unknowns) {
  constexpr std::size_t kFirstGrid = 2;
  if (level_unknowns.size() <= kFirstGrid) return {};
  const std::int64_t fine = level_unknowns[0];
  const std::int64_t corners = level_unknowns[1];
  return smoothing_cost(subtract_elements_cost<kQuad8Nodes, kQuad8Pairs>(fine, elements), fine,
                        kQuad8Degree) +
         smoothing_cost(subtract_elements_cost<kQuad4Nodes, kQuad4Pairs>(corners, elements),
                        corners, kQuad4Degree) +
         corner_transfer_cost(fine, corners) +
         grid_transfer_cost(corners, level_unknowns[kFirstGrid]) +
         grids_cost(std::span(level_unknowns).subspan(kFirstGrid));
}

StageCost aggregates_cycle_cost(std::int64_t elements, int finest_degree,
                                const std::vector<std::int64_t>& level_unknowns,
                                const std::vector<AggregateEntries>& entries) {
  const std::int64_t fine = level_unknowns.front();
  StageCost cost = smoothing_cost(subtract_elements_cost<kQuad8Nodes, kQuad8Pairs>(fine, elements),
                                  fine, finest_degree);
  for (std::size_t level = 0; level < entries.size(); ++level) {
    const std::int64_t rows = level_unknowns[level + 1];
    const bool is_inverted = level + 1 == entries.size() && rows <= kMostInvertedRows;
    cost = cost + aggregate_transfer_cost(level_unknowns[level], rows, entries[level]) +
           (is_inverted ? solve_coarsest_cost(rows)
                        : smoothing_cost(subtract_aggregates_cost(rows, entries[level].matrix),
                                         rows, kAggregateDegree));
  }
  return cost;
}

}  // namespace tessera
