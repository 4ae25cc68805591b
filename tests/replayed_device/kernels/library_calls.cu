#include <cub/device/device_scan.cuh>
#include <thrust/execution_policy.h>
#include <thrust/reduce.h>
#include <thrust/sort.h>
#include <thrust/system/cuda/execution_policy.h>

#include "tests/replayed_device/kernels/library_calls.hpp"

namespace tessera::replayed_kernels {

void inclusive_sum(const std::int64_t* values, std::int64_t* sums, std::int64_t count,
                   cudaStream_t stream) {
  std::size_t bytes = 0;
  cub::DeviceScan::InclusiveSum(nullptr, bytes, values, sums, count, stream);
  void* workspace = nullptr;
  cudaMalloc(&workspace, bytes);
  cub::DeviceScan::InclusiveSum(workspace, bytes, values, sums, count, stream);
  cudaFree(workspace);
}

void sort_by_key(std::uint64_t* keys, std::int32_t* values, std::int64_t count,
                 cudaStream_t stream) {
  thrust::stable_sort_by_key(thrust::cuda::par.on(stream), keys, keys + count, values);
}

std::int64_t sum_by_key(const std::uint64_t* keys, const std::int32_t* values,
                        std::uint64_t* run_keys, std::int32_t* run_sums, std::int64_t count,
                        cudaStream_t stream) {
  const auto ends = thrust::reduce_by_key(thrust::cuda::par.on(stream), keys, keys + count, values,
                                          run_keys, run_sums);
  return ends.first - run_keys;
}

}  // namespace tessera::replayed_kernels
