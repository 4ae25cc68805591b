#pragma once

#include <concepts>
#include <cstdint>

#include "host/pipelines/coarse_levels.hpp"
#include "host/pipelines/flow_discretisation.hpp"
#include "host/pipelines/flow_method.hpp"
#include "host/pipelines/flow_problem.hpp"
#include "kernels/gpu_devices.hpp"

namespace tessera {

/// The counts that decide how much memory a flow solve needs.
struct FlowSizes {
  std::int64_t file_nodes = 0;
  std::int64_t nodes = 0;  // used by an element
  std::int64_t elements = 0;
  std::int64_t unknowns = 0;
  std::int64_t nonzeros = 0;
  std::int64_t robin_entries = 0;
  std::int64_t slice_rows = 0;           // rows per slice of our own operator
  std::int64_t slice_entries = 0;        // of all slices, padding included
  CoarseKind coarse = CoarseKind::grid;  // what multigrid has
};

/// What a numbered problem says about its sizes, and its matrix has `nonzeros` entries. The slices
/// are left empty.
[[nodiscard]] FlowSizes sizes_of(const FlowProblem& problem, const FlowDiscretisation& numbered,
                                 std::int64_t nonzeros);

/// Bytes of all arrays on the executor at the peak of a run. Workspaces whose size only a vendor's
/// library knows, some per cent at most, are not in it.
[[nodiscard]] std::int64_t executor_bytes(const FlowSizes& sizes, FlowMethod method);

/// Bytes of the mesh, its discretisation and the results in the memory of the host.
[[nodiscard]] std::int64_t host_bytes(const FlowSizes& sizes);

/// Whether the memory of an executor is that of a device, which is as large as it is.
template <class Exec>
concept HasDevice = requires(const Exec& executor) {
  { executor.device() } -> std::convertible_to<const gpu::Device&>;
};

/// Throws ResourceError, with what is needed and what there is, when `device` has less memory.
void require_memory(const gpu::Device& device, std::int64_t needed_bytes);

}  // namespace tessera
