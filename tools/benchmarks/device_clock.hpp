#pragma once

#include <cstdint>
#include <functional>

#include "kernels/gpu_executor.hpp"

struct CUevent_st;

namespace tessera::bench {

/// Times work on a GPU in the two states in which a run meets it.
class DeviceClock {
 public:
  /// `other_bytes`: how much of something else fills the cache; several times its size.
  DeviceClock(gpu::Executor& executor, std::int64_t other_bytes);
  ~DeviceClock();
  DeviceClock(const DeviceClock&) = delete;
  DeviceClock& operator=(const DeviceClock&) = delete;

  /// Seconds on the device between the begin and the end of what `work` asks for, with the cache
  /// full of something else: a stage that runs once per solve.
  [[nodiscard]] double cold_s(const std::function<void()>& work);
  /// Seconds by the host's clock from asking for `work` to the device being done with it: a stage
  /// that runs again and again over the same data.
  [[nodiscard]] double warm_s(const std::function<void()>& work);

 private:
  gpu::Executor& executor_;
  gpu::Array<std::byte> something_else_;
  CUevent_st* begin_ = nullptr;
  CUevent_st* end_ = nullptr;
};

/// The most bytes per second, read plus written, at which this device copies an array of `bytes`
/// within its memory: the faster of a kernel and of the driver's own copy, the best of some passes.
[[nodiscard]] double measure_copy_rate(gpu::Executor& executor, DeviceClock& clock,
                                       std::int64_t bytes);

/// The highest clock of the multiprocessors of this device, in hertz.
[[nodiscard]] double peak_clock_hz(const gpu::Executor& executor);

}  // namespace tessera::bench
