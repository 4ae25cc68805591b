#pragma once

#include "kernels/numerics/eigenvalue_bound.hpp"
#include "kernels/numerics/unroll.hpp"

// What an element does whose matrix is a set of conductances, one per pair of its nodes. `Real` is
// a number, or a vector of them with one element per lane; `conductance[pair]` is what an array or
// a look-up gives, pairs a < b in the order of `quad8_pair` and `quad4_pair`.

namespace tessera {
inline namespace TESSERA_ISA {

/// rate[a] = sum over b of conductance (u[a] - u[b]): what leaves node a. Pair after pair, starting
/// from +0; a flow is found once and leaves one node for the other.
template <int kNodes, class Real, class Conductance>
TESSERA_HD constexpr void element_rates(const Conductance& conductance, const Real (&u)[kNodes],
                                        Real (&rate)[kNodes]) {
  for (Real& sum : rate) sum = Real{};
  int pair = 0;
  TESSERA_UNROLL
  for (int a = 0; a < kNodes - 1; ++a) {
    TESSERA_UNROLL
    for (int b = a + 1; b < kNodes; ++b, ++pair) {
      const Real flow = conductance[pair] * (u[a] - u[b]);
      rate[a] = rate[a] + flow;
      rate[b] = rate[b] - flow;
    }
  }
}

/// The diagonal of the element's matrix: sums of conductances, in the same order.
template <int kNodes, class Real, class Conductance>
TESSERA_HD constexpr void element_diagonal(const Conductance& conductance,
                                           Real (&diagonal)[kNodes]) {
  for (Real& sum : diagonal) sum = Real{};
  int pair = 0;
  TESSERA_UNROLL
  for (int a = 0; a < kNodes - 1; ++a) {
    TESSERA_UNROLL
    for (int b = a + 1; b < kNodes; ++b, ++pair) {
      diagonal[a] = diagonal[a] + conductance[pair];
      diagonal[b] = diagonal[b] + conductance[pair];
    }
  }
}

/// 1 / sqrt(value), and 0 unless that is positive. Vector types bring their own overloads.
TESSERA_HD float inverse_root(float value) {
  return value > 0.0F ? 1.0F / __builtin_sqrtf(value) : 0.0F;
}
TESSERA_HD void set_one(float& value) { value = 1.0F; }

/// trace((De^-1/2 Ke De^-1/2)^16); its 16th root bounds the eigenvalues of De^-1 Ke from above. A
/// node without conductances counts as one whose eigenvalue is 1.
template <int kNodes, class Real, class Conductance>
TESSERA_HD constexpr Real element_power16(const Conductance& conductance) {
  Real scale[kNodes];
  element_diagonal(conductance, scale);
  TESSERA_UNROLL
  for (int a = 0; a < kNodes; ++a) scale[a] = inverse_root(scale[a]);
  Real M[kNodes][kNodes];
  int pair = 0;
  TESSERA_UNROLL
  for (int a = 0; a < kNodes; ++a) {
    set_one(M[a][a]);
    TESSERA_UNROLL
    for (int b = a + 1; b < kNodes; ++b, ++pair) {
      M[a][b] = Real{} - (conductance[pair] * scale[a]) * scale[b];
      M[b][a] = M[a][b];
    }
  }
  return trace_of_power16(M);
}

}  // namespace TESSERA_ISA
}  // namespace tessera
