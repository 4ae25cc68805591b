#include "host/report/nodal_average.hpp"

#include <cstdint>

namespace tessera {

std::vector<double> nodal_average(const Quad8Mesh& mesh, std::span<const double> element_values) {
  std::vector<double> average(mesh.node_count(), 0.0);
  std::vector<std::int32_t> elements_at(mesh.node_count(), 0);
  for (std::size_t element = 0; element < mesh.element_count(); ++element) {
    for (const NodeId node : mesh.quad8[element]) {
      average[static_cast<std::size_t>(node)] += element_values[element];
      ++elements_at[static_cast<std::size_t>(node)];
    }
  }
  for (std::size_t node = 0; node < average.size(); ++node) {
    if (elements_at[node] > 0) average[node] /= elements_at[node];
  }
  return average;
}

}  // namespace tessera
