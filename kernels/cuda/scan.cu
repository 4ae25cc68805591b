#include <cub/device/device_scan.cuh>

#include "kernels/cuda/cub_workspace.cuh"
#include "kernels/cuda/scan.hpp"

namespace tessera::gpu {
namespace {

template <class Integer>
void sum_in_place(Executor& executor, View<Integer> values) {
  if (values.count == 0) return;
  run_with_workspace(executor, [&](void* workspace, std::size_t& bytes, cudaStream_t stream) {
    return cub::DeviceScan::InclusiveSum(workspace, bytes, values.data, values.data, values.count,
                                         stream);
  });
}

}  // namespace

std::int64_t inclusive_scan(Executor& executor, View<std::int64_t> values) {
  if (values.count == 0) return 0;
  sum_in_place(executor, values);
  return read_later(executor, View<const std::int64_t>(part(values, values.count - 1, 1))).get();
}

void inclusive_scan(Executor& executor, View<std::int32_t> values) {
  sum_in_place(executor, values);
}

}  // namespace tessera::gpu
