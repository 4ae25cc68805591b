#pragma once

#include <cstdint>

#include "cpu_fallback/hex_rows.hpp"

// Several time steps of one tile in one pass over memory. Time level t trails level t - 1 by one
// row, so that all that must stay in cache is a band of a few rows per level; the tile's edge moves
// in by one cell per level, and neighbouring tiles compute the overlap twice.
//
//   columns ->
//   rows   . . . . . . . . . .   level 0: the field before, read from memory
//    |       . . . . . . . .     level 1, one cell narrower on each side
//    v         . . . . . .       level 2: the field after, written to memory

namespace tessera::cpu {
namespace TESSERA_ISA {

/// A pass over a field: `steps` time steps from `now` to `next`.
template <class Real>
struct HexPass {
  HexGrid grid;
  DiffusionRule rule;
  int steps;
  View<const Real> now;
  View<Real> next;
  bool stream;  // `next` is larger than the caches: write past them
};

/// The cells of `next` that one chunk of a pass makes.
struct TileCells {
  std::int64_t first_row, last_row;  // last is one beyond
  std::int64_t first_col, last_col;
};

/// Widest tile in bytes: with it the bands of 16 levels fit into a second-level cache of 1 MB.
inline constexpr std::int64_t kTileBytes = 4096;
inline constexpr std::int64_t kTileRows = 512;
/// A tile of one step needs no bands: long rows suit the processor's prefetching.
inline constexpr std::int64_t kOneStepBytes = 65536;
inline constexpr std::int64_t kOneStepRows = 64;
/// Most time steps in one pass (`most_fused_steps`): the bands of so many levels are there.
inline constexpr int kMostSteps = 32;

template <class Real>
class HexTile {
 public:
  HexTile(const HexPass<Real>& pass, const TileCells& tile) : pass_(pass), tile_(tile) {
    const HexGrid& grid = pass.grid;
    const std::int64_t reach = pass.steps;
    wraps_ = pass.rule.border == GridBorder::periodic &&
             (tile.first_col < reach || tile.last_col + reach > grid.cols);
  }

  void run() {
    const int steps = pass_.steps;
    const std::int64_t first = rows_of(0).first;
    // At each turn level t makes the group of rows that starts t rows before the group of level 0.
    for (std::int64_t turn = first; turn < tile_.last_row + steps; turn += kRowGroup) {
      if (wraps_) copy_rows(turn);
      for (int level = 1; level <= steps; ++level) make_rows(level, turn - level);
    }
  }

 private:
  struct Range {
    std::int64_t first, last;
  };
  /// A row of one level: its cell at column `col` is cells[col - first].
  template <class Cell>
  struct Row {
    Cell* cells;
    std::int64_t first;

    [[nodiscard]] Cell* at(std::int64_t col) const { return cells + (col - first); }
  };

  static constexpr int kBandRows = 8;
  /// A store and a later load compete where their addresses agree in the last 12 bits. The rows of
  /// a band lie so that those of one level stand half way between those of the next.
  static constexpr std::int64_t kBandRowBytes = 4096 + 832;
  static constexpr std::int64_t kBandBytes = kBandRows * kBandRowBytes + 384;
  static constexpr std::int64_t kCell = sizeof(Real);
  static_assert(kBandRowBytes >= kTileBytes + 2 * kMostSteps * kCell);
  static_assert(kMostSteps * kCell % 64 == 0, "lines begin where those of the tile do");
  static_assert(kBandRows >= kRowGroup + 3, "a group, and the rows before and after it");

  [[nodiscard]] bool periodic() const { return pass_.rule.border == GridBorder::periodic; }

  // The rows and columns that level `level` needs for the levels after it; on a periodic grid they
  // go on beyond its edges.
  [[nodiscard]] Range clipped(std::int64_t first, std::int64_t last, std::int64_t limit) const {
    if (periodic()) return {first, last};
    return {first < 0 ? 0 : first, last > limit ? limit : last};
  }
  [[nodiscard]] Range rows_of(int level) const {
    const std::int64_t reach = pass_.steps - level;
    return clipped(tile_.first_row - reach, tile_.last_row + reach, pass_.grid.rows);
  }
  [[nodiscard]] Range columns_of(int level) const {
    const std::int64_t reach = pass_.steps - level;
    return clipped(tile_.first_col - reach, tile_.last_col + reach, pass_.grid.cols);
  }

  [[nodiscard]] std::int64_t wrapped(std::int64_t row) const {
    const std::int64_t rows = pass_.grid.rows;
    if (!periodic()) return row;
    const std::int64_t rest = row % rows;
    return rest < 0 ? rest + rows : rest;
  }

  [[nodiscard]] Row<const Real> read(int level, std::int64_t row) {
    if (level == 0 && !wraps_) {
      return {&pass_.now[wrapped(row) * pass_.grid.stride], 0};
    }
    return {band(level, row), band_first()};
  }
  [[nodiscard]] Row<Real> write(int level, std::int64_t row) {
    if (level == pass_.steps) return {&pass_.next[row * pass_.grid.stride], 0};
    return {band(level, row), band_first()};
  }
  // A column has the same place in a line of cache at every level and in memory.
  [[nodiscard]] std::int64_t band_first() const { return tile_.first_col - kMostSteps; }
  [[nodiscard]] Real* band(int level, std::int64_t row) {
    const auto place = static_cast<std::int64_t>(static_cast<std::uint64_t>(row) % kBandRows);
    return bands_ + (level * kBandBytes + place * kBandRowBytes) / kCell;
  }

  // Level 0 of a tile that reaches around the grid: rows [turn, turn + kRowGroup) in one piece.
  void copy_rows(std::int64_t turn) {
    const Range rows = rows_of(0);
    const Range columns = columns_of(0);
    const std::int64_t cols = pass_.grid.cols;
    for (std::int64_t row = turn; row < turn + kRowGroup && row < rows.last; ++row) {
      const Real* const source = &pass_.now[wrapped(row) * pass_.grid.stride];
      Real* const copy = band(0, row) + (columns.first - band_first());
      std::int64_t col = columns.first % cols;
      if (col < 0) col += cols;
      for (std::int64_t at = 0; at < columns.last - columns.first; ++at) {
        copy[at] = source[col];
        if (++col == cols) col = 0;
      }
    }
  }

  // The heavy rounds, which leave the border of a fixed grid alone.
  void weigh_down_cells(int level, std::int64_t row, Range columns) {
    if (pass_.rule.heavy == 0 || columns.last <= columns.first) return;
    weigh_down_row(write(level, row).at(columns.first), columns.last - columns.first,
                   pass_.rule.heavy);
  }

  // The rows of a level that belong to the group at `row`.
  void make_rows(int level, std::int64_t row) {
    const Range rows = rows_of(level);
    const bool inner = periodic() || (row > 0 && row + kRowGroup < pass_.grid.rows);
    if (inner && row >= rows.first && row + kRowGroup <= rows.last) {
      make_group<kRowGroup>(level, row);
      return;
    }
    for (std::int64_t one = row; one < row + kRowGroup; ++one) {
      if (one < rows.first || one >= rows.last) continue;
      if (periodic() || (one > 0 && one + 1 < pass_.grid.rows)) {
        make_group<1>(level, one);
      } else {
        make_edge(level, one, columns_of(level));
      }
    }
  }

  template <int kGroup>
  void make_group(int level, std::int64_t row) {
    Range columns = columns_of(level);
    if (!periodic()) {
      for (std::int64_t one = row; one < row + kGroup; ++one) {
        if (columns.first == 0) make_edge(level, one, {0, 1});
        if (columns.last == pass_.grid.cols && pass_.grid.cols > 1) {
          make_edge(level, one, {columns.last - 1, columns.last});
        }
      }
      if (columns.first == 0) columns.first = 1;
      if (columns.last == pass_.grid.cols) --columns.last;
    }
    RowGroup<Real, kGroup> group;
    group.count = columns.last - columns.first;
    if (group.count <= 0) return;
    group.alpha = static_cast<Real>(pass_.rule.alpha);
    for (int at = 0; at < kGroup + 2; ++at) {
      group.before[at] = read(level - 1, row - 1 + at).at(columns.first);
    }
    for (int at = 0; at < kGroup; ++at) group.after[at] = write(level, row + at).at(columns.first);
    update_row_group(group, pass_.rule.topology, (row & 1) != 0,
                     pass_.stream && level == pass_.steps);
    for (int at = 0; at < kGroup; ++at) weigh_down_cells(level, row + at, columns);
  }

  // Cells at the edge of a grid that is not periodic.
  void make_edge(int level, std::int64_t row, Range columns) {
    const bool fixed = pass_.rule.border == GridBorder::fixed;
    const Row<const Real> mid = read(level - 1, row);
    const Row<Real> after = write(level, row);
    for (std::int64_t col = columns.first; col < columns.last; ++col) {
      *after.at(col) = fixed ? *mid.at(col) : reflecting_cell(level, row, col);
    }
    if (!fixed) weigh_down_cells(level, row, columns);
  }

  // A neighbour, or the cell itself where there is none.
  [[nodiscard]] Real neighbour(int level, std::int64_t row, std::int64_t col, Real v) {
    const bool there = row >= 0 && row < pass_.grid.rows && col >= 0 && col < pass_.grid.cols;
    return there ? *read(level - 1, row).at(col) : v;
  }

  [[nodiscard]] Real reflecting_cell(int level, std::int64_t row, std::int64_t col) {
    const Real alpha = static_cast<Real>(pass_.rule.alpha);
    const Real v = *read(level - 1, row).at(col);
    const Real left = neighbour(level, row, col - 1, v);
    const Real right = neighbour(level, row, col + 1, v);
    if (pass_.rule.topology == Topology::square) {
      return update_square_cell(neighbour(level, row - 1, col, v),
                                neighbour(level, row + 1, col, v), left, right, v, alpha);
    }
    const std::int64_t odd = row & 1;
    const Real up =
        neighbour(level, row - 1, col + odd - 1, v) + neighbour(level, row - 1, col + odd, v);
    const Real down =
        neighbour(level, row + 1, col + odd - 1, v) + neighbour(level, row + 1, col + odd, v);
    return update_hex_cell(up, down, left, right, v, alpha);
  }

  const HexPass<Real>& pass_;
  TileCells tile_;
  bool wraps_;
  alignas(4096) Real bands_[kMostSteps * kBandBytes / kCell];
};

}  // namespace TESSERA_ISA
using namespace TESSERA_ISA;  // not inline, because stages.hpp opens the namespaces too
}  // namespace tessera::cpu
