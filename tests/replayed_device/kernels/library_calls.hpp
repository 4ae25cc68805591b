#pragma once

#include <cstdint>
#include <driver_types.h>

// Calls of CUB and Thrust, as they are in the toolkit. Pointers are the device's.

namespace tessera::replayed_kernels {

/// sums[i] = values[0] + ... + values[i]
void inclusive_sum(const std::int64_t* values, std::int64_t* sums, std::int64_t count,
                   cudaStream_t stream);
/// Sorts the values by their keys; values of equal keys keep their order.
void sort_by_key(std::uint64_t* keys, std::int32_t* values, std::int64_t count,
                 cudaStream_t stream);
/// One key and the sum of its values for every run of equal keys; returns the number of runs.
std::int64_t sum_by_key(const std::uint64_t* keys, const std::int32_t* values,
                        std::uint64_t* run_keys, std::int32_t* run_sums, std::int64_t count,
                        cudaStream_t stream);

}  // namespace tessera::replayed_kernels
