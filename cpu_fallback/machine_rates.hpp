#pragma once

#include "cpu_fallback/executor.hpp"
#include "kernels/stages/machine_rates.hpp"

namespace tessera::cpu {

using tessera::MachineRates;

/// Measures what the workers of an executor can do, in about a second: bests of a few runs. Stores
/// go past the caches.
[[nodiscard]] MachineRates measure_machine_rates(Executor& executor);

}  // namespace tessera::cpu
