#pragma once

#include <cstdint>
#include <vector>

#include "host/bench/bench_work.hpp"
#include "kernels/stages/hex_diffusion.hpp"

namespace tessera {

/// Diffusion of random values on a square of `side` x `side` cells, f64, stages load, diffuse and
/// transfer: the memory-bound case (heavy 0) and the compute-bound one (heavy 20), hexagonal and
/// square, in this order. As many steps as make a run of a fraction of a second. `depths`: numbers
/// of time steps per pass over memory to sweep in the memory-bound case, alternatives to the number
/// that a run chooses itself.
[[nodiscard]] std::vector<BenchWork> hex_bench(std::int64_t side, const std::vector<int>& depths);

}  // namespace tessera
