#pragma once

#include <cstdint>

#include "cpu_fallback/hex_rounds.hpp"
#include "cpu_fallback/hex_vectors.hpp"

namespace tessera::cpu {
namespace TESSERA_ISA {

/// Cells whose rounds are made together: one round is a loop of many independent vectors, so that
/// the units that divide and take roots never wait for the latency of the rest. They are groups of
/// as many as fill vectors of either precision, and three of f64.
inline constexpr int kHeavyGroup = 48;
inline constexpr int kHeavyCells = 5 * kHeavyGroup;

/// A round of every cell; `count` is a multiple of the lanes. All are within kSincosRange.
template <class Real>
[[gnu::noinline]] void make_heavy_round(Real* cells, int count) {
  for (int cell = 0; cell < count; ++cell) cells[cell] = heavy_round_in_range(cells[cell]);
}

/// Heavy rounds of every cell; `count` is a multiple of kHeavyGroup. All are within kSincosRange.
template <class Real>
void make_heavy_rounds(Real* cells, int count, int rounds) {
  for (int round = 0; round < rounds; ++round) make_heavy_round(cells, count);
}

#if defined(__AVX2__)
inline void make_heavy_rounds(double* cells, int count, int rounds) {
  Extent extent = extent_of(cells, count);
  if (!extent.is_ordinary()) {
    for (; rounds > 0; --rounds) make_heavy_round(cells, count);
  }
  for (; rounds > 0 && !extent.is_settled(); --rounds) {
    extent = make_round<OrdinaryRound>(cells, count);
  }
  for (; rounds > 0; --rounds) make_round<SettledRound>(cells, count);
}
#endif

/// The heavy rounds on at most kHeavyCells cells.
template <class Real>
void weigh_down_cells(Real* cells, int count, int rounds) {
  alignas(64) Real x[kHeavyCells];
  bool any_far = false;
  for (int cell = 0; cell < count; ++cell) {
    x[cell] = cells[cell];
    any_far |= exact::magnitude(x[cell]) > exact::kSincosRange<Real>;
  }
  if (any_far) [[unlikely]] {
    for (int cell = 0; cell < count; ++cell) {
      Real one[1] = {cells[cell]};
      weigh_down(one, rounds);
      cells[cell] = one[0];
    }
    return;
  }
  const int whole = (count + kHeavyGroup - 1) / kHeavyGroup * kHeavyGroup;
  for (int cell = count; cell < whole; ++cell) x[cell] = Real{1.25};
  make_heavy_rounds(x, whole, rounds);
  for (int cell = 0; cell < count; ++cell) cells[cell] = weighed(cells[cell], x[cell]);
}

/// The heavy rounds on `count` cells of a row.
template <class Real>
void weigh_down_row(Real* cells, std::int64_t count, int rounds) {
  for (std::int64_t at = 0; at < count; at += kHeavyCells) {
    const std::int64_t left = count - at;
    weigh_down_cells(cells + at, left < kHeavyCells ? static_cast<int>(left) : kHeavyCells, rounds);
  }
}

}  // namespace TESSERA_ISA
using namespace TESSERA_ISA;  // not inline, because stages.hpp opens the namespaces too
}  // namespace tessera::cpu
