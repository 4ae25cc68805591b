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

/// Instructions of a lane per path and step, and those of them that the f64 pipe takes, in the code
/// for sm_90, with what moments cost (docs/monte_carlo_gpu.md). 0: not counted.
struct Count {
  int f64 = 0;
  int all = 0;
};

struct PathCase {
  std::string name;
  PathProblem problem;
  Count in_f64{}, in_f32{};
};

PathProblem contract(Payoff payoff, int steps) {
  PathProblem problem;
  problem.contract.payoff = payoff;
  problem.contract.steps = steps;
  problem.contract.barrier = 130.0;
  return problem;
}

std::vector<PathCase> path_cases() {
  std::vector<PathCase> cases{
      {"european", contract(Payoff::european, 1), {57, 146}, {4, 87}},
      {"european_antithetic", contract(Payoff::european, 1)},
      {"european_greeks", contract(Payoff::european, 1)},
      {"european_sobol", contract(Payoff::european, 1)},
      {"asian_252", contract(Payoff::asian_arithmetic, 252), {53, 122}, {0, 66}},
      {"barrier_252", contract(Payoff::barrier_up_out, 252), {35, 92}, {0, 53}},
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

/// Lanes of the f64 pipe of a multiprocessor; it issues for kIssuedLanes of all kinds per cycle.
int f64_lanes(const gpu::Device& device) {
  if (device.compute_major == 8 && device.compute_minor == 0) return 32;
  const bool is_large = device.compute_major == 9 || device.compute_major == 10;
  return is_large && device.compute_minor == 0 ? 64 : 2;
}
constexpr int kIssuedLanes = 128;

/// Paths and steps per second that the count allows: by the f64 pipe or by what is issued.
double bound_of(const gpu::Executor& executor, const Count& count) {
  const gpu::Device& device = executor.device();
  const double cycles = std::max(static_cast<double>(count.f64) / f64_lanes(device),
                                 static_cast<double>(count.all) / kIssuedLanes);
  return peak_clock_hz(executor) * device.multiprocessors / cycles;
}

void run_paths(benchmark::State& state, gpu::Executor& executor, DeviceClock& clock,
               PathProblem problem, Count count, bool quick) {
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
  const double steps = paths * problem.contract.steps;
  state.counters["ps_per_path_step"] = 1e12 * median / steps;
  if (count.all == 0) return;
  const double bound = bound_of(executor, count);
  state.counters["counted_f64"] = count.f64;
  state.counters["counted_instructions"] = count.all;
  state.counters["bound_ps_per_path"] = 1e12 * problem.contract.steps / bound;
  state.counters["over_bound"] = median * bound / steps;
}

}  // namespace

void register_gpu_paths(gpu::Executor& executor, DeviceClock& clock, int repetitions, bool quick) {
  for (const PathCase& of_name : path_cases()) {
    for (const auto& [precision, label] :
         {std::pair{Precision::f64, "f64"}, std::pair{Precision::f32, "f32"}}) {
      PathProblem problem = of_name.problem;
      problem.precision = precision;
      const Count count = precision == Precision::f64 ? of_name.in_f64 : of_name.in_f32;
      benchmark::RegisterBenchmark(
          ("paths/" + of_name.name + "/" + label).c_str(),
          [&executor, &clock, problem, count, quick](benchmark::State& state) {
            run_paths(state, executor, clock, problem, count, quick);
          })
          ->UseManualTime()
          ->Iterations(repetitions)
          ->Unit(benchmark::kMicrosecond);
    }
  }
}

}  // namespace tessera::bench
