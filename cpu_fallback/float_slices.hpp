#pragma once

#include "cpu_fallback/chunks.hpp"
#include "cpu_fallback/executor.hpp"
#include "cpu_fallback/float_lanes.hpp"
#include "kernels/numerics/chebyshev_step.hpp"
#include "kernels/stages/chunk_sizes.hpp"
#include "kernels/stages/index_slices.hpp"
#include "kernels/stages/level_vectors.hpp"

// What the multigrid levels of the CPU share: slices of 16 rows, and the smoothing of one slice.

namespace tessera::cpu {
namespace TESSERA_ISA {

inline constexpr std::int64_t kSliceChunk = kRowChunk / kFloatLanes;

/// body(slice) for every slice of 16 of `rows` rows.
template <class Body>
[[gnu::always_inline]] inline void for_slices(Executor& executor, std::int64_t rows,
                                              const Body& body) {
  const std::int64_t slices = slice_count(rows);
  executor.for_chunks(chunk_count_of(slices, kSliceChunk), [=](std::int64_t chunk) {
    for (std::int64_t slice : items_of_chunk(chunk, kSliceChunk, slices)) body(slice);
  });
}

/// The first step at the 16 rows from `first` on.
[[gnu::always_inline]] inline void begin_at(const LevelVectors& at, std::int64_t first,
                                            View<const float> inverse_diagonal,
                                            ChebyshevStep step) {
  const FloatLanes direction =
      first_direction(step, load_floats(&inverse_diagonal[first]), load_floats(&at.r[first]));
  store_floats(&at.direction[first], direction);
  store_floats(&at.x[first], direction);
}

/// A step with the residual r at the 16 rows from `first` on; the new direction goes to `target`.
[[gnu::always_inline]] inline void step_at(const LevelVectors& at, std::int64_t first,
                                           View<const float> inverse_diagonal, ChebyshevStep step,
                                           const FloatLanes& r, View<float> target) {
  const FloatLanes direction = next_direction(step, load_floats(&at.direction[first]),
                                              load_floats(&inverse_diagonal[first]), r);
  store_floats(&at.r[first], r);
  store_floats(&target[first], direction);
  store_floats(&at.x[first], load_floats(&at.x[first]) + direction);
}

}  // namespace TESSERA_ISA
using namespace TESSERA_ISA;
}  // namespace tessera::cpu
