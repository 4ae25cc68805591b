#pragma once

#include "kernels/numerics/exact_sincos.hpp"

// One explicit diffusion update of one cell, on a hexagonal or a square grid.
//
//   hexagonal, odd-r offset (odd rows stand half a cell to the right):   square:
//        ul  ur                                                               u
//      l   v   r       even row: ul, dl at c-1 and ur, dr at c              l v r
//        dl  dr        odd row:  ul, dl at c   and ur, dr at c+1              d
//
// The sums are taken in pairs, so that the sum of two neighbours in a row serves the row above and
// the row below. `Real` is float, double, or a vector of them with one cell per lane.

namespace tessera {
inline namespace TESSERA_ISA {

/// v + alpha (mean - v), mean of the six neighbours: ((ul + ur) + (dl + dr)) + (l + r), times 1/6
/// rounded to the type (within an ulp of a division by 6). `up` is ul + ur, `down` is dl + dr.
/// `sixth` and `alpha` fit `Real`.
template <class Real, class Scalar>
TESSERA_HD constexpr Real update_hex_cell(const Real& up, const Real& down, const Real& left,
                                          const Real& right, const Real& v, Scalar alpha) {
  const Scalar sixth = static_cast<Scalar>(1.0 / 6.0);
  const Real mean = ((up + down) + (left + right)) * sixth;
  return v + alpha * (mean - v);
}

/// v + alpha (mean - v), mean of the four neighbours: (u + d) + (l + r), times 1/4.
template <class Real, class Scalar>
TESSERA_HD constexpr Real update_square_cell(const Real& up, const Real& down, const Real& left,
                                             const Real& right, const Real& v, Scalar alpha) {
  const Scalar quarter = static_cast<Scalar>(0.25);
  const Real mean = ((up + down) + (left + right)) * quarter;
  return v + alpha * (mean - v);
}

/// IEEE square root.
TESSERA_HD double square_root_of(double value) { return __builtin_sqrt(value); }
TESSERA_HD float square_root_of(float value) { return __builtin_sqrtf(value); }

/// One round x = sin x cos x + sqrt |x|, for |x| <= kSincosRange and NaN: what it gives is in that
/// range too. Without branches; the bits of a round of `weigh_down`.
template <class Real>
TESSERA_HD Real heavy_round_in_range(Real x) {
  return exact::sine_times_cosine_in_range(x) + square_root_of(exact::magnitude(x));
}

/// 0.999 v + 0.001 x: what a cell becomes whose rounds lead from v to x.
template <class Real>
TESSERA_HD Real weighed(Real v, Real x) {
  return static_cast<Real>(0.999) * v + static_cast<Real>(0.001) * x;
}

/// 0.999 v + 0.001 x for every cell, where x is v after `rounds` rounds of
/// x = sin x cos x + sqrt |x|: arithmetic to keep a processor busy, as others' engines have it.
template <int kCount, class Real>
TESSERA_HD void weigh_down(Real (&v)[kCount], int rounds) {
  Real x[kCount];
  for (int cell = 0; cell < kCount; ++cell) x[cell] = v[cell];
  for (int round = 0; round < rounds; ++round) {
    Real sine[kCount];
    Real cosine[kCount];
    exact::sincos_lanes(x, sine, cosine);
    for (int cell = 0; cell < kCount; ++cell) {
      const Real magnitude = x[cell] < 0 ? -x[cell] : x[cell];
      x[cell] = sine[cell] * cosine[cell] + square_root_of(magnitude);
    }
  }
  for (int cell = 0; cell < kCount; ++cell) v[cell] = weighed(v[cell], x[cell]);
}

}  // namespace TESSERA_ISA
}  // namespace tessera
