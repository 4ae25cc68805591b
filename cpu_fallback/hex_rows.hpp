#pragma once

#if defined(__AVX__)
#include <immintrin.h>
#endif

#include <cstdint>

#include "kernels/numerics/hex_cell.hpp"
#include "kernels/stages/hex_diffusion.hpp"

// A few consecutive rows of one time step, a vector of cells at a time.

namespace tessera::cpu {
namespace TESSERA_ISA {

/// Bytes of a vector, and rows that are updated together: each row that is read serves as upper,
/// middle and lower neighbour while it is in registers, of which AVX-512 has twice as many.
#if defined(__AVX512F__)
inline constexpr int kVectorBytes = 64;
inline constexpr int kRowGroup = 4;
#elif defined(__AVX__)
inline constexpr int kVectorBytes = 32;
inline constexpr int kRowGroup = 2;
#else
inline constexpr int kVectorBytes = 16;
inline constexpr int kRowGroup = 2;
#endif

template <class Real>
inline constexpr int kCellLanes = kVectorBytes / static_cast<int>(sizeof(Real));

/// kCellLanes cells that lie side by side in a row.
template <class Real>
struct CellVectorOf {
  using Type [[gnu::vector_size(kVectorBytes)]] = Real;
};
template <class Real>
using CellVector = typename CellVectorOf<Real>::Type;

template <class Real>
TESSERA_HD CellVector<Real> load_cells(const Real* from) {
  CellVector<Real> cells;
  __builtin_memcpy(&cells, from, sizeof(cells));
  return cells;
}

template <class Real>
TESSERA_HD void store_cells(Real* to, const CellVector<Real>& cells) {
  __builtin_memcpy(to, &cells, sizeof(cells));
}

/// Stores past the caches; `to` is aligned to a vector. Ends with `finish_streaming`.
template <class Real>
TESSERA_HD void stream_cells(Real* to, const CellVector<Real>& cells) {
#if defined(__AVX512F__)
  _mm512_stream_si512(reinterpret_cast<__m512i*>(to), reinterpret_cast<const __m512i&>(cells));
#elif defined(__AVX__)
  _mm256_stream_si256(reinterpret_cast<__m256i*>(to), reinterpret_cast<const __m256i&>(cells));
#else
  store_cells(to, cells);
#endif
}

/// Makes what was streamed visible to other workers.
TESSERA_HD void finish_streaming() {
#if defined(__AVX__)
  _mm_sfence();
#endif
}

/// The rows above, of and below a group, and the group after the step. Every pointer stands at the
/// same column; columns -1 and `count` of `before` exist.
template <class Real, int kGroup>
struct RowGroup {
  const Real* before[kGroup + 2];
  Real* after[kGroup];
  std::int64_t count;
  Real alpha;
};

/// `kVectorOf<Real>` new cells of every row of a group at column `at`.
template <Topology kTopology, bool kOddFirst, int kGroup, class Cells, class Load, class Real>
TESSERA_HD void update_cells(const Load& load, std::int64_t at, Real alpha,
                             Cells (&after)[kGroup]) {
  Cells pair[kGroup + 2];
  for (int row = 0; row < kGroup + 2; ++row) {
    if constexpr (kTopology == Topology::square) {
      pair[row] = load(row, at);
    } else {
      // Of the row above and of the row below a cell, which both stand half a cell aside.
      const int odd = (row + (kOddFirst ? 1 : 0)) % 2;
      pair[row] = load(row, at + odd - 1) + load(row, at + odd);
    }
  }
  for (int row = 0; row < kGroup; ++row) {
    const Cells left = load(row + 1, at - 1);
    const Cells right = load(row + 1, at + 1);
    const Cells v = load(row + 1, at);
    if constexpr (kTopology == Topology::square) {
      after[row] = update_square_cell(pair[row], pair[row + 2], left, right, v, alpha);
    } else {
      after[row] = update_hex_cell(pair[row], pair[row + 2], left, right, v, alpha);
    }
  }
}

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

/// The heavy rounds on `count` cells of a row, several vectors at a time, so that their latencies
/// overlap.
template <class Real>
void weigh_down_row(Real* cells, std::int64_t count, int rounds) {
  constexpr int kGroup = 4 * kCellLanes<Real>;
  for (std::int64_t at = 0; at < count; at += kGroup) {
    const std::int64_t present = count - at < kGroup ? count - at : kGroup;
    Real group[kGroup] = {};
    for (int cell = 0; cell < present; ++cell) group[cell] = cells[at + cell];
    weigh_down(group, rounds);
    for (int cell = 0; cell < present; ++cell) cells[at + cell] = group[cell];
  }
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

}  // namespace TESSERA_ISA
using namespace TESSERA_ISA;  // not inline, because stages.hpp opens the namespaces too
}  // namespace tessera::cpu
