#pragma once

namespace tessera::bench {

/// Adds one benchmark per elementary function: nanoseconds per element of an array in the first
/// cache, ours next to the C library's and its vector library's in the same run.
void register_functions();

}  // namespace tessera::bench
