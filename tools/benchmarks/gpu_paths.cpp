#include "tools/benchmarks/gpu_paths.hpp"

#include <algorithm>
#include <benchmark/benchmark.h>
#include <string>
#include <utility>
#include <vector>

#include "host/pipelines/quasi_tables.hpp"
#include "kernels/gpu_stages.hpp"

namespace tessera::bench {
namespace {

struct PathCase {
  std::string name;
  PathProblem problem;
};

PathProblem contract(Payoff payoff, int steps) {
  PathProblem problem;
  problem.contract.payoff = payoff;
  problem.contract.steps = steps;
  problem.contract.barrier = 130.0;
  return problem;
}

std::vector<PathCase> path_cases() {
  std::vector<PathCase> cases{{"european", contract(Payoff::european, 1)},
                              {"european_antithetic", contract(Payoff::european, 1)},
                              {"european_greeks", contract(Payoff::european, 1)},
                              {"european_sobol", contract(Payoff::european, 1)},
                              {"asian_252", contract(Payoff::asian_arithmetic, 252)},
                              {"barrier_252", contract(Payoff::barrier_up_out, 252)},
                              {"asian_252_sobol", contract(Payoff::asian_arithmetic, 252)},
                              {"heston_252", contract(Payoff::european, 252)}};
  for (PathCase& of_name : cases) {
    PathProblem& problem = of_name.problem;
    problem.layout.antithetic = of_name.name.ends_with("antithetic");
    problem.greeks = of_name.name.ends_with("greeks");
    if (of_name.name.ends_with("sobol")) problem.sampler.sampler = Sampler::sobol;
    if (of_name.name.starts_with("heston")) problem.model = PathModel::heston;
  }
  return cases;
}

/// Enough chunks for some waves of warps on a large GPU, and for some milliseconds.
std::int64_t chunks_of(const PathProblem& problem, bool quick) {
  if (quick) return 1;
  return problem.contract.steps == 1 ? std::int64_t{1} << 18 : std::int64_t{1} << 14;
}

void run_paths(benchmark::State& state, gpu::Executor& executor, DeviceClock& clock,
               PathProblem problem, bool quick) {
  const std::int64_t chunks = chunks_of(problem, quick);
  problem.layout.samples_per_replicate = chunks * kSampleChunk;
  const std::vector<std::uint32_t> directions = sobol_directions(sample_dimensions(problem));
  const std::vector<BridgePoint> bridge = bridge_points(problem.contract.steps);
  const auto directions_there = upload(executor, std::span<const std::uint32_t>(directions));
  const auto bridge_there = upload(executor, std::span<const BridgePoint>(bridge));
  problem.quasi = {directions_there.view().data, bridge_there.view().data, problem.contract.steps,
                   normals_per_step(problem)};
  auto moments = allocate<SampleMoments>(executor, chunks);
  const auto simulate = [&] {
    simulate_paths(executor, problem, SampleChunks{0, 0, chunks}, moments.view());
  };
  simulate();
  std::vector<double> seconds;
  for (auto repetition : state) {
    seconds.push_back(clock.warm_s(simulate));
    state.SetIterationTime(seconds.back());
  }
  std::sort(seconds.begin(), seconds.end());
  const auto paths = static_cast<double>(chunks * kSampleChunk * problem.layout.paths_per_sample());
  const double median = seconds[seconds.size() / 2];
  state.counters["paths_per_s"] = paths / median;
  state.counters["ps_per_path"] = 1e12 * median / paths;
  state.counters["ps_per_path_step"] = 1e12 * median / (paths * problem.contract.steps);
}

}  // namespace

void register_gpu_paths(gpu::Executor& executor, DeviceClock& clock, int repetitions, bool quick) {
  for (const PathCase& of_name : path_cases()) {
    for (const auto& [precision, label] :
         {std::pair{Precision::f64, "f64"}, std::pair{Precision::f32, "f32"}}) {
      PathProblem problem = of_name.problem;
      problem.precision = precision;
      benchmark::RegisterBenchmark(("paths/" + of_name.name + "/" + label).c_str(),
                                   [&executor, &clock, problem, quick](benchmark::State& state) {
                                     run_paths(state, executor, clock, problem, quick);
                                   })
          ->UseManualTime()
          ->Iterations(repetitions)
          ->Unit(benchmark::kMicrosecond);
    }
  }
}

}  // namespace tessera::bench
