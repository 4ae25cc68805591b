#pragma once

#include <cstdint>
#include <type_traits>

#include "kernels/cuda/context.hpp"
#include "kernels/gpu_executor.hpp"

namespace tessera::gpu {

/// Blocks of `threads` threads that give every item a thread.
constexpr std::int64_t blocks_for(std::int64_t items, int threads) {
  return (items + threads - 1) / threads;
}

/// The number of this thread in the grid.
__device__ inline std::int64_t thread_in_grid() {
  return std::int64_t{blockIdx.x} * blockDim.x + threadIdx.x;
}

/// With TESSERA_SYNC=1 waits for the kernel that was just started, so that a fault while it runs is
/// reported there; not while a graph is recorded, where nothing runs.
inline void wait_after_launch(Executor& executor) {
  const Executor::Context& context = executor.context();
  if (!context.wait_after_launch) return;
  cudaStreamCaptureStatus capture = cudaStreamCaptureStatusNone;
  TESSERA_CUDA_CHECK(cudaStreamIsCapturing(context.stream.get(), &capture));
  if (capture == cudaStreamCaptureStatusNone) synchronize(executor);
}

/// Starts `kernel` on the stream of `executor`; nothing for a grid of 0 blocks. Throws CudaError
/// when it cannot be started.
template <class... Parameters>
void launch(Executor& executor, std::int64_t blocks, int threads, void (*kernel)(Parameters...),
            std::type_identity_t<Parameters>... arguments) {
  if (blocks == 0) return;
  void* pointers[] = {static_cast<void*>(&arguments)...};
  TESSERA_CUDA_CHECK(cudaLaunchKernel(
      reinterpret_cast<const void*>(kernel), dim3(static_cast<unsigned>(blocks)),
      dim3(static_cast<unsigned>(threads)), pointers, 0, executor.context().stream.get()));
  wait_after_launch(executor);
}

}  // namespace tessera::gpu
