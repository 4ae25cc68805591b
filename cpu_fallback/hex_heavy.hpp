#pragma once

#include <cstdint>

#include "cpu_fallback/hex_vectors.hpp"

namespace tessera::cpu {
namespace TESSERA_ISA {

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

}  // namespace TESSERA_ISA
using namespace TESSERA_ISA;  // not inline, because stages.hpp opens the namespaces too
}  // namespace tessera::cpu
