#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>

#include "kernels/stages/krylov.hpp"

namespace tessera {

struct CgSettings {
  double rtol = 1e-8;
  std::int64_t max_iterations = 50000;
  std::int64_t monitor_every = 0;  // iterations between two true residuals; 0: never
};

/// Where the iteration stands; residuals relative to the norm of b.
struct CgStep {
  std::int64_t iteration;
  double relative_residual;                                         // of the recurrence
  double true_residual = std::numeric_limits<double>::quiet_NaN();  // b - A x, when monitored
};

struct CgReport {
  std::int64_t iterations = 0;
  bool converged = false;
  double relative_residual = 0.0;  // the true one, ||b - A x|| / ||b||
  int restarts = 0;
};

/// The CG scalars as the host sees them.
template <class Exec>
CgState look(Exec& executor, const CgVectors& cg) {
  CgState state{};
  download(executor, View<const CgState>(cg.state), std::span<CgState>(&state, 1));
  return state;
}

/// One iteration (Hestenes & Stiefel 1952): alpha = r.r / p.Ap, x += alpha p, r -= alpha Ap,
/// beta = new r.r / old r.r, p = r + beta p.
template <class Exec>
void iterate(Exec& executor, const SlicedMatrix& A, const CgVectors& cg) {
  multiply_direction(executor, A, cg);
  advance_residual(executor, cg);
  advance_solution(executor, cg);
}

/// Iterates until the state says converged or breakdown, or the iteration limit is reached.
/// `observe(CgStep)` is called each time the host looks.
template <class Exec, class Observer>
CgState run_search(Exec& executor, const SlicedMatrix& A, View<const double> b, const CgVectors& cg,
                   const CgSettings& settings, double norm_b, Observer& observe) {
  CgState state = look(executor, cg);
  std::int64_t next_monitor = state.iteration + settings.monitor_every;
  while (state.status == CgState::kRunning && state.iteration < settings.max_iterations) {
    std::int64_t batch =
        std::min(iterations_per_look(executor), settings.max_iterations - state.iteration);
    if (settings.monitor_every > 0) batch = std::min(batch, next_monitor - state.iteration);
    for (std::int64_t step = 0; step < batch; ++step) iterate(executor, A, cg);
    state = look(executor, cg);
    CgStep step{state.iteration, std::sqrt(state.r_r) / norm_b};
    if (settings.monitor_every > 0 && state.iteration >= next_monitor) {
      step.true_residual = std::sqrt(true_residual(executor, A, b, cg)) / norm_b;
      next_monitor += settings.monitor_every;
    }
    observe(step);
  }
  return state;
}

/// Solves A x = b for a symmetric positive definite A with unit diagonal (see Equilibrate), x = 0
/// to begin with. Stops at the first iteration with ||r|| <= rtol ||b||; b = 0 gives x = 0 at once.
/// The true residual decides: above 2 rtol the search restarts from it, and when a restart no
/// longer halves it the report says not converged. Same bits and iteration counts on every path.
template <class Exec, class Observer>
CgReport conjugate_gradient(Exec& executor, const SlicedMatrix& A, View<const double> b,
                            const CgVectors& cg, const CgSettings& settings, Observer&& observe) {
  set_zero(executor, cg.x);
  set_zero(executor, cg.state);
  const double norm_b = std::sqrt(dot_product(executor, b, b));
  CgReport report;
  double best = std::numeric_limits<double>::infinity();
  for (;;) {
    start_search(executor, A, b, cg, settings.rtol * norm_b);
    const CgState state = run_search(executor, A, b, cg, settings, norm_b, observe);
    const double residual = std::sqrt(true_residual(executor, A, b, cg));
    report.iterations = state.iteration;
    report.relative_residual = norm_b > 0.0 ? residual / norm_b : residual;
    report.converged =
        state.status == CgState::kConverged && report.relative_residual <= 2.0 * settings.rtol;
    const bool hopeless = state.iteration >= settings.max_iterations || !(residual < 0.5 * best);
    if (report.converged || hopeless) return report;
    best = residual;
    ++report.restarts;
  }
}

}  // namespace tessera
