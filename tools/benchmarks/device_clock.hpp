#pragma once

#include <cstdint>
#include <functional>

#include "kernels/cuda/owners.hpp"
#include "kernels/gpu_executor.hpp"

namespace tessera::bench {

/// Times work on a GPU in the two states in which a run meets it.
class DeviceClock {
 public:
  /// `other_bytes`: how much of something else fills the cache; several times its size.
  DeviceClock(gpu::Executor& executor, std::int64_t other_bytes);

  /// Seconds on the device between the begin and the end of what `work` asks for, with the cache
  /// full of something else: a stage that runs once per solve.
  [[nodiscard]] double cold_s(const std::function<void()>& work);
  /// Seconds by the host's clock from asking for `work` to the device being done with it: a stage
  /// that runs again and again over the same data.
  [[nodiscard]] double warm_s(const std::function<void()>& work);

 private:
  gpu::Executor& executor_;
  gpu::Array<std::byte> something_else_;
  gpu::Event begin_{gpu::Event::Kind::timed};
  gpu::Event end_{gpu::Event::Kind::timed};
};

}  // namespace tessera::bench
