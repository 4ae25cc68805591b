#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace tessera {

/// 16 hex digits over the bits of a field: XXH64 (seed 0) of every 1 MiB block of its little-endian
/// doubles, then XXH64 of the digests. Every NaN counts as 0x7ff8000000000000.
std::string checksum(std::span<const double> field);
/// The same over the bits of floats; every NaN counts as 0x7fc00000.
std::string checksum(std::span<const float> field);

}  // namespace tessera
