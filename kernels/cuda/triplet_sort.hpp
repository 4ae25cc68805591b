#pragma once

#include <cstdint>

#include "kernels/gpu_executor.hpp"

// The integer work of triplet assembly, by Thrust. No number is added here: a vendor's sum promises
// no order.

namespace tessera::gpu {

/// Sorts keys ascending and values with them; equal keys stay in their order.
void sort_by_key(Executor& executor, View<std::uint64_t> keys, View<double> values);

/// Where each run of equal keys begins among sorted keys, and after the last run where it ends.
/// Keys equal to `ignored`, the largest of all, make no run. Returns the number of runs.
/// first: at least [run + 1]
std::int64_t find_runs(Executor& executor, View<const std::uint64_t> keys, std::uint64_t ignored,
                       View<std::int32_t> first);

}  // namespace tessera::gpu
