#include <cub/device/device_scan.cuh>

#include "kernels/cuda/context.hpp"
#include "kernels/cuda/scan.hpp"

namespace tessera::gpu {

std::int64_t inclusive_scan(Executor& executor, View<std::int64_t> values) {
  if (values.count == 0) return 0;
  const cudaStream_t stream = executor.context().stream.get();
  std::size_t bytes = 0;
  TESSERA_CUDA_CHECK(cub::DeviceScan::InclusiveSum(nullptr, bytes, values.data, values.data,
                                                   values.count, stream));
  Array<std::byte> workspace = allocate<std::byte>(executor, static_cast<std::int64_t>(bytes));
  TESSERA_CUDA_CHECK(cub::DeviceScan::InclusiveSum(workspace.view().data, bytes, values.data,
                                                   values.data, values.count, stream));
  return read_later(executor, View<const std::int64_t>(part(values, values.count - 1, 1))).get();
}

}  // namespace tessera::gpu
