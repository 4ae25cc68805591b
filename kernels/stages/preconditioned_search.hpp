#pragma once

#include "kernels/stages/index_slices.hpp"
#include "kernels/stages/krylov.hpp"

namespace tessera {

// Conjugate gradients with a preconditioner in f32. The system is equilibrated, A = S K S with S =
// diag(scale), and B is a symmetric preconditioner for K: M = (u S^-1) B (u S^-1).

/// Between the equilibrated system and a preconditioner for the one before.
struct PreconditionerScale {
  View<const double> scale;  // [row]
  double unit = 1.0;         // u, a power of two that brings S^-1 near 1
};

/// x = x + alpha p and r = r - alpha q with alpha = r_z / p_q, then r_r = r . r; one more
/// iteration, and converged when the norm of r meets the target. Does nothing unless running. Per
/// row 48 bytes, 6 flops.
template <class Exec>
using AdvanceIterate = void(Exec&, CgVectors);

/// narrow = 2^-e u S^-1 r in f32, where 2^e <= norm of r < 2^(e+1): whatever the size of b, f32 has
/// the range. What is behind the rows becomes 0. Does nothing unless running.
/// narrow: [padded_rows]
template <class Exec>
using NarrowResidual = void(Exec&, CgVectors, PreconditionerScale, View<float> narrow);

/// z = 2^e u S^-1 B narrow, r_z = r . z, beta = new r_z / old r_z (0 if `first`), p = z + beta p.
/// Status kBreakdown unless r_z is positive and finite; p is left then. Does nothing unless
/// running. correction: [padded_rows], B narrow
template <class Exec>
using TurnDirection = void(Exec&, CgVectors, PreconditionerScale, View<const float> correction,
                           bool first);

}  // namespace tessera
