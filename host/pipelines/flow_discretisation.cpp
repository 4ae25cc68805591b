#include "host/pipelines/flow_discretisation.hpp"

namespace tessera {

void require_countable(const Quad8Mesh& mesh) {
  constexpr std::size_t limit = std::numeric_limits<std::int32_t>::max() / kQuad8Nodes;
  if (mesh.element_count() > limit) {
    throw InputError(mesh.source + ": " + std::to_string(mesh.element_count()) +
                     " elements; at most " + std::to_string(limit) + " can be numbered");
  }
}

}  // namespace tessera
