#pragma once

#include "kernels/cuda/launch.cuh"

namespace tessera::gpu {

/// Blocks of `kernel` that the device can run side by side, at most one per multiprocessor; 0 where
/// it has no launches whose blocks may wait for each other.
template <class... Parameters>
std::int64_t cooperative_blocks(Executor& executor, int threads, void (*kernel)(Parameters...)) {
  const Device& device = executor.device();
  int is_possible = 0;
  TESSERA_CUDA_CHECK(
      cudaDeviceGetAttribute(&is_possible, cudaDevAttrCooperativeLaunch, device.ordinal));
  if (is_possible == 0) return 0;
  int blocks = 0;
  TESSERA_CUDA_CHECK(cudaOccupancyMaxActiveBlocksPerMultiprocessor(
      &blocks, reinterpret_cast<const void*>(kernel), threads, 0));
  return blocks == 0 ? 0 : device.multiprocessors;
}

/// As `launch`, with all blocks side by side; at most `cooperative_blocks`. Returns false where the
/// device has no room for them after all, because it is shared; nothing was started then.
template <class... Parameters>
[[nodiscard]] bool launch_cooperatively(Executor& executor, std::int64_t blocks, int threads,
                                        void (*kernel)(Parameters...),
                                        std::type_identity_t<Parameters>... arguments) {
  void* pointers[] = {static_cast<void*>(&arguments)...};
  const cudaError_t status = cudaLaunchCooperativeKernel(
      reinterpret_cast<const void*>(kernel), dim3(static_cast<unsigned>(blocks)),
      dim3(static_cast<unsigned>(threads)), pointers, 0, executor.context().stream.get());
  if (status == cudaErrorCooperativeLaunchTooLarge) {
    static_cast<void>(cudaGetLastError());
    return false;
  }
  TESSERA_CUDA_CHECK(status);
  wait_after_launch(executor);
  return true;
}

}  // namespace tessera::gpu
