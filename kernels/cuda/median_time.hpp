#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include "kernels/cuda/context.hpp"

namespace tessera::gpu {

/// Median seconds of `work()` on the device, which only asks for things to be done there; one goes
/// before and is not timed.
template <class Work>
double median_s(Executor& executor, const Work& work) {
  constexpr std::size_t kRuns = 7;
  const cudaStream_t stream = executor.context().stream.get();
  Event begin(Event::Kind::timed);
  Event end(Event::Kind::timed);
  std::array<double, kRuns> seconds{};
  work();
  for (double& one : seconds) {
    begin.record(stream);
    work();
    end.record(stream);
    end.wait();
    one = 1e-3 * end.milliseconds_since(begin);
  }
  std::sort(seconds.begin(), seconds.end());
  return seconds[kRuns / 2];
}

}  // namespace tessera::gpu
