#pragma once

#include <cstdint>

#include "cpu_fallback/executor.hpp"

namespace tessera::bench {

/// What the workers of a team move together, in bytes per second: the floor under every stage that
/// is bound by memory.
struct Bandwidth {
  double read;
  double copy;  // bytes read plus bytes written
};

/// The best of several passes over `bytes` bytes. Two arrays of that size are needed; take the size
/// of what a stage streams, so that the same level of the memory answers.
[[nodiscard]] Bandwidth measure_bandwidth(cpu::Executor& executor, std::int64_t bytes);

}  // namespace tessera::bench
