#pragma once

#include <cstddef>

#include "kernels/cuda/context.hpp"

namespace tessera::gpu {

/// Calls `algorithm(workspace, bytes, stream)` of CUB twice: to hear how much workspace it takes,
/// and with that from the memory of the run. Throws CudaError, OutOfDeviceMemory.
template <class Algorithm>
void run_with_workspace(Executor& executor, const Algorithm& algorithm) {
  const cudaStream_t stream = executor.context().stream.get();
  std::size_t bytes = 0;
  TESSERA_CUDA_CHECK(algorithm(nullptr, bytes, stream));
  Array<std::byte> workspace = allocate<std::byte>(executor, static_cast<std::int64_t>(bytes));
  TESSERA_CUDA_CHECK(algorithm(workspace.view().data, bytes, stream));
}

}  // namespace tessera::gpu
