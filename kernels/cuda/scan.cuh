#pragma once

#include <cub/device/device_scan.cuh>

#include "kernels/cuda/cub_workspace.cuh"

namespace tessera::gpu {

/// values[i] = values[0] + ... + values[i], in place; does not wait.
template <class Integer>
void sum_in_place(Executor& executor, View<Integer> values) {
  if (values.count == 0) return;
  run_with_workspace(executor, [&](void* workspace, std::size_t& bytes, cudaStream_t stream) {
    return cub::DeviceScan::InclusiveSum(workspace, bytes, values.data, values.data, values.count,
                                         stream);
  });
}

}  // namespace tessera::gpu
