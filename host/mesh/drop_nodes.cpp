#include "host/mesh/drop_nodes.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "host/mesh/topology.hpp"

namespace tessera {

std::int64_t drop_unused_nodes(Quad8Mesh& mesh) {
  const std::vector<std::uint8_t> used = used_nodes(mesh);
  std::vector<NodeId> new_id(used.size(), -1);
  std::size_t kept = 0;
  for (std::size_t node = 0; node < used.size(); ++node) {
    if (used[node] == 0) continue;
    new_id[node] = static_cast<NodeId>(kept);
    mesh.x[kept] = mesh.x[node];
    mesh.y[kept] = mesh.y[node];
    ++kept;
  }
  mesh.x.resize(kept);
  mesh.y.resize(kept);
  const auto renumber = [&](NodeId& node) { node = new_id[static_cast<std::size_t>(node)]; };
  for (Quad8& element : mesh.quad8) std::for_each(element.begin(), element.end(), renumber);
  for (BoundaryGroup& group : mesh.boundaries) {
    for (Edge3& edge : group.edges) std::for_each(edge.begin(), edge.end(), renumber);
    std::erase_if(group.edges, [](const Edge3& edge) {
      return std::find(edge.begin(), edge.end(), -1) != edge.end();
    });
  }
  return static_cast<std::int64_t>(used.size() - kept);
}

}  // namespace tessera
