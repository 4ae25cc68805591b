#pragma once

#include <cstdint>

#include "kernels/stages/hex_diffusion.hpp"

namespace tessera {

/// Largest field of a grid, bytes: sizes and offsets far below what 64 bits hold.
inline constexpr std::int64_t kLargestHexField = std::int64_t{1} << 50;

/// Whether a field of rows x cols values, both 1 or more, is at most kLargestHexField long.
[[nodiscard]] constexpr bool fits_hex_field(std::int64_t rows, std::int64_t cols, int value_bytes) {
  const std::int64_t most = kLargestHexField / value_bytes;
  // The padding of a row is less than 1024 values.
  return cols <= most - 1024 && rows <= most / (cols + 1024);
}

/// Bytes of the arrays on the executor at the peak of a run: two fields.
[[nodiscard]] inline std::int64_t hex_executor_bytes(const HexGrid& grid, int value_bytes) {
  return 2 * grid.field_count() * value_bytes;
}

/// Bytes of a field in the memory of the host, where it begins and ends, and is when looked at on
/// the way.
[[nodiscard]] inline std::int64_t hex_host_bytes(const HexGrid& grid, int value_bytes) {
  return grid.field_count() * value_bytes;
}

}  // namespace tessera
