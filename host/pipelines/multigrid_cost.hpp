#pragma once

#include <cstdint>
#include <vector>

#include "kernels/stages/level_costs.hpp"

namespace tessera {

/// What a cycle of Multigrid costs on a mesh of `elements` elements. level_unknowns: of the
/// Quad-8 elements, their corners and the grids, the last of which is inverted
[[nodiscard]] StageCost multigrid_cycle_cost(std::int64_t elements,
                                             const std::vector<std::int64_t>& level_unknowns);

/// The same with aggregates under the Quad-8 elements. finest_degree: of the smoother on these
/// level_unknowns: of those elements and of the levels of aggregates   entries: of the latter
[[nodiscard]] StageCost aggregates_cycle_cost(std::int64_t elements, int finest_degree,
                                              const std::vector<std::int64_t>& level_unknowns,
                                              const std::vector<AggregateEntries>& entries);

}  // namespace tessera
