#include <algorithm>

#include "kernels/cuda/launch.cuh"
#include "kernels/cuda/median_time.hpp"
#include "kernels/gpu_copy_bandwidth.hpp"

namespace tessera::gpu {
namespace {

constexpr int kThreads = 256;
/// Loads that one thread has under way at a time, 16 bytes each.
constexpr int kLoads = 4;
constexpr int kBlockItems = kThreads * kLoads;

__global__ void __launch_bounds__(kThreads)
    copy_kernel(const double2* __restrict__ from, double2* __restrict__ to) {
  const std::int64_t first = std::int64_t{blockIdx.x} * kBlockItems + threadIdx.x;
  double2 item[kLoads];
#pragma unroll
  for (int load = 0; load < kLoads; ++load) item[load] = from[first + load * kThreads];
#pragma unroll
  for (int load = 0; load < kLoads; ++load) to[first + load * kThreads] = item[load];
}

/// Numbers without a pattern: memory may treat zeros better than others.
__global__ void __launch_bounds__(kThreads) fill_kernel(double2* to) {
  const std::int64_t first = std::int64_t{blockIdx.x} * kBlockItems + threadIdx.x;
  for (int load = 0; load < kLoads; ++load) {
    const std::int64_t item = first + load * kThreads;
    to[item] = {static_cast<double>(item * 2654435761 % 4294967291), static_cast<double>(item)};
  }
}

std::int64_t free_bytes() {
  std::size_t free = 0;
  std::size_t total = 0;
  TESSERA_CUDA_CHECK(cudaMemGetInfo(&free, &total));
  return static_cast<std::int64_t>(free);
}

}  // namespace

double measure_copy_bandwidth(Executor& executor, std::int64_t bytes) {
  constexpr std::int64_t kBlockBytes = kBlockItems * std::int64_t{sizeof(double2)};
  const std::int64_t blocks =
      std::max<std::int64_t>(1, std::min(bytes, free_bytes() / 4) / kBlockBytes);
  auto from = allocate<double2>(executor, blocks * kBlockItems);
  auto to = allocate<double2>(executor, blocks * kBlockItems);
  launch(executor, blocks, kThreads, fill_kernel, from.view().data);
  const double kernel_s = median_s(executor, [&] {
    launch(executor, blocks, kThreads, copy_kernel, from.view().data, to.view().data);
  });
  const double driver_s = median_s(executor, [&] {
    TESSERA_CUDA_CHECK(cudaMemcpyAsync(to.view().data, from.view().data,
                                       static_cast<std::size_t>(blocks * kBlockBytes),
                                       cudaMemcpyDeviceToDevice, executor.context().stream.get()));
  });
  return 2.0 * static_cast<double>(blocks * kBlockBytes) / std::min(kernel_s, driver_s);
}

}  // namespace tessera::gpu
