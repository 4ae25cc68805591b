#pragma once

#include "kernels/numerics/portability.hpp"

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
/// rounded to the type. `up` is ul + ur, `down` is dl + dr. `sixth` and `alpha` fit `Real`.
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

}  // namespace TESSERA_ISA
}  // namespace tessera
