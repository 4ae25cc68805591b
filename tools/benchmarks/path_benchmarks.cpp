#include "tools/benchmarks/path_benchmarks.hpp"

#include <benchmark/benchmark.h>
#include <string>
#include <utility>

#include "cpu_fallback/stages.hpp"

namespace tessera::bench {
namespace {

/// Chunks of a repetition: some milliseconds of work.
std::int64_t chunks_of(const PathProblem& problem) {
  return 2000 / (problem.contract.steps + 8 * problem.contract.heavy) + 1;
}

// Time is that of the thread, not that of the clock: other work on the machine does not count.
void run_paths(benchmark::State& state, PathProblem problem) {
  cpu::Executor executor({cpu::Team::serial, 1, cpu::best_instruction_set()});
  const std::int64_t chunks = chunks_of(problem);
  problem.layout.samples_per_replicate = chunks * kSampleChunk;
  auto moments = allocate<SampleMoments>(executor, chunks);
  for (auto repetition : state) {
    simulate_paths(executor, problem, SampleChunks{0, 0, chunks}, moments.view());
  }
  const auto paths = static_cast<double>(state.iterations() * chunks * kSampleChunk *
                                         problem.layout.paths_per_sample());
  using benchmark::Counter;
  state.counters["paths"] = Counter(paths, Counter::kIsRate);
  state.counters["s_per_path_step"] =
      Counter(paths * problem.contract.steps, Counter::kIsRate | Counter::kInvert);
}

void register_problem(const std::string& name, PathProblem problem) {
  for (const auto& [precision, label] :
       {std::pair{Precision::f64, "f64"}, std::pair{Precision::f32, "f32"}}) {
    problem.precision = precision;
    const PathProblem of_precision = problem;
    benchmark::RegisterBenchmark(
        ("paths/" + name + "/" + label).c_str(),
        [of_precision](benchmark::State& state) { run_paths(state, of_precision); });
  }
}

PathProblem daily(Payoff payoff) {
  PathProblem problem;
  problem.contract.payoff = payoff;
  problem.contract.steps = 252;
  problem.contract.barrier = 130.0;
  return problem;
}

}  // namespace

void register_paths() {
  PathProblem problem;
  register_problem("european", problem);
  problem.layout.antithetic = true;
  register_problem("european_antithetic", problem);
  problem.layout.antithetic = false;
  problem.greeks = true;
  register_problem("european_greeks", problem);
  problem.greeks = false;
  problem.contract.heavy = 10;
  register_problem("european_heavy_10", problem);
  register_problem("asian_arithmetic_252", daily(Payoff::asian_arithmetic));
  problem = daily(Payoff::asian_arithmetic);
  problem.control = Control::geometric;
  register_problem("asian_arithmetic_252_control", problem);
  register_problem("barrier_252", daily(Payoff::barrier_up_out));
  register_problem("lookback_252", daily(Payoff::lookback));
  problem = daily(Payoff::european);
  problem.model = PathModel::heston;
  register_problem("heston_252", problem);
}

}  // namespace tessera::bench
