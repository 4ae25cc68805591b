#pragma once

namespace tessera::bench {

/// Registers the simulation of paths, for one thread of the CPU.
void register_paths();

}  // namespace tessera::bench
