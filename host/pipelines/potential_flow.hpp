#pragma once

#include <chrono>

#include "host/pipelines/flow_solve.hpp"

namespace tessera {

/// Solves `problem` on `executor`. `observe(CgStep)` follows the solver. Throws InputError or
/// UsageError for what `discretise` refuses; a solve that did not converge is reported, not thrown.
template <class Exec, class Observer>
FlowResult solve_potential_flow(Exec& executor, const FlowProblem& problem,
                                const CgSettings& settings, Observer&& observe) {
  using Clock = std::chrono::steady_clock;
  const auto timed = [&executor](double& seconds, const auto& work) {
    const Clock::time_point start = Clock::now();
    work();
    synchronize(executor);
    seconds = std::chrono::duration<double>(Clock::now() - start).count();
  };
  FlowTimings timings;
  const Clock::time_point start = Clock::now();
  FlowSolve<Exec> flow(executor, problem);
  const double numbering = std::chrono::duration<double>(Clock::now() - start).count();
  timed(timings.setup, [&] { flow.prepare(); });
  timings.setup += numbering;
  timed(timings.assembly, [&] { flow.assemble(); });
  timed(timings.boundary, [&] { flow.apply_conditions(); });
  double slicing = 0.0;
  timed(slicing, [&] { flow.slice(); });
  timings.setup += slicing;
  CgReport solver;
  timed(timings.solve, [&] { solver = flow.solve(settings, observe); });
  FlowResult result;
  timed(timings.derived, [&] { result = flow.recover(); });
  result.solver = solver;
  result.timings = timings;
  return result;
}

}  // namespace tessera
