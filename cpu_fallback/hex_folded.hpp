#pragma once

#include <cstdint>
#include <utility>

#include "cpu_fallback/hex_subnormal.hpp"
#include "cpu_fallback/hex_vectors.hpp"

// Rows in folded form: a stretch of columns is cut into as many parts as a vector has lanes, and
// vector k holds the k-th cell of every part.
//
//   cells    a b c d e f g h i j k l     4 lanes, 3 vectors:   adgj behk cfil
//
// The neighbours in a row of all lanes of a vector are then the vector before and the one after it:
// no load straddles lines of cache, and arithmetic alone binds. Vector -1 and vector -2 hold the
// last two of the parts one lane up; their lane 0 is what lies to the left of the stretch.

namespace tessera::cpu {
namespace TESSERA_ISA {

/// A vector whose lower half is low[...] and whose upper half is high[...].
template <class Real>
TESSERA_HD CellVector<Real> load_joined(const Real* low, const Real* high) {
  CellVector<Real> cells;
#if defined(__AVX512F__)
  // From memory, which leaves the one port that shuffles alone. The masked form, because GCC warns
  // about the plain one's undefined source (bug 105593).
  const __m256i lower = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(low));
  const __m256i upper = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(high));
  const __m512i both = _mm512_maskz_inserti64x4(0xFF, _mm512_castsi256_si512(lower), upper, 1);
  __builtin_memcpy(&cells, &both, sizeof(cells));
#else
  __builtin_memcpy(&cells, low, sizeof(cells) / 2);
  __builtin_memcpy(reinterpret_cast<char*>(&cells) + sizeof(cells) / 2, high, sizeof(cells) / 2);
#endif
  return cells;
}

/// Exchanges the squares beside the diagonal of every square of 2 kDistance rows and lanes.
template <int kDistance, class Vector, int... kLane>
TESSERA_HD void exchange_squares(Vector& low, Vector& high, std::integer_sequence<int, kLane...>) {
  constexpr int kLanes = sizeof...(kLane);
  const Vector left = __builtin_shufflevector(
      low, high, ((kLane & kDistance) == 0 ? kLane : kLane - kDistance + kLanes)...);
  high = __builtin_shufflevector(
      low, high, ((kLane & kDistance) == 0 ? kLane + kDistance : kLane + kLanes)...);
  low = left;
}

template <int kDistance, class Vector, int kLanes>
TESSERA_HD void transpose_squares(Vector (&block)[kLanes]) {
  if constexpr (kDistance > 0) {
    for (int row = 0; row < kLanes; ++row) {
      if ((row & kDistance) != 0) continue;
      exchange_squares<kDistance>(block[row], block[row + kDistance],
                                  std::make_integer_sequence<int, kLanes>());
    }
    transpose_squares<kDistance / 2>(block);
  }
}

/// Lane i of block[j] is from[i * apart + j].
template <class Real, int kLanes>
TESSERA_HD void load_transposed(const Real* from, std::int64_t apart,
                                CellVector<Real> (&block)[kLanes]) {
  constexpr int kHalf = kLanes / 2;
  for (int row = 0; row < kHalf; ++row) {
    const Real* const low = from + row * apart;
    const Real* const high = from + (row + kHalf) * apart;
    block[row] = load_joined(low, high);
    block[row + kHalf] = load_joined(low + kHalf, high + kHalf);
  }
  transpose_squares<kHalf / 2>(block);
}

/// Folds `length` vectors of cells, a multiple of the lanes. Whether some are so small that they
/// may soon be subnormal (always false where nothing can be done about it).
template <class Real>
bool fold_row(const Real* cells, std::int64_t length, Real* folded) {
  constexpr int kLanes = kCellLanes<Real>;
  [[maybe_unused]] FadingCells<Real> fading;
  for (std::int64_t at = 0; at < length; at += kLanes) {
    CellVector<Real> block[kLanes];
    load_transposed(cells + at, length, block);
    for (int row = 0; row < kLanes; ++row) {
      fading.look_at(block[row]);
      store_cells(folded + (at + row) * kLanes, block[row]);
    }
  }
  return fading.found();
}

/// Writes columns [first, last) of a row in memory out of a folded one that begins at column
/// `start`, which is aligned to a vector.
template <class Real>
void unfold_row(const Real* folded, std::int64_t length, std::int64_t start, Real* row,
                std::int64_t first, std::int64_t last, bool stream) {
  constexpr int kLanes = kCellLanes<Real>;
  for (std::int64_t at = 0; at < length; at += kLanes) {
    CellVector<Real> block[kLanes];
    load_transposed(folded + at * kLanes, kLanes, block);
    for (int part = 0; part < kLanes; ++part) {
      const std::int64_t col = start + part * length + at;
      if (col >= first && col + kLanes <= last) {
        stream ? stream_cells(row + col, block[part]) : store_cells(row + col, block[part]);
        continue;
      }
      for (int lane = 0; lane < kLanes; ++lane) {
        if (col + lane >= first && col + lane < last) row[col + lane] = block[part][lane];
      }
    }
  }
}

/// A cell of a folded row by its place in the stretch, from -2 on.
template <class Real>
[[nodiscard]] TESSERA_HD Real& folded_cell(Real* folded, std::int64_t length, std::int64_t place) {
  constexpr std::int64_t kLanes = kCellLanes<std::remove_const_t<Real>>;
  if (place < 0) return folded[place * kLanes];
  return folded[place % length * kLanes + place / length];
}

template <class Vector, int... kLane>
TESSERA_HD Vector one_lane_up(const Vector& cells, std::integer_sequence<int, kLane...>) {
  constexpr int kLanes = sizeof...(kLane);
  return __builtin_shufflevector(cells, cells, ((kLane + kLanes - 1) % kLanes)...);
}

/// Makes vectors -2 and -1 of a folded row. `beside`: the two cells to the left of the stretch;
/// becomes the last two of the stretch.
template <class Real>
TESSERA_HD void join_stretches(Real* folded, std::int64_t length, Real (&beside)[2]) {
  constexpr int kLanes = kCellLanes<Real>;
  for (int back = 1; back <= 2; ++back) {
    CellVector<Real> cells = one_lane_up(load_cells(folded + (length - back) * kLanes),
                                         std::make_integer_sequence<int, kLanes>());
    const Real last = cells[0];
    cells[0] = beside[2 - back];
    beside[2 - back] = last;
    store_cells(folded - back * kLanes, cells);
  }
}

/// One time step of a group of folded rows, `count` vectors. The stretch moves one column to the
/// left: a cell's place in `after` is that of its right neighbour in `before`. kFading: there may
/// be subnormal numbers.
template <Topology kTopology, bool kOddFirst, bool kFading, class Real, int kGroup>
void update_folded_rows(const RowGroup<Real, kGroup>& rows) {
  constexpr std::int64_t kLanes = kCellLanes<Real>;
  // Copies, which no store can change.
  const Real* before[kGroup + 2];
  Real* to[kGroup];
  const std::int64_t end = rows.count * kLanes;
  const Real alpha = rows.alpha;
  CellVector<Real> cells[kGroup + 2][3];
  SubnormalColumns<Real, kFading> subnormal;
  for (int row = 0; row < kGroup; ++row) to[row] = rows.after[row];
  for (int row = 0; row < kGroup + 2; ++row) {
    before[row] = rows.before[row];
    cells[row][0] = load_cells(before[row] - 2 * kLanes);
    cells[row][1] = load_cells(before[row] - kLanes);
  }
  for (std::int64_t at = 0; at < end; at += kLanes) {
    for (int row = 0; row < kGroup + 2; ++row) cells[row][2] = load_cells(before[row] + at);
    CellVector<Real> after[kGroup];
    if (subnormal.among(cells)) {
      subnormal.template update<kTopology, kOddFirst>(cells, alpha, after);
    } else {
      update_cells<kTopology, kOddFirst, kGroup>(
          [&](int row, std::int64_t column) { return cells[row][column]; }, 1, alpha, after);
    }
    for (int row = 0; row < kGroup; ++row) store_cells(to[row] + at, after[row]);
    for (int row = 0; row < kGroup + 2; ++row) {
      cells[row][0] = cells[row][1];
      cells[row][1] = cells[row][2];
    }
  }
}

template <bool kFading, class Real, int kGroup>
void update_folded_group(const RowGroup<Real, kGroup>& rows, Topology topology, bool odd_first) {
  if (topology == Topology::square) {
    update_folded_rows<Topology::square, false, kFading>(rows);
  } else if (odd_first) {
    update_folded_rows<Topology::hex, true, kFading>(rows);
  } else {
    update_folded_rows<Topology::hex, false, kFading>(rows);
  }
}

/// What the cells of the row above or below add to a reflecting edge row, or a missing one.
template <Topology kTopology, class Real>
TESSERA_HD CellVector<Real> beyond_edge(const Real* row, std::int64_t odd,
                                        const CellVector<Real>& v) {
  constexpr std::int64_t kLanes = kCellLanes<Real>;
  if constexpr (kTopology == Topology::square) {
    return row == nullptr ? v : load_cells(row - kLanes);
  } else {
    if (row == nullptr) return v + v;
    return load_cells(row + (odd - 2) * kLanes) + load_cells(row + (odd - 1) * kLanes);
  }
}

/// `update_folded_rows` of one reflecting row without the row above or below it or both (nullptr).
template <Topology kTopology, class Real>
void update_folded_edge(const RowGroup<Real, 1>& rows, bool odd) {
  constexpr std::int64_t kLanes = kCellLanes<Real>;
  for (std::int64_t at = 0; at < rows.count * kLanes; at += kLanes) {
    const auto place = [&](int row) {
      return rows.before[row] == nullptr ? nullptr : rows.before[row] + at;
    };
    const Real* const middle = rows.before[1] + at;
    const CellVector<Real> v = load_cells(middle - kLanes);
    const CellVector<Real> up = beyond_edge<kTopology>(place(0), odd ? 1 : 0, v);
    const CellVector<Real> down = beyond_edge<kTopology>(place(2), odd ? 1 : 0, v);
    const CellVector<Real> left = load_cells(middle - 2 * kLanes);
    const CellVector<Real> right = load_cells(middle);
    if constexpr (kTopology == Topology::square) {
      store_cells(rows.after[0] + at, update_square_cell(up, down, left, right, v, rows.alpha));
    } else {
      store_cells(rows.after[0] + at, update_hex_cell(up, down, left, right, v, rows.alpha));
    }
  }
}

}  // namespace TESSERA_ISA
using namespace TESSERA_ISA;  // not inline, because stages.hpp opens the namespaces too
}  // namespace tessera::cpu
