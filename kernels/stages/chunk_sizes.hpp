#pragma once

#include <cstdint>

namespace tessera {

/// Elements per chunk, and rows or nodes per chunk, of every stage over a mesh.
inline constexpr std::int64_t kElementChunk = 512;
inline constexpr std::int64_t kRowChunk = 1024;

[[nodiscard]] constexpr std::int64_t chunk_count_of(std::int64_t items, std::int64_t chunk) {
  return (items + chunk - 1) / chunk;
}

}  // namespace tessera
