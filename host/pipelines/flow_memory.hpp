#pragma once

#include <cstdint>

namespace tessera {

/// The counts that decide how much memory a flow solve needs.
struct FlowSizes {
  std::int64_t file_nodes = 0;
  std::int64_t nodes = 0;  // used by an element
  std::int64_t elements = 0;
  std::int64_t unknowns = 0;
  std::int64_t nonzeros = 0;
};

/// Bytes of all arrays on the executor at the peak of a run.
[[nodiscard]] std::int64_t executor_bytes(const FlowSizes& sizes);

/// Bytes of the mesh, its discretisation and the results in the memory of the host.
[[nodiscard]] std::int64_t host_bytes(const FlowSizes& sizes);

}  // namespace tessera
