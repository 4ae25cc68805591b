#pragma once

#include "kernels/numerics/quad8.hpp"
#include "kernels/numerics/unroll.hpp"

// The element that an 8-node quadrilateral becomes when its mid-side nodes follow their corners:
// u(mid) = (u(corner) + u(next corner)) / 2. Its matrix is Pe^T Ke Pe with a constant Pe of 8x4,
// and its rows sum to zero as those of Ke do, so that six conductances say everything.

namespace tessera {
inline namespace TESSERA_ISA {

inline constexpr int kQuad4Nodes = 4;
/// Pairs a < b of the 4 corners.
inline constexpr int kQuad4Pairs = 6;

/// Position of the pair (a, b), a < b, in the strict upper triangle stored row by row.
TESSERA_HD constexpr int quad4_pair(int a, int b) { return a * (7 - a) / 2 + (b - a - 1); }

/// Share of corner `corner` in the value at node `node` (0..7): an entry of Pe.
TESSERA_HD constexpr float corner_share(int node, int corner) {
  if (node < kQuad4Nodes) return node == corner ? 1.0F : 0.0F;
  return node - kQuad4Nodes == corner || (node - kQuad4Nodes + 1) % kQuad4Nodes == corner ? 0.5F
                                                                                          : 0.0F;
}

/// The six conductances of Pe^T Ke Pe from the 28 of Ke: the edge (a, b) of conductance c adds
/// c v v^T with v = row a of Pe - row b of Pe. Pairs of Ke ascending; shares of 0 add nothing.
template <class Real>
TESSERA_HD constexpr void corner_conductance(const Real (&fine)[kQuad8Pairs],
                                             Real (&coarse)[kQuad4Pairs]) {
  for (int pair = 0; pair < kQuad4Pairs; ++pair) coarse[pair] = Real{};
  int pair = 0;
  TESSERA_UNROLL
  for (int a = 0; a < kQuad8Nodes - 1; ++a) {
    TESSERA_UNROLL
    for (int b = a + 1; b < kQuad8Nodes; ++b, ++pair) {
      TESSERA_UNROLL
      for (int i = 0; i < kQuad4Nodes - 1; ++i) {
        TESSERA_UNROLL
        for (int j = i + 1; j < kQuad4Nodes; ++j) {
          const float share = -(corner_share(a, i) - corner_share(b, i)) *
                              (corner_share(a, j) - corner_share(b, j));
          if (share != 0.0F)
            coarse[quad4_pair(i, j)] = coarse[quad4_pair(i, j)] + share * fine[pair];
        }
      }
    }
  }
}

}  // namespace TESSERA_ISA
}  // namespace tessera
