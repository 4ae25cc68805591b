#include "tools/benchmarks/device_clock.hpp"

#include <chrono>

#include "kernels/cuda/context.hpp"

namespace tessera::bench {

DeviceClock::DeviceClock(gpu::Executor& executor, std::int64_t other_bytes)
    : executor_(executor), something_else_(gpu::allocate<std::byte>(executor, other_bytes)) {}

// The host asks for the work while the device is still busy with the cache.
double DeviceClock::cold_s(const std::function<void()>& work) {
  const cudaStream_t stream = executor_.context().stream.get();
  gpu::set_zero(executor_, something_else_.view());
  begin_.record(stream);
  work();
  end_.record(stream);
  gpu::synchronize(executor_);
  return 1e-3 * end_.milliseconds_since(begin_);
}

double DeviceClock::warm_s(const std::function<void()>& work) {
  using Clock = std::chrono::steady_clock;
  gpu::synchronize(executor_);
  const Clock::time_point start = Clock::now();
  work();
  gpu::synchronize(executor_);
  return std::chrono::duration<double>(Clock::now() - start).count();
}

}  // namespace tessera::bench
