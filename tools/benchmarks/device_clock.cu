#include <algorithm>
#include <chrono>

#include "kernels/cuda/launch.cuh"
#include "tools/benchmarks/device_clock.hpp"

namespace tessera::bench {
namespace {

constexpr int kThreads = 256;
/// Loads that one thread has under way at a time, 16 bytes each.
constexpr int kLoads = 4;
constexpr int kBlockItems = kThreads * kLoads;
constexpr int kPasses = 10;

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

cudaEvent_t make_event() {
  cudaEvent_t event = nullptr;
  TESSERA_CUDA_CHECK(cudaEventCreate(&event));
  return event;
}

}  // namespace

DeviceClock::DeviceClock(gpu::Executor& executor, std::int64_t other_bytes)
    : executor_(executor),
      something_else_(gpu::allocate<std::byte>(executor, other_bytes)),
      begin_(make_event()),
      end_(make_event()) {}

DeviceClock::~DeviceClock() {
  gpu::check_quietly(cudaEventDestroy(begin_));
  gpu::check_quietly(cudaEventDestroy(end_));
}

// The host asks for the work while the device is still busy with the cache.
double DeviceClock::cold_s(const std::function<void()>& work) {
  const cudaStream_t stream = executor_.context().stream.get();
  gpu::set_zero(executor_, something_else_.view());
  TESSERA_CUDA_CHECK(cudaEventRecord(begin_, stream));
  work();
  TESSERA_CUDA_CHECK(cudaEventRecord(end_, stream));
  gpu::synchronize(executor_);
  float milliseconds = 0.0F;
  TESSERA_CUDA_CHECK(cudaEventElapsedTime(&milliseconds, begin_, end_));
  return 1e-3 * milliseconds;
}

double DeviceClock::warm_s(const std::function<void()>& work) {
  using Clock = std::chrono::steady_clock;
  gpu::synchronize(executor_);
  const Clock::time_point start = Clock::now();
  work();
  gpu::synchronize(executor_);
  return std::chrono::duration<double>(Clock::now() - start).count();
}

double measure_copy_rate(gpu::Executor& executor, DeviceClock& clock, std::int64_t bytes) {
  const std::int64_t blocks = bytes / (kBlockItems * std::int64_t{sizeof(double2)}) + 1;
  const std::int64_t items = blocks * kBlockItems;
  auto from = gpu::allocate<double2>(executor, items);
  auto to = gpu::allocate<double2>(executor, items);
  gpu::launch(executor, blocks, kThreads, fill_kernel, from.view().data);
  const double all_bytes = 2.0 * static_cast<double>(items) * sizeof(double2);
  double best_s = 1e30;
  for (int pass = 0; pass < kPasses; ++pass) {
    const double kernel_s = clock.cold_s([&] {
      gpu::launch(executor, blocks, kThreads, copy_kernel, from.view().data, to.view().data);
    });
    const double driver_s = clock.cold_s([&] {
      TESSERA_CUDA_CHECK(cudaMemcpyAsync(
          to.view().data, from.view().data, static_cast<std::size_t>(items) * sizeof(double2),
          cudaMemcpyDeviceToDevice, executor.context().stream.get()));
    });
    best_s = std::min({best_s, kernel_s, driver_s});
  }
  return all_bytes / best_s;
}

double peak_clock_hz(const gpu::Executor& executor) {
  int kilohertz = 0;
  TESSERA_CUDA_CHECK(
      cudaDeviceGetAttribute(&kilohertz, cudaDevAttrClockRate, executor.device().ordinal));
  return 1e3 * kilohertz;
}

}  // namespace tessera::bench
