#pragma once

#include <cstdint>
#include <vector>

#include "host/bench/bench_work.hpp"

namespace tessera {

/// Option prices from `paths` paths, f64, stage simulate: a European call in one step, the same
/// with heavy rounds, an arithmetic Asian call over 64 dates, and a European call under Heston over
/// 64 steps. Nothing of it waits for memory.
[[nodiscard]] std::vector<BenchWork> mc_bench(std::int64_t paths);

}  // namespace tessera
