#pragma once

#include <cstdint>

#include "kernels/gpu_executor.hpp"

namespace tessera::gpu {

/// values[i] = values[0] + ... + values[i], in place. Returns the last, 0 for none; waits for it.
std::int64_t inclusive_scan(Executor& executor, View<std::int64_t> values);
/// The same for small numbers, the work of accumulate_counts; does not wait.
void inclusive_scan(Executor& executor, View<std::int32_t> values);

}  // namespace tessera::gpu
