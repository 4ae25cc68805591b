#pragma once

#include "host/pipelines/element_layout.hpp"
#include "host/pipelines/flow_discretisation.hpp"
#include "host/pipelines/grid_layout.hpp"

namespace tessera {

/// The grid on which multigrid has its coarse levels; where it takes aggregates instead, `obstacle`
/// says why and the rest is empty. The same for every executor. Made on the team of `mesh`.
[[nodiscard]] GridLayout choose_coarse_grid(const FlowDiscretisation& mesh,
                                            const ElementLayout& elements);

}  // namespace tessera
