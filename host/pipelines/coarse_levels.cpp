#include "host/pipelines/coarse_levels.hpp"

#include "host/pipelines/aggregation.hpp"
#include "host/pipelines/corner_aggregates.hpp"

namespace tessera {

CoarseLevels choose_coarse_levels(const FlowDiscretisation& mesh, const ElementLayout& elements) {
  // A grid might fit in either case, but would take more iterations.
  if (is_stretched(mesh)) return {CoarseKind::aggregates, {}};
  if (conductivity_jumps(mesh)) return {CoarseKind::corner_aggregates, {}};
  CoarseLevels levels{CoarseKind::grid, lay_out_grid(mesh, elements)};
  if (!levels.grid.obstacle.empty()) levels.kind = CoarseKind::corner_aggregates;
  return levels;
}

}  // namespace tessera
