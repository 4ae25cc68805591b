#pragma once

#include <cstdint>

#include "kernels/numerics/portability.hpp"

// The scalars of conjugate gradients (Hestenes & Stiefel 1952) and how they follow from the three
// inner products of an iteration. Every one is a single IEEE operation.

namespace tessera {

/// The scalars of a search. They live in the memory of the executor: a GPU decides convergence by
/// itself, and the host looks at them when it likes.
struct CgState {
  enum Status : std::int32_t { kRunning, kConverged, kBreakdown };

  double r_r;     // squared norm of the residual
  double p_q;     // p . A p
  double alpha;   // r_r / p_q
  double beta;    // new r_r / old r_r
  double target;  // the iteration stops at the first norm of the residual <= target
  std::int64_t iteration;
  std::int32_t status;
  double r_z;  // with a preconditioner M: r . z, z = M r
};

inline namespace TESSERA_ISA {

/// Ends the search when the norm of the residual meets the target.
TESSERA_HD void judge_convergence(CgState& state) {
  if (__builtin_sqrt(state.r_r) <= state.target) state.status = CgState::kConverged;
}

/// A search begins with the residual r; the iteration count goes on.
TESSERA_HD void begin_search(CgState& state, double r_r, double target) {
  state.r_r = r_r;
  state.target = target;
  state.status = CgState::kRunning;
  judge_convergence(state);
}

/// q = A p is known: the step length, or breakdown unless p . q is positive.
TESSERA_HD void take_step_length(CgState& state, double p_q) {
  state.p_q = p_q;
  state.alpha = state.r_r / p_q;
  if (!(p_q > 0.0)) state.status = CgState::kBreakdown;
}

/// The new residual is known: the share of the old direction in the next one.
TESSERA_HD void take_new_residual(CgState& state, double r_r) {
  state.beta = r_r / state.r_r;
  state.r_r = r_r;
  state.iteration = state.iteration + 1;
}

/// With a preconditioner: the step length is r_z / p_q, which `take_step_length` did not know.
TESSERA_HD void take_preconditioned_step_length(CgState& state) {
  state.alpha = state.r_z / state.p_q;
}

/// With a preconditioner: the new residual ends the iteration before its z is looked for.
TESSERA_HD void take_new_norm(CgState& state, double r_r) {
  state.r_r = r_r;
  state.iteration = state.iteration + 1;
  judge_convergence(state);
}

/// With a preconditioner: z = M r is known; `first` of a search, there is no old direction.
/// Breakdown unless r . z is positive and finite, as it is for a positive definite M.
TESSERA_HD void take_preconditioned(CgState& state, double r_z, bool first) {
  state.beta = first ? 0.0 : r_z / state.r_z;
  state.r_z = r_z;
  if (!(r_z > 0.0 && r_z * 0.0 == 0.0)) state.status = CgState::kBreakdown;
}

}  // namespace TESSERA_ISA
}  // namespace tessera
