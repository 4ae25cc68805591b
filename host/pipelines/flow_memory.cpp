#include "host/pipelines/flow_memory.hpp"

#include <algorithm>

#include "kernels/stages/sparsity_pattern.hpp"
#include "kernels/stages/stiffness.hpp"

namespace tessera {

std::int64_t executor_bytes(const FlowSizes& sizes) {
  constexpr std::int64_t kEntry = sizeof(double) + sizeof(std::int32_t);
  constexpr std::int64_t kElementSlots = kQuad8Nodes * kQuad8Nodes * std::int64_t{sizeof(Slot)};
  const auto [file_nodes, nodes, elements, unknowns, nonzeros] = sizes;
  const std::int64_t mesh = nodes * 20 + elements * (8 + 2 * 4 * kQuad8Nodes);
  const std::int64_t system = conductance_count(elements) * 8 + (nodes + unknowns) * 8 * 2;
  // Each of these stages holds all it needs beside the mesh and the system.
  const std::int64_t assembly = unknowns * 4 + nonzeros * kEntry + elements * kElementSlots;
  const std::int64_t slicing = unknowns * 4 + nonzeros * kEntry * 2;
  const std::int64_t solving = nonzeros * kEntry + unknowns * 8 * 4 + nodes * 8 * 2;
  return mesh + system + std::max({assembly, slicing, solving});
}

std::int64_t host_bytes(const FlowSizes& sizes) {
  const std::int64_t mesh = sizes.file_nodes * 16 + sizes.elements * 32;
  const std::int64_t numbering = sizes.nodes * 40 + sizes.elements * (12 + 2 * 4 * kQuad8Nodes);
  const std::int64_t results = sizes.file_nodes * 24 + sizes.elements * 48;
  return mesh + numbering + results;
}

}  // namespace tessera
