#pragma once

#include "cpu_fallback/executor.hpp"

namespace tessera::cpu {

/// Bytes per second, read and written, that the workers of `executor` reach together in copying an
/// array with stores past the caches: the most that a stage which reads an array and writes another
/// can have. Two arrays of 64 MB and 4 MB per worker, less where memory is short, are copied back
/// and forth, so that each copy reads what was last written past the caches: however large they
/// are, it comes from memory. The best copy of 50 ms, at least of 4. Allocates the arrays with the
/// executor and gives them back.
[[nodiscard]] double measure_copy_bandwidth(Executor& executor);

/// The same for c = a + 3 b of doubles (McCalpin's triad), which reads two arrays and writes one.
[[nodiscard]] double measure_triad_bandwidth(Executor& executor);

}  // namespace tessera::cpu
