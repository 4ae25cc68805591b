#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

#include "host/pipelines/conjugate_gradient.hpp"
#include "host/pipelines/flow_result.hpp"
#include "kernels/stages/preconditioned_search.hpp"

namespace tessera {

/// An equilibrated system A x = b, A = S K S with S = diag(scale). `Matrix` is whatever the stages
/// of krylov.hpp take.
template <class Matrix>
struct EquilibratedSystem {
  Matrix A;
  View<const double> b;
  View<const double> scale;
};

/// A preconditioner that does not halve the residual in so many iterations has stagnated.
inline constexpr std::int64_t kStagnation = 25;

/// z = M r, and p from it.
template <class Exec, class Preconditioner>
void precondition(Exec& executor, const CgVectors& cg, View<const double> scale, Preconditioner& M,
                  bool first) {
  const PreconditionerScale by{scale, M.unit()};
  narrow_residual(executor, cg, by, M.residual());
  M.cycle();
  turn_direction(executor, cg, by, M.correction(), first);
}

/// Iterates until the state says converged or breakdown, the limit is reached, or M stagnates.
template <class Exec, class Matrix, class Preconditioner, class Observer>
CgState run_preconditioned_search(Exec& executor, const EquilibratedSystem<Matrix>& system,
                                  Preconditioner& M, const CgVectors& cg,
                                  const CgSettings& settings, double norm_b, Observer& observe) {
  const auto look = [&] { return read_later(executor, View<const CgState>(cg.state)).get(); };
  CgState state = look();
  if (state.status != CgState::kRunning) return state;
  precondition(executor, cg, system.scale, M, true);
  double halved_from = state.r_r;
  std::int64_t next_check = state.iteration + kStagnation;
  for (state = look(); state.status == CgState::kRunning;) {
    multiply_direction(executor, system.A, cg);
    advance_iterate(executor, cg);
    state = look();
    CgStep step{state.iteration, std::sqrt(state.r_r) / norm_b};
    if (settings.monitor_every > 0 && state.iteration % settings.monitor_every == 0) {
      step.true_residual = std::sqrt(true_residual(executor, system.A, system.b, cg)) / norm_b;
    }
    observe(step);
    if (state.status != CgState::kRunning || state.iteration >= settings.max_iterations) break;
    if (state.iteration >= next_check) {
      if (!(state.r_r < 0.25 * halved_from)) break;
      halved_from = state.r_r;
      next_check += kStagnation;
    }
    precondition(executor, cg, system.scale, M, false);
    state = look();
  }
  return state;
}

/// As `conjugate_gradient`, with the preconditioner S^-1 B S^-1 where B is what `M.cycle()` makes
/// of `M.residual()` in `M.correction()`. Never less reliable than without: after a breakdown the
/// search restarts, and after a second one, or where M stagnates, it goes on without M; `report`
/// then says so.
template <class Exec, class Matrix, class Preconditioned, class Observer>
CgReport preconditioned_gradient(Exec& executor, const EquilibratedSystem<Matrix>& system,
                                 Preconditioned& M, const CgVectors& cg, const CgSettings& settings,
                                 Observer&& observe, PreconditionerReport& used) {
  set_zero(executor, cg.x);
  set_zero(executor, cg.state);
  const double norm_b = norm_in_range(executor, system.b);
  CgReport report;
  double best = std::numeric_limits<double>::infinity();
  bool preconditioned = true;
  const auto give_up = [&](const char* what) {
    preconditioned = false;
    best = std::numeric_limits<double>::infinity();
    used.used = Preconditioner::jacobi;
    used.note = std::string("multigrid ") + what + " after " + std::to_string(report.iterations) +
                " iterations; went on with jacobi";
  };
  for (bool broke_down = false;; ++report.restarts) {
    start_search(executor, system.A, system.b, cg, settings.rtol * norm_b);
    const CgState state =
        preconditioned
            ? run_preconditioned_search(executor, system, M, cg, settings, norm_b, observe)
            : run_search(executor, system.A, system.b, cg, settings, norm_b, observe);
    const double residual = std::sqrt(true_residual(executor, system.A, system.b, cg));
    report.iterations = state.iteration;
    report.relative_residual = norm_b > 0.0 ? residual / norm_b : residual;
    report.converged =
        state.status == CgState::kConverged && report.relative_residual <= 2.0 * settings.rtol;
    if (report.converged || state.iteration >= settings.max_iterations) return report;
    const bool halved = residual < 0.5 * best;
    best = residual;
    if (!preconditioned && !halved) return report;
    if (!preconditioned) continue;
    if (state.status == CgState::kBreakdown) {
      if (broke_down) give_up("broke down");
      broke_down = true;
    } else if (state.status == CgState::kRunning || !halved) {
      give_up("stagnated");
    }
  }
}

}  // namespace tessera
