#pragma once

#include <cstdint>

#include "cpu_fallback/hex_vectors.hpp"

namespace tessera::cpu {
namespace TESSERA_ISA {

/// Cells whose rounds are made together: one round is a loop of many independent vectors, so that
/// the units that divide and take roots, which bind, never wait for the latency of the rest.
inline constexpr int kHeavyCells = 256;

/// A round of every cell; `count` is a multiple of the lanes. All are within kSincosRange.
template <class Real>
[[gnu::noinline]] void make_heavy_round(Real* cells, int count) {
  for (int cell = 0; cell < count; ++cell) cells[cell] = heavy_round_in_range(cells[cell]);
}

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
  const int whole = (count + kCellLanes<Real> - 1) / kCellLanes<Real> * kCellLanes<Real>;
  for (int cell = count; cell < whole; ++cell) x[cell] = Real{0};
  for (int round = 0; round < rounds; ++round) make_heavy_round(x, whole);
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
