// The parts of the flow solve, whole solves, passes over the hexagonal grid and Monte Carlo paths
// on a GPU, by Google Benchmark. Meshes are the file named by TESSERA_BENCH_MESH, or y-tubes with
// the numbers of nodes in TESSERA_BENCH_NODES, the last of them also stretched tenfold, where
// multigrid takes aggregates. Each part has its floor beside it: the bytes that it must move, at
// the rate at which this device copies memory in the same run. Ends with 77 where there is no GPU.
//
// TESSERA_BENCH_QUICK=1 runs everything once and measures nothing worth reading: for tests, and for
// tools that slow a run down.

#include <algorithm>
#include <benchmark/benchmark.h>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "host/commands/node_count.hpp"
#include "host/io/mesh_file.hpp"
#include "host/mesh/generate/generate_mesh.hpp"
#include "host/pipelines/flow_conditions.hpp"
#include "host/pipelines/potential_flow.hpp"
#include "kernels/gpu_copy_bandwidth.hpp"
#include "kernels/gpu_devices.hpp"
#include "tools/benchmarks/device_clock.hpp"
#include "tools/benchmarks/gpu_hex.hpp"
#include "tools/benchmarks/gpu_parts.hpp"
#include "tools/benchmarks/gpu_paths.hpp"

namespace tessera::bench {
namespace {

// 400: launch latency; 200k: fits into the cache of a large GPU; 1020k: the 340,000 elements for
// which the goals are set; 1300k: as many nodes as the published figures, all of them unknowns.
constexpr const char* kDefaultNodes = "400,200k,1020k,1300k";
constexpr int kSkipped = 77;

struct Effort {
  int samples;
  int solves;
  int batches;              // recorded batches per sample of a part that is timed warm
  std::int64_t batch;       // runs per batch
  std::int64_t copy_bytes;  // many times the cache
  int cache_fills;          // times the cache that is filled with something else
};

Effort effort() {
  const char* const quick = std::getenv("TESSERA_BENCH_QUICK");
  if (quick != nullptr && std::string(quick) == "1") return {1, 1, 1, 2, std::int64_t{1} << 20, 0};
  return {21, 5, 10, 32, std::int64_t{2} << 30, 4};
}

/// Of the name of a mesh whose x are ten times what they were.
constexpr const char* kStretched = "_stretched";
constexpr double kStretch = 10.0;

/// "200k", "200k_stretched"
Quad8Mesh generated(const std::string& name) {
  const std::string nodes = name.substr(0, name.find('_'));
  Quad8Mesh mesh = generate_mesh({Shape::y_tube, parse_node_count("TESSERA_BENCH_NODES", nodes)});
  if (name.ends_with(kStretched)) {
    for (double& x : mesh.x) x *= kStretch;
  }
  return mesh;
}

/// Where benchmarks find device and meshes; a mesh and its arrays are there while they are in use.
class Bench {
 public:
  explicit Bench(int device)
      : effort(bench::effort()),
        executor(device),
        clock(executor, effort.cache_fills * executor.device().l2_bytes),
        copy_rate(gpu::measure_copy_bandwidth(executor, effort.copy_bytes)) {}

  const FlowProblem& problem(const std::string& mesh) {
    if (mesh != mesh_) {
      flow_.reset();
      const char* const file = std::getenv("TESSERA_BENCH_MESH");
      prepared_ =
          prepare_flow(file != nullptr ? read_mesh(file) : generated(mesh), FlowCase{}, false);
      mesh_ = mesh;
    }
    return prepared_.problem;
  }
  GpuFlow& flow(const std::string& mesh) {
    const FlowProblem& wanted = problem(mesh);
    if (!flow_) flow_ = std::make_unique<GpuFlow>(executor, wanted);
    flow_->arrays.restore();
    return *flow_;
  }
  /// Room for a solve that has arrays of its own.
  void drop_arrays() { flow_.reset(); }

  const Effort effort;
  gpu::Executor executor;
  DeviceClock clock;
  const double copy_rate;  // bytes per second

 private:
  std::string mesh_;
  PreparedFlow prepared_;
  std::unique_ptr<GpuFlow> flow_;
};

double median_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

/// Seconds that one run of `part` takes, for every repetition that `state` asks for.
std::vector<double> sample(benchmark::State& state, Bench& bench, GpuFlow& flow, const Part& part) {
  std::vector<double> seconds;
  const auto note = [&](double value) {
    seconds.push_back(value);
    state.SetIterationTime(value);
  };
  part.before(flow);
  part.run(flow);
  if (part.state == Part::State::cold) {
    for (auto repetition : state) {
      part.before(flow);
      note(bench.clock.cold_s([&] { part.run(flow); }));
    }
    return seconds;
  }
  const std::int64_t batch = bench.effort.batch;
  const auto recorded = record(bench.executor, [&] {
    for (std::int64_t run = 0; run < batch; ++run) part.run(flow);
  });
  recorded();
  for (auto repetition : state) {
    flow.arrays.restart(0.0);
    const double all = bench.clock.warm_s([&] {
      for (int turn = 0; turn < bench.effort.batches; ++turn) recorded();
    });
    note(all / static_cast<double>(bench.effort.batches * batch));
    if (flow.arrays.state().status != CgState::kRunning) {
      state.SkipWithError("the search has ended");
      break;
    }
  }
  return seconds;
}

void run_part(benchmark::State& state, Bench& bench, const std::string& mesh, const Part& part) {
  GpuFlow& flow = bench.flow(mesh);
  if (part.name.starts_with("cusparse") && flow.vendor() == nullptr) {
    state.SkipWithError(flow.vendor_obstacle().c_str());
    return;
  }
  const std::vector<double> seconds = sample(state, bench, flow, part);
  if (seconds.empty()) return;
  const auto bytes = static_cast<double>(part.bytes(FlowCounts(flow)));
  const double median = median_of(seconds);
  state.counters["min_us"] = 1e6 * *std::min_element(seconds.begin(), seconds.end());
  state.counters["median_us"] = 1e6 * median;
  state.counters["bytes"] = bytes;
  state.counters["floor_us"] = 1e6 * bytes / bench.copy_rate;
  state.counters["over_floor"] = median * bench.copy_rate / bytes;
}

void report_solve(benchmark::State& state, const FlowResult& result, double total_s) {
  state.counters["unknowns"] = static_cast<double>(result.unknowns);
  state.counters["nonzeros"] = static_cast<double>(result.nonzeros);
  state.counters["iterations_of_cg"] = static_cast<double>(result.solver.iterations);
  state.counters["relative_residual"] = result.solver.relative_residual;
  state.counters["total_ms"] = 1e3 * total_s;
  state.counters["cg_ms"] = 1e3 * result.timings.solve;
  state.counters["beside_cg_ms"] = 1e3 * (total_s - result.timings.solve);
  state.counters["setup_ms"] = 1e3 * result.timings.setup;
  state.counters["assembly_ms"] = 1e3 * result.timings.assembly;
  state.counters["boundary_ms"] = 1e3 * result.timings.boundary;
  state.counters["derived_ms"] = 1e3 * result.timings.derived;
  state.counters["us_per_iteration"] =
      1e6 * result.timings.solve /
      static_cast<double>(std::max<std::int64_t>(1, result.solver.iterations));
}

/// From the mesh in the host's memory to the results there.
void run_solve(benchmark::State& state, Bench& bench, const std::string& mesh, FlowMethod method) {
  const FlowProblem& problem = bench.problem(mesh);
  bench.drop_arrays();
  std::vector<std::pair<double, FlowResult>> runs;
  const auto solve = [&] {
    FlowResult result;
    const double seconds = bench.clock.warm_s([&] {
      result = solve_potential_flow(
          bench.executor, problem, CgSettings{}, [](const CgStep&) {}, method);
    });
    return std::pair(seconds, result);
  };
  try {
    if (bench.effort.samples > 1) static_cast<void>(solve());
    for (auto repetition : state) {
      runs.push_back(solve());
      state.SetIterationTime(runs.back().first);
    }
  } catch (const std::exception& failure) {
    state.SkipWithError(failure.what());
    return;
  }
  std::sort(runs.begin(), runs.end(),
            [](const auto& left, const auto& right) { return left.first < right.first; });
  const auto& [total_s, result] = runs[runs.size() / 2];
  report_solve(state, result, total_s);
  state.counters["elements"] = static_cast<double>(problem.mesh.element_count());
  state.counters["nodes"] = static_cast<double>(problem.mesh.node_count());
  if (!result.solver.converged) state.SkipWithError("the search did not converge");
}

/// The host's part of a solve, which is in its total.
void run_discretise(benchmark::State& state, Bench& bench, const std::string& mesh) {
  const FlowProblem& problem = bench.problem(mesh);
  for (auto repetition : state) {
    state.SetIterationTime(bench.clock.warm_s(
        [&] { benchmark::DoNotOptimize(discretise(problem, cpu::ExecutorOptions{})); }));
  }
}

template <class Run>
void add(const std::string& name, int repetitions, const Run& run) {
  benchmark::RegisterBenchmark(name.c_str(), run)
      ->UseManualTime()
      ->Iterations(repetitions)
      ->Unit(benchmark::kMicrosecond);
}

void register_mesh(Bench& bench, const std::string& mesh, const std::vector<Part>& parts) {
  for (const Part& part : parts) {
    add(mesh + "/" + part.name, bench.effort.samples,
        [&, mesh](benchmark::State& state) { run_part(state, bench, mesh, part); });
  }
  const auto add_solve = [&](const char* name, FlowMethod method) {
    add(mesh + "/" + name, bench.effort.solves,
        [&bench, mesh, method](benchmark::State& state) { run_solve(state, bench, mesh, method); });
  };
  add_solve("solve_csr", {LinearOperator::csr, Assembly::gather});
  add_solve("solve_cusparse", {LinearOperator::cusparse, Assembly::gather});
  add_solve("solve_csr_triplets", {LinearOperator::csr, Assembly::triplets});
  for (const auto& [name, around] :
       {std::pair("solve_multigrid_csr", LinearOperator::csr),
        std::pair("solve_multigrid_cusparse", LinearOperator::cusparse),
        std::pair("solve_multigrid_matrix_free", LinearOperator::matrix_free)}) {
    add_solve(name, {around, Assembly::gather, Preconditioner::multigrid});
  }
  add(mesh + "/discretise", bench.effort.solves,
      [&bench, mesh](benchmark::State& state) { run_discretise(state, bench, mesh); });
}

/// What aggregates make of a stretched mesh.
void register_stretched(Bench& bench, const std::string& mesh, const std::vector<Part>& parts) {
  const auto is_cycle = [](const Part& part) { return part.name == "multigrid_cycle"; };
  const Part& cycle = *std::find_if(parts.begin(), parts.end(), is_cycle);
  add(mesh + "/" + cycle.name, bench.effort.samples,
      [&, mesh](benchmark::State& state) { run_part(state, bench, mesh, cycle); });
  constexpr FlowMethod kMethod{LinearOperator::matrix_free, Assembly::gather,
                               Preconditioner::multigrid};
  add(mesh + "/solve_multigrid_matrix_free", bench.effort.solves,
      [&bench, mesh](benchmark::State& state) { run_solve(state, bench, mesh, kMethod); });
}

std::vector<std::string> meshes() {
  if (std::getenv("TESSERA_BENCH_MESH") != nullptr) return {"file"};
  const char* const chosen = std::getenv("TESSERA_BENCH_NODES");
  std::istringstream list(chosen != nullptr ? chosen : kDefaultNodes);
  std::vector<std::string> all;
  for (std::string nodes; std::getline(list, nodes, ',');) all.push_back(nodes);
  return all;
}

void describe(const Bench& bench, const gpu::DeviceSurvey& survey) {
  const gpu::Device& device = bench.executor.device();
  benchmark::AddCustomContext("gpu", device.name);
  benchmark::AddCustomContext("compute_capability", std::to_string(device.compute_major) + "." +
                                                        std::to_string(device.compute_minor));
  benchmark::AddCustomContext("multiprocessors", std::to_string(device.multiprocessors));
  benchmark::AddCustomContext("memory_bytes", std::to_string(device.memory_bytes));
  benchmark::AddCustomContext("l2_bytes", std::to_string(device.l2_bytes));
  benchmark::AddCustomContext("cuda_runtime", survey.runtime);
  benchmark::AddCustomContext("cuda_driver", survey.driver);
  benchmark::AddCustomContext("copy_bytes_per_s",
                              std::to_string(static_cast<std::int64_t>(bench.copy_rate)));
}

int run_all(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  const gpu::DeviceSurvey survey = gpu::survey_devices();
  const std::string obstacle = gpu::obstacle_to(survey, 0);
  if (!obstacle.empty()) {
    std::cerr << "tessera_gpu_benchmarks: skipped: " << obstacle << '\n';
    return kSkipped;
  }
  Bench bench(0);
  describe(bench, survey);
  const std::vector<Part> parts = all_parts();
  const std::vector<std::string> all = meshes();
  for (const std::string& mesh : all) register_mesh(bench, mesh, parts);
  if (all.back() != "file") register_stretched(bench, all.back() + kStretched, parts);
  register_hex({bench.executor, bench.clock, bench.copy_rate, bench.effort.samples,
                bench.effort.batches, bench.effort.samples == 1});
  register_gpu_paths(bench.executor, bench.clock, bench.effort.samples, bench.effort.samples == 1);
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}

}  // namespace
}  // namespace tessera::bench

int main(int argc, char** argv) {
  try {
    return tessera::bench::run_all(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "tessera_gpu_benchmarks: " << error.what() << '\n';
    return 1;
  }
}
