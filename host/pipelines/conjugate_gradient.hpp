#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <queue>
#include <utility>

#include "host/pipelines/right_hand_side.hpp"
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

/// One iteration (Hestenes & Stiefel 1952): alpha = r.r / p.Ap, x += alpha p, r -= alpha Ap,
/// beta = new r.r / old r.r, p = r + beta p.
template <class Exec, class Matrix>
void iterate(Exec& executor, const Matrix& A, const CgVectors& cg) {
  multiply_direction(executor, A, cg);
  advance_residual(executor, cg);
  advance_solution(executor, cg);
}

/// Batches of iterations, each followed by a look at the state: those that the host has asked for
/// and not yet waited for. What is asked for after convergence changes nothing.
template <class Exec, class Matrix>
class IterationQueue {
 public:
  IterationQueue(Exec& executor, const Matrix& A, const CgVectors& cg, std::int64_t iteration)
      : executor_(executor),
        matrix_(A),
        cg_(cg),
        asked_(iteration),
        full_batch_(record(executor, Iterations{executor, A, cg, iterations_per_look(executor)})) {}

  void push(std::int64_t iterations) {
    if (iterations == iterations_per_look(executor_)) {
      full_batch_();
    } else {
      Iterations{executor_, matrix_, cg_, iterations}();
    }
    asked_ += iterations;
    looks_.push(read_later(executor_, View<const CgState>(cg_.state)));
  }
  /// The state after the oldest batch; waits for it.
  [[nodiscard]] CgState pop() {
    const CgState state = looks_.front().get();
    looks_.pop();
    return state;
  }
  [[nodiscard]] std::size_t size() const { return looks_.size(); }
  /// The iteration at which the newest batch ends, if nothing ends the search before.
  [[nodiscard]] std::int64_t asked() const { return asked_; }

 private:
  struct Iterations {
    Exec& executor;
    const Matrix& A;
    const CgVectors& cg;
    std::int64_t count;

    void operator()() const {
      for (std::int64_t step = 0; step < count; ++step) iterate(executor, A, cg);
    }
  };
  using Recording = decltype(record(std::declval<Exec&>(), std::declval<Iterations>()));
  using Look = decltype(read_later(std::declval<Exec&>(), View<const CgState>{}));

  Exec& executor_;
  const Matrix& matrix_;
  const CgVectors& cg_;
  std::int64_t asked_;
  Recording full_batch_;
  std::queue<Look> looks_;
};

/// Iterates until the state says converged or breakdown, or the iteration limit is reached.
/// `observe(CgStep)` is called each time the host looks. While it waits for one batch the next one
/// is in the queue, except where looking is free or a true residual is due in between.
template <class Exec, class Matrix, class Observer>
CgState run_search(Exec& executor, const Matrix& A, View<const double> b, const CgVectors& cg,
                   const CgSettings& settings, double norm_b, Observer& observe) {
  CgState state = read_later(executor, View<const CgState>(cg.state)).get();
  if (state.status != CgState::kRunning) return state;
  IterationQueue queue(executor, A, cg, state.iteration);
  const std::int64_t per_look = iterations_per_look(executor);
  const std::size_t depth = per_look == 1 || settings.monitor_every > 0 ? 1 : 2;
  std::int64_t next_monitor = state.iteration + settings.monitor_every;
  while (state.status == CgState::kRunning && state.iteration < settings.max_iterations) {
    while (queue.size() < depth && queue.asked() < settings.max_iterations) {
      std::int64_t batch = std::min(per_look, settings.max_iterations - queue.asked());
      if (settings.monitor_every > 0) batch = std::min(batch, next_monitor - queue.asked());
      queue.push(batch);
    }
    state = queue.pop();
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
/// to begin with. `Matrix` is whatever the stages of krylov.hpp take. Stops at the first iteration
/// with ||r|| <= rtol ||b||; b = 0 gives x = 0 at once. The true residual decides: above 2 rtol the
/// search restarts from it, and when a restart no longer halves it the report says not converged.
/// Same bits and iteration counts on every path.
template <class Exec, class Matrix, class Observer>
CgReport conjugate_gradient(Exec& executor, const Matrix& A, View<const double> b,
                            const CgVectors& cg, const CgSettings& settings, Observer&& observe) {
  set_zero(executor, cg.x);
  set_zero(executor, cg.state);
  const double norm_b = norm_in_range(executor, b);
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
