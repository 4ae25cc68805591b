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
  const Matrix& A;
  View<const double> b;
  View<const double> scale;
};

/// A preconditioner that does not halve the residual in so many iterations has stagnated.
inline constexpr std::int64_t kStagnation = 25;

/// One iteration: z = M r, p = z + beta p, then the step along p that ends it.
template <class Exec, class Matrix, class Preconditioner>
struct PreconditionedIteration {
  Exec& executor;
  const EquilibratedSystem<Matrix>& system;
  Preconditioner& M;
  const CgVectors& cg;

  /// `first` of a search: there is no old p.
  void operator()(bool first = false) const {
    const PreconditionerScale by{system.scale, M.unit()};
    narrow_residual(executor, cg, by, M.residual());
    M.cycle();
    turn_direction(executor, cg, by, M.correction(), first);
    multiply_direction(executor, system.A, cg);
    advance_iterate(executor, cg);
  }
};

/// Looks at the states of a search and says when it is over and how far ahead to ask.
class PreconditionedWatch {
 public:
  PreconditionedWatch(const CgState& start, const CgSettings& settings)
      : state_(start),
        settings_(settings),
        halved_from_(start.r_r),
        next_check_(start.iteration + kStagnation) {}

  /// Whether the iteration after the next one may be asked for before the next one was seen: it
  /// must not be one too many, and should not be in vain. An iteration that falls ten times as far
  /// as the one before is not expected to end the search.
  [[nodiscard]] bool is_likely_to_go_on() const {
    const std::int64_t next = state_.iteration + 1;
    return settings_.monitor_every == 0 && next < settings_.max_iterations && next < next_check_ &&
           0.1 * fall_ * std::sqrt(state_.r_r) > state_.target;
  }
  /// Whether the state is that of one more iteration: after a breakdown nothing moves.
  [[nodiscard]] bool take(const CgState& now) {
    const bool moved = now.iteration > state_.iteration;
    fall_ = std::sqrt(now.r_r / state_.r_r);
    state_ = now;
    return moved;
  }
  [[nodiscard]] bool wants_true_residual() const {
    return settings_.monitor_every > 0 && state_.iteration % settings_.monitor_every == 0;
  }
  /// Converged, broken down, at the limit, or without progress.
  [[nodiscard]] bool is_over() {
    if (state_.status != CgState::kRunning || state_.iteration >= settings_.max_iterations) {
      return true;
    }
    if (state_.iteration < next_check_) return false;
    const bool stagnates = !(state_.r_r < 0.25 * halved_from_);
    halved_from_ = state_.r_r;
    next_check_ += kStagnation;
    return stagnates;
  }
  [[nodiscard]] const CgState& state() const { return state_; }

 private:
  CgState state_;
  const CgSettings& settings_;
  double halved_from_;
  std::int64_t next_check_;
  double fall_ = 0.01;  // of the norm of the residual in an iteration
};

/// Iterates until the state says converged or breakdown, the limit is reached, or M stagnates.
/// Where a look would make the device wait, it has the next iteration to do meanwhile.
template <class Exec, class Matrix, class Preconditioner, class Observer>
CgState run_preconditioned_search(Exec& executor, const EquilibratedSystem<Matrix>& system,
                                  Preconditioner& M, const CgVectors& cg,
                                  const CgSettings& settings, double norm_b, Observer& observe) {
  const auto look = [&] { return read_later(executor, View<const CgState>(cg.state)); };
  PreconditionedWatch watch(look().get(), settings);
  if (watch.state().status != CgState::kRunning) return watch.state();
  const PreconditionedIteration<Exec, Matrix, Preconditioner> iteration{executor, system, M, cg};
  iteration(true);
  const auto iterate_again = record(executor, iteration);
  for (;;) {
    const auto seen = look();
    const bool ahead = iterations_per_look(executor) > 1 && watch.is_likely_to_go_on();
    if (ahead) iterate_again();
    if (!watch.take(seen.get())) return watch.state();
    const CgState& state = watch.state();
    CgStep step{state.iteration, std::sqrt(state.r_r) / norm_b};
    if (watch.wants_true_residual()) {
      step.true_residual = std::sqrt(true_residual(executor, system.A, system.b, cg)) / norm_b;
    }
    observe(step);
    if (watch.is_over()) return state;
    if (!ahead) iterate_again();
  }
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
