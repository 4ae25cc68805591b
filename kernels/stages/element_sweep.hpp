#pragma once

#include "kernels/stages/chunk_sizes.hpp"
#include "kernels/stages/level_vectors.hpp"

// Several steps of a smoother, or a product, in one sweep over elements and their rows. Both lie in
// strips across the mesh, and what flows in one strip concerns the next strips only: a step can
// follow the one before at the distance of a strip or two, where conductances, rates and vectors
// still are in the cache. Every row makes the same operations in the same order as by a stage per
// step.

namespace tessera {

/// Elements and rows of the blocks that a sweep takes at a time.
inline constexpr std::int64_t kSweepElements = 256;
inline constexpr std::int64_t kSweepRows = kRowChunk;
/// Most steps of one sweep, and the passes that they are made of: pass 0 goes through rows, then
/// every step has one through the elements and one through the rows.
inline constexpr int kMostSweepSteps = 4;
inline constexpr int kMostSweepPasses = 2 * kMostSweepSteps + 1;

/// Blocks first..last-1.
struct BlockRange {
  std::int32_t first;
  std::int32_t last;
};

/// Which blocks wait for which. A sweep has one part per worker; at the seams between two parts the
/// passes leave out what would need the other part, and that comes when all parts are done.
struct ElementSweep {
  View<const std::int32_t> rows_before;  // [block of elements] so many blocks of rows come first
  View<const std::int32_t> elements_before;  // [block of rows] so many blocks of elements do
  View<const BlockRange> ranges;             // [part][kMostSweepPasses] blocks that a part can do
  std::int64_t parts = 0;
  int passes = 0;  // for which the parts do not need each other; 0: there is no sweep

  [[nodiscard]] TESSERA_HD bool holds(int steps) const { return 2 * steps + 1 <= passes; }
};

/// From the first to the last block that the elements, or rows, of a block share a node with.
struct SweepReach {
  View<BlockRange> rows;      // [block of elements]
  View<BlockRange> elements;  // [block of rows]
};

/// The steps of one smoothing.
struct SmoothingSteps {
  ChebyshevStep step[kMostSweepSteps];
  int count = 0;
};

/// Whether a path has these stages. The stages.hpp of the path says so.
template <class Exec>
inline constexpr bool kHasSweeps = false;

template <class Exec, class Level>
using FindReach = void(Exec&, const Level&, SweepReach);

/// BeginSmoothing with the first step, SmoothStep with the others, SubtractAction. Same bits as
/// those one after the other, on every path.
template <class Exec, class Level>
using SmoothDown = void(Exec&, const Level&, const ElementSweep&, LevelVectors, SmoothingSteps);

/// SmoothStep with every step.
template <class Exec, class Level>
using SmoothUp = void(Exec&, const Level&, const ElementSweep&, LevelVectors, SmoothingSteps);

}  // namespace tessera
