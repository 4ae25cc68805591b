#pragma once

#include <cstddef>

// Sizes of a device of compute capability 12.0: CUDA C++ Programming Guide, "Technical
// Specifications per Compute Capability".

namespace tessera::support {

inline constexpr int kWarpThreads = 32;
inline constexpr unsigned kMaxGridX = 2147483647;
inline constexpr unsigned kMaxGridYZ = 65535;
inline constexpr int kMaxBlockThreads = 1024;
inline constexpr int kMaxBlockZ = 64;
inline constexpr int kMultiprocessorThreads = 1536;
inline constexpr int kMaxMultiprocessorBlocks = 24;
inline constexpr int kPlainSharedLimit = 48 * 1024;   // bytes of a block, unless asked for more
inline constexpr int kRaisedSharedLimit = 99 * 1024;  // the most that can be asked for
inline constexpr std::size_t kMultiprocessorShared = 100 * 1024;
inline constexpr std::size_t kReservedShared = 1024;  // of every block
inline constexpr int kRegisters = 65536;
inline constexpr int kLevel2Bytes = 48 << 20;
inline constexpr std::size_t kConstantBytes = 64 * 1024;

}  // namespace tessera::support
