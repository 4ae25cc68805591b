#include "host/pipelines/coarse_levels.hpp"

#include "host/pipelines/aggregation.hpp"

namespace tessera {

GridLayout choose_coarse_grid(const FlowDiscretisation& mesh, const ElementLayout& elements) {
  // A grid might fit all the same, but would take more iterations.
  if (is_stretched(mesh)) {
    GridLayout none;
    none.obstacle = "its elements are stretched";
    return none;
  }
  return lay_out_grid(mesh, elements);
}

}  // namespace tessera
