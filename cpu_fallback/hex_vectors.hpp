#pragma once

#if defined(__AVX__)
#include <immintrin.h>
#endif

#include <cstdint>

#include "kernels/numerics/hex_cell.hpp"
#include "kernels/stages/hex_diffusion.hpp"

// Vectors of cells that lie side by side, and one time step of a few consecutive rows of them.

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

/// The new cells of every row of a group at column `at`; load(row, column) are those before, one
/// cell or a vector of them.
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

}  // namespace TESSERA_ISA
using namespace TESSERA_ISA;  // not inline, because stages.hpp opens the namespaces too
}  // namespace tessera::cpu
