#include "cpu_fallback/machine_rates.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "cpu_fallback/copy_bandwidth.hpp"
#include "cpu_fallback/multiply_adds.hpp"

namespace tessera::cpu {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// The best of some runs within a tenth of a second. The first ones also bring the clock of the
// cores to what it stays at under such a load.
template <class Real>
double measure_flops(Executor& executor) {
  constexpr double kTimeLimit = 0.1;
  constexpr std::int64_t kChunksPerWorker = 16;
  const std::int64_t chunks = kChunksPerWorker * executor.workers();
  auto sums = allocate<Real>(executor, chunks);
  double fastest = 0.0;
  for (const Clock::time_point begin = Clock::now(); seconds_since(begin) < kTimeLimit;) {
    const Clock::time_point start = Clock::now();
    const double flops = run_multiply_adds(executor, chunks, sums.view());
    fastest = std::max(fastest, flops / seconds_since(start));
  }
  return fastest;
}

}  // namespace

MachineRates measure_machine_rates(Executor& executor) {
  return {executor.workers(), measure_copy_bandwidth(executor), measure_triad_bandwidth(executor),
          measure_flops<double>(executor), measure_flops<float>(executor)};
}

}  // namespace tessera::cpu
