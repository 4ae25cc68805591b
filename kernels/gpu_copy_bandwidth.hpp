#pragma once

#include <cstdint>

#include "kernels/gpu_executor.hpp"

namespace tessera::gpu {

/// Bytes per second, read and written, at which the device of `executor` copies an array within its
/// memory: the most that a stage which reads an array and writes another can have. The faster of a
/// kernel and of the driver's own copy, each the median of some copies between two arrays of
/// `bytes` bytes, or of a quarter of the memory that is free, timed by the device. Allocates the
/// arrays with the executor and gives them back. Throws CudaError, OutOfDeviceMemory.
[[nodiscard]] double measure_copy_bandwidth(Executor& executor,
                                            std::int64_t bytes = std::int64_t{1} << 30);

}  // namespace tessera::gpu
