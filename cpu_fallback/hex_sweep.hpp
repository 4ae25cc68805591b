#pragma once

#include <cstdint>

#include "cpu_fallback/hex_folded.hpp"
#include "cpu_fallback/hex_step.hpp"
#include "cpu_fallback/hex_sweep_rows.hpp"
#include "kernels/stages/chunk_sizes.hpp"

// Several time steps of one tile in one pass over memory, in strips of columns from left to right.
// Within a strip time level t trails level t - 1 by one row, so that a few rows per level are all
// that must stay in cache, and by one column: what a level lacks at its left end are the last two
// columns of the strip before, which are kept. Only at the tile's upper, lower and left end is work
// done twice.
//
//   columns ->
//   rows   . . . . . . . . . . . .    level 0: the field before, read from memory, folded
//    |       . . . . . . . . . . . .
//    v     . . . . . . . . . . .      level 1
//          . . . . . . . . . . .
//        . . . . . . . . . .          level 2: the field after, unfolded, written to memory

namespace tessera::cpu {
namespace TESSERA_ISA {

template <class Real>
class HexSweep {
 public:
  HexSweep(const HexPass<Real>& pass, const TileCells& tile) : pass_(pass), tile_(tile) {}

  void run() {
    const std::int64_t first = tile_.first_col - lead();
    const std::int64_t blocks = (tile_.last_col - first + kBlock - 1) / kBlock;
    const std::int64_t strips = (blocks + kMostBlocks - 1) / kMostBlocks;
    clear();
    first_ = first;
    for (std::int64_t strip = 0; strip < strips; ++strip) {
      length_ = (blocks * (strip + 1) / strips - blocks * strip / strips) * kLanes;
      fetched_ = (length_ + pass_.steps - 1) / pass_.steps * kLanes;
      run_strip();
      first_ += length_ * kLanes;
    }
  }

 private:
  struct Range {
    std::int64_t first, last;
  };

  static constexpr std::int64_t kLanes = kCellLanes<Real>;
  static constexpr std::int64_t kBlock = SweepRows<Real>::kBlock;
  static constexpr std::int64_t kMostBlocks = SweepRows<Real>::kMostBlocks;
  static constexpr int kKept = SweepRows<Real>::kKept;

  // Columns to the left of the tile from which on the strips begin, at the last level. What is to
  // the left of level 0 is unknown, and one column more with each level, unless the grid ends.
  [[nodiscard]] std::int64_t lead() const {
    const bool at_edge = tile_.first_col == 0 && !pass_.periodic();
    const std::int64_t columns = at_edge ? pass_.steps : 2 * pass_.steps;
    return (columns + kLanes - 1) / kLanes * kLanes;
  }

  void clear() {
    rows_.clear(pass_.steps,
                chunk_count_of(tile_.last_row + pass_.steps - rows_of(0).first, kRowGroup));
    __builtin_memset(fading_, 0, sizeof(fading_));
  }

  // The rows that level `level` needs for the levels after it; on a periodic grid they go on beyond
  // its edges.
  [[nodiscard]] Range rows_of(int level) const {
    const std::int64_t reach = pass_.steps - level;
    const Range rows{tile_.first_row - reach, tile_.last_row + reach};
    if (pass_.periodic()) return rows;
    return {rows.first < 0 ? 0 : rows.first,
            rows.last > pass_.grid.rows ? pass_.grid.rows : rows.last};
  }
  // The column of the grid that is the first of the strip at a level.
  [[nodiscard]] std::int64_t start_of(int level) const { return first_ + pass_.steps - level; }

  void run_strip() {
    rows_.start_strip();
    turn_ = 0;
    fading_turns_ = 0;
    // At each turn level t makes the group of rows that starts t rows before the group of level 0.
    for (std::int64_t row = rows_of(0).first; row < tile_.last_row + pass_.steps;
         row += kRowGroup) {
      take_rows(row);
      for (int level = 1; level <= pass_.steps; ++level) {
        fetch_ahead(row + kRowGroup, level);
        make_rows(level, row - level);
      }
      if (fading_turns_ > 0) --fading_turns_;
      rows_.next_turn();
      ++turn_;
    }
  }

  [[nodiscard]] const Real* source(std::int64_t row) const {
    return &pass_.now[pass_.row_of(row) * pass_.grid.stride];
  }

  void take_rows(std::int64_t row) {
    const Range rows = rows_of(0);
    bool fading = false;
    for (int at = 0; at < kRowGroup && row + at < rows.last; ++at) {
      Real* const folded = rows_.made(0, at);
      if (fold_row(columns_of(source(row + at)), length_, folded)) fading = true;
      join_stretches(folded, length_, rows_.beside(0, at));
    }
    // A strip sees what fades in it and in the one before.
    fading_[turn_] = static_cast<std::uint8_t>((fading_[turn_] << 1 | (fading ? 1 : 0)) & 3);
    if (fading_[turn_] != 0) fading_turns_ = pass_.steps / kRowGroup + 2;
  }

  // The columns of a row from start_of(0) on: in their place, or a copy where they go beyond the
  // grid, around it or with the cell at the edge.
  [[nodiscard]] const Real* columns_of(const Real* row) {
    const std::int64_t start = start_of(0);
    const std::int64_t count = length_ * kLanes;
    const std::int64_t cols = pass_.grid.cols;
    if (start >= 0 && start + count <= cols) return row + start;
    for (std::int64_t at = 0; at < count; ++at) {
      std::int64_t col = start + at;
      if (pass_.periodic()) {
        col = col % cols + (col % cols < 0 ? cols : 0);
      } else if (col < 0 || col >= cols) {
        col = col < 0 ? 0 : cols - 1;
      }
      copy_[at] = row[col];
    }
    return copy_;
  }

  // A level's share of bringing the rows of the next turn from memory. Inlined, because GCC drops
  // calls of a function that does nothing but prefetch.
  TESSERA_HD void fetch_ahead(std::int64_t row, int level) const {
    constexpr std::int64_t kLine = 64 / sizeof(Real);
    const std::int64_t first = start_of(0) + (level - 1) * fetched_;
    const std::int64_t end = start_of(0) + length_ * kLanes;
    const std::int64_t last = first + fetched_ < end ? first + fetched_ : end;
    if (first < 0 || last > pass_.grid.cols || row < 0 || row + kRowGroup > pass_.grid.rows) return;
    const Real* const cells = &pass_.now[row * pass_.grid.stride];
    for (std::int64_t col = first; col < last; col += kLine) {
      for (int at = 0; at < kRowGroup; ++at) {
        __builtin_prefetch(cells + at * pass_.grid.stride + col, 0, 2);
      }
    }
  }

  void make_rows(int level, std::int64_t row) {
    const Range rows = rows_of(level);
    if (row + kRowGroup <= rows.first || row >= rows.last) return;
    RowGroup<Real, kRowGroup> group;
    group.count = length_;
    group.alpha = static_cast<Real>(pass_.rule.alpha);
    for (int at = 0; at < kKept; ++at) group.before[at] = rows_.kept(level - 1, at);
    for (int at = 0; at < kRowGroup; ++at) {
      group.before[kKept + at] = rows_.made(level - 1, at);
      group.after[at] = rows_.made(level, at);
    }
    // Products are cared for with factors up to 1.
    if (fading_turns_ > 0 && pass_.rule.alpha >= 0.0 && pass_.rule.alpha <= 1.0) {
      update_folded_group<true>(group, pass_.rule.topology, (row & 1) != 0);
    } else {
      update_folded_group<false>(group, pass_.rule.topology, (row & 1) != 0);
    }
    for (int at = 0; at < kRowGroup; ++at) {
      if (row + at < rows.first || row + at >= rows.last) continue;
      finish_row(level, row, at, group);
    }
  }

  // What is special about the edges, heavy rounds, and where the row goes to.
  void finish_row(int level, std::int64_t first_row, int at,
                  const RowGroup<Real, kRowGroup>& group) {
    const std::int64_t row = first_row + at;
    const Real* const* const before = group.before + at;
    Real* const after = group.after[at];
    const HexGrid& grid = pass_.grid;
    const bool edge = !pass_.periodic() && (row == 0 || row + 1 == grid.rows);
    if (edge && pass_.rule.border == GridBorder::fixed) {
      copy_row(before[1] - kLanes, after);
    } else {
      if (edge) make_edge_row(row, before, after);
      if (pass_.rule.heavy > 0) weigh_down_row(after, length_ * kLanes, pass_.rule.heavy);
      make_edge_cell(level, row, 0, before, after);
      make_edge_cell(level, row, grid.cols - 1, before, after);
    }
    if (level < pass_.steps) {
      join_stretches(after, length_, rows_.beside(level, at));
    } else {
      unfold_row(after, length_, first_, &pass_.next[row * grid.stride], tile_.first_col,
                 tile_.last_col, pass_.stream);
    }
  }

  void copy_row(const Real* from, Real* to) const {
    for (std::int64_t at = 0; at < length_ * kLanes; ++at) to[at] = from[at];
  }

  void make_edge_row(std::int64_t row, const Real* const* before, Real* after) const {
    const RowGroup<Real, 1> rows{{row == 0 ? nullptr : before[0], before[1],
                                  row + 1 == pass_.grid.rows ? nullptr : before[2]},
                                 {after},
                                 length_,
                                 static_cast<Real>(pass_.rule.alpha)};
    pass_.rule.topology == Topology::square
        ? update_folded_edge<Topology::square>(rows, (row & 1) != 0)
        : update_folded_edge<Topology::hex>(rows, (row & 1) != 0);
  }

  // The cell at the left or right end of the grid, if it lies in this strip.
  void make_edge_cell(int level, std::int64_t row, std::int64_t col, const Real* const* before,
                      Real* after) const {
    const std::int64_t place = col - start_of(level);
    if (pass_.periodic() || place < 0 || place >= length_ * kLanes) return;
    folded_cell(after, length_, place) = edge_cell<Real>(
        pass_.grid, pass_.rule, row, col, [&](std::int64_t at_row, std::int64_t at_col) {
          return folded_cell(before[at_row - row + 1], length_, at_col - start_of(level - 1));
        });
  }

  const HexPass<Real>& pass_;
  TileCells tile_;
  std::int64_t first_ = 0;    // column at which the strip begins at the last level
  std::int64_t length_ = 0;   // vectors of a folded row
  std::int64_t fetched_ = 0;  // columns that a level fetches ahead
  int turn_ = 0;              // of the strip
  int fading_turns_ = 0;      // for which levels may meet subnormal numbers yet
  std::uint8_t fading_[kMostTurns];
  alignas(64) Real copy_[kStripBytes / sizeof(Real)];
  SweepRows<Real> rows_;
};

}  // namespace TESSERA_ISA
using namespace TESSERA_ISA;  // not inline, because stages.hpp opens the namespaces too
}  // namespace tessera::cpu
