#pragma once

#include <cstddef>
#include <cstdint>

#include "cpu_fallback/hex_folded.hpp"

namespace tessera::cpu {
namespace TESSERA_ISA {

/// Most time steps in one pass (`most_fused_steps`).
inline constexpr int kMostSteps = 32;
/// Most rows of a tile.
inline constexpr std::int64_t kSweepRows = 1024;
/// Most bytes of a strip's row: with it the rows that two levels have in hand fit into a
/// first-level cache of 48 KB.
inline constexpr std::int64_t kStripBytes = 4608;

/// Most turns of a strip, each of a group of rows.
inline constexpr int kMostTurns = (kSweepRows + 2 * kMostSteps) / kRowGroup + 1;

/// The folded rows that a sweep has in hand. At each turn every level makes a group of rows: its
/// last two are kept until the next turn, the others are for the next level only, and the one after
/// it writes over them.
template <class Real>
class SweepRows {
 public:
  static constexpr std::int64_t kLanes = kCellLanes<Real>;
  /// Columns in which strips are measured, and the most of them that a row holds.
  static constexpr std::int64_t kBlock = kLanes * kLanes;
  static constexpr std::int64_t kMostBlocks = kStripBytes / kVectorBytes / kLanes;
  static constexpr int kKept = 2;
  static_assert(kMostBlocks > 0 && kRowGroup >= kKept);

  /// Rows that nobody needs are not made; what stands in their place shall be numbers.
  void clear(int steps, std::int64_t turns) {
    __builtin_memset(passed_, 0, sizeof(passed_));
    __builtin_memset(kept_, 0, (static_cast<std::size_t>(steps) + 1) * sizeof(kept_[0]));
    __builtin_memset(beside_, 0, static_cast<std::size_t>(turns) * sizeof(beside_[0]));
  }

  void start_strip() { turn_ = 0; }
  void next_turn() { ++turn_; }

  /// Row `at` of the group that level `level` makes at this turn.
  [[nodiscard]] Real* made(int level, int at) {
    Real* const row = at < kPassed ? passed_[level & 1][at < kPassed ? at : 0]
                                   : kept_[level][turn_ % 2][at - kPassed];
    return row + kBeside * kLanes;
  }
  /// The last rows of the group before.
  [[nodiscard]] Real* kept(int level, int at) {
    return kept_[level][(turn_ + 1) % 2][at] + kBeside * kLanes;
  }
  /// Of row `at` of the group: the two columns to the left of the strip.
  [[nodiscard]] Real (&beside(int level, int at))[2] { return beside_[turn_][level][at]; }

 private:
  static constexpr int kBeside = 2;
  static constexpr std::int64_t kRowCells =
      (kStripBytes + kBeside * kVectorBytes) / kVectorBytes * kLanes;
  static constexpr int kPassed = kRowGroup - kKept;

  int turn_ = 0;  // of the strip
  alignas(64) Real beside_[kMostTurns][kMostSteps + 1][kRowGroup][kBeside];
  alignas(64) Real passed_[2][kPassed > 0 ? kPassed : 1][kRowCells];
  alignas(64) Real kept_[kMostSteps + 1][2][kKept][kRowCells];
};

}  // namespace TESSERA_ISA
using namespace TESSERA_ISA;  // not inline, because stages.hpp opens the namespaces too
}  // namespace tessera::cpu
