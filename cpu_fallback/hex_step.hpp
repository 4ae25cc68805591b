#pragma once

#include <cstdint>

#include "cpu_fallback/hex_edge.hpp"
#include "cpu_fallback/hex_heavy.hpp"
#include "cpu_fallback/hex_vectors.hpp"

// One time step from memory to memory, in rows as they lie there: the memory binds.

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

  [[nodiscard]] bool periodic() const { return rule.border == GridBorder::periodic; }
  /// The row of the grid that row `row` of one that goes on beyond its edges is.
  [[nodiscard]] std::int64_t row_of(std::int64_t row) const {
    const std::int64_t rest = row % grid.rows;
    return rest < 0 ? rest + grid.rows : rest;
  }
};

/// The cells of `next` that one chunk of a pass makes.
struct TileCells {
  std::int64_t first_row, last_row;  // last is one beyond
  std::int64_t first_col, last_col;
};

template <Topology kTopology, bool kOddFirst, bool kStream, class Real, int kGroup>
TESSERA_HD void update_vector(const RowGroup<Real, kGroup>& rows, std::int64_t at) {
  CellVector<Real> after[kGroup];
  update_cells<kTopology, kOddFirst, kGroup>(
      [&](int row, std::int64_t column) { return load_cells(rows.before[row] + column); }, at,
      rows.alpha, after);
  for (int row = 0; row < kGroup; ++row) {
    if constexpr (kStream) {
      stream_cells(rows.after[row] + at, after[row]);
    } else {
      store_cells(rows.after[row] + at, after[row]);
    }
  }
}

/// All columns of a group. A part of a vector at either end is made by a vector that overlaps its
/// neighbour; those between stand on lines of cache. The rows of `after` are aligned alike.
template <Topology kTopology, bool kOddFirst, bool kStream, class Real, int kGroup>
void update_columns(const RowGroup<Real, kGroup>& rows) {
  constexpr std::int64_t kLanes = kCellLanes<Real>;
  if (rows.count < kLanes) {
    for (std::int64_t at = 0; at < rows.count; ++at) {
      Real after[kGroup];
      update_cells<kTopology, kOddFirst, kGroup>(
          [&](int row, std::int64_t column) { return rows.before[row][column]; }, at, rows.alpha,
          after);
      for (int row = 0; row < kGroup; ++row) rows.after[row][at] = after[row];
    }
    return;
  }
  const auto address = reinterpret_cast<std::uintptr_t>(rows.after[0]);
  auto at = static_cast<std::int64_t>((kVectorBytes - address % kVectorBytes) % kVectorBytes /
                                      sizeof(Real));
  if (at > 0) update_vector<kTopology, kOddFirst, false>(rows, 0);
  for (; at + kLanes <= rows.count; at += kLanes) {
    update_vector<kTopology, kOddFirst, kStream>(rows, at);
  }
  if (at < rows.count) update_vector<kTopology, kOddFirst, false>(rows, rows.count - kLanes);
}

/// One time step of a group of rows whose first is an odd one or not.
template <class Real, int kGroup>
void update_row_group(const RowGroup<Real, kGroup>& rows, Topology topology, bool odd_first,
                      bool stream) {
  if (topology == Topology::square) {
    stream ? update_columns<Topology::square, false, true>(rows)
           : update_columns<Topology::square, false, false>(rows);
  } else if (odd_first) {
    stream ? update_columns<Topology::hex, true, true>(rows)
           : update_columns<Topology::hex, true, false>(rows);
  } else {
    stream ? update_columns<Topology::hex, false, true>(rows)
           : update_columns<Topology::hex, false, false>(rows);
  }
}

/// The tile of a pass of one step.
template <class Real>
class HexStep {
 public:
  HexStep(const HexPass<Real>& pass, const TileCells& tile) : pass_(pass), tile_(tile) {}

  void run() const {
    const std::int64_t last = tile_.last_row;
    for (std::int64_t row = tile_.first_row; row < last; row += kRowGroup) {
      const bool inner = row > 0 && row + kRowGroup < pass_.grid.rows;
      if (row + kRowGroup <= last && (pass_.periodic() || inner)) {
        make_group<kRowGroup>(row);
        continue;
      }
      for (std::int64_t one = row; one < row + kRowGroup && one < last; ++one) make_row(one);
    }
  }

 private:
  [[nodiscard]] const Real* now(std::int64_t row) const {
    return &pass_.now[pass_.row_of(row) * pass_.grid.stride];
  }
  [[nodiscard]] Real* next(std::int64_t row) const { return &pass_.next[row * pass_.grid.stride]; }

  void make_row(std::int64_t row) const {
    if (pass_.periodic() || (row > 0 && row + 1 < pass_.grid.rows)) {
      make_group<1>(row);
      return;
    }
    for (std::int64_t col = tile_.first_col; col < tile_.last_col; ++col) make_edge(row, col);
  }

  // Rows whose neighbours above and below exist; the cells at their ends one by one.
  template <int kGroup>
  void make_group(std::int64_t row) const {
    const std::int64_t edge = pass_.grid.cols - 1;
    const std::int64_t first = tile_.first_col == 0 ? 1 : tile_.first_col;
    const std::int64_t last = tile_.last_col > edge ? edge : tile_.last_col;
    for (std::int64_t one = row; one < row + kGroup; ++one) {
      if (tile_.first_col == 0) make_edge(one, 0);
      if (tile_.last_col > edge && edge > 0) make_edge(one, edge);
    }
    if (last <= first) return;
    RowGroup<Real, kGroup> group;
    group.count = last - first;
    group.alpha = static_cast<Real>(pass_.rule.alpha);
    for (int at = 0; at < kGroup + 2; ++at) group.before[at] = now(row - 1 + at) + first;
    for (int at = 0; at < kGroup; ++at) group.after[at] = next(row + at) + first;
    update_row_group(group, pass_.rule.topology, (row & 1) != 0, pass_.stream);
    if (pass_.rule.heavy == 0) return;
    for (Real* const after : group.after) weigh_down_row(after, group.count, pass_.rule.heavy);
  }

  void make_edge(std::int64_t row, std::int64_t col) const {
    next(row)[col] = edge_cell<Real>(
        pass_.grid, pass_.rule, row, col,
        [&](std::int64_t at_row, std::int64_t at_col) { return now(at_row)[at_col]; });
  }

  const HexPass<Real>& pass_;
  TileCells tile_;
};

}  // namespace TESSERA_ISA
using namespace TESSERA_ISA;  // not inline, because stages.hpp opens the namespaces too
}  // namespace tessera::cpu
