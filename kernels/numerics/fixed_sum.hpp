#pragma once

#include <cstdint>

#include "kernels/numerics/portability.hpp"

// The one summation order of the project. 1024 consecutive terms form a chunk of 32 rows of 32
// lanes: lane l adds the terms l, l + 32, l + 64, ... in order, starting from +0; absent terms add
// nothing. A tree then halves the lanes. Chunk sums are summed by the same rule until one is left.
// Changing anything here changes the bits of every result.

namespace tessera {

inline constexpr int kSumLanes = 32;
inline constexpr std::int64_t kSumChunk = 1024;

inline namespace TESSERA_ISA {

/// Number of chunks of `term_count` terms.
TESSERA_HD constexpr std::int64_t sum_chunk_count(std::int64_t term_count) {
  return (term_count + kSumChunk - 1) / kSumChunk;
}

/// The tree over the 32 lanes of a chunk: for offset 16, 8, 4, 2, 1: lane[l] += lane[l + offset].
TESSERA_HD constexpr double sum_lanes(double (&lane)[kSumLanes]) {
  for (int offset = kSumLanes / 2; offset > 0; offset /= 2) {
    for (int l = 0; l < offset; ++l) lane[l] = lane[l] + lane[l + offset];
  }
  return lane[0];
}

/// Sum of `count` <= 1024 terms, `term(index)` for index 0..count-1.
template <class Term>
TESSERA_HD constexpr double sum_chunk(std::int64_t count, const Term& term) {
  double lane[kSumLanes] = {};
  const std::int64_t full = count / kSumLanes * kSumLanes;
  for (std::int64_t row = 0; row < full; row += kSumLanes) {
    for (int l = 0; l < kSumLanes; ++l) lane[l] = lane[l] + term(row + l);
  }
  for (std::int64_t index = full; index < count; ++index) {
    lane[index - full] = lane[index - full] + term(index);
  }
  return sum_lanes(lane);
}

/// Sums the chunk sums `partial[0..count-1]` level by level; overwrites them. 0 for count = 0.
TESSERA_HD constexpr double sum_partials(double* partial, std::int64_t count) {
  if (count == 0) return 0.0;
  while (count > 1) {
    const std::int64_t chunk_count = sum_chunk_count(count);
    for (std::int64_t chunk = 0; chunk < chunk_count; ++chunk) {
      const std::int64_t begin = chunk * kSumChunk;
      const std::int64_t size = count - begin < kSumChunk ? count - begin : kSumChunk;
      const double* const terms = partial + begin;
      partial[chunk] = sum_chunk(size, [terms](std::int64_t index) { return terms[index]; });
    }
    count = chunk_count;
  }
  return partial[0];
}

}  // namespace TESSERA_ISA
}  // namespace tessera
