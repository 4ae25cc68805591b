#pragma once

#include <chrono>
#include <optional>

#include "host/pipelines/flow_solve.hpp"

namespace tessera {

/// Solves `problem` on `executor`. `observe(CgStep)` follows the solver. Throws InputError or
/// UsageError for what `discretise` refuses; a solve that did not converge is reported, not thrown.
/// LinearOperator::cusparse needs an executor that has it.
template <class Exec, class Observer>
FlowResult solve_potential_flow(Exec& executor, const FlowProblem& problem,
                                const CgSettings& settings, Observer&& observe,
                                FlowMethod method = {}) {
  using Clock = std::chrono::steady_clock;
  const auto timed = [&executor](double& seconds, const char* name, const auto& work) {
    [[maybe_unused]] const auto shown = range(executor, name);
    const Clock::time_point start = Clock::now();
    work();
    synchronize(executor);
    seconds += std::chrono::duration<double>(Clock::now() - start).count();
  };
  FlowTimings timings;
  std::optional<FlowSolve<Exec>> made;
  timed(timings.setup, "number", [&] { made.emplace(executor, problem, method); });
  FlowSolve<Exec>& flow = *made;
  timed(timings.pattern, "prepare", [&] { flow.prepare(); });
  timings.setup += timings.pattern;
  timed(timings.assembly, "assemble", [&] { flow.assemble(); });
  timed(timings.boundary, "apply conditions", [&] { flow.apply_conditions(); });
  timed(timings.setup, "prepare operator", [&] { flow.prepare_operator(); });
  timed(timings.setup, "prepare preconditioner", [&] { flow.prepare_preconditioner(); });
  CgReport solver;
  timed(timings.solve, "solve", [&] { solver = flow.solve(settings, observe); });
  FlowResult result;
  timed(timings.derived, "recover", [&] { result = flow.recover(); });
  result.solver = solver;
  result.timings = timings;
  return result;
}

}  // namespace tessera
