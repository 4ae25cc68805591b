// The parts of the flow solve on every team and the elementary functions, by Google Benchmark. The
// mesh is the file named by TESSERA_BENCH_MESH, else a generated y-tube of 200,000 nodes. `of_read`
// is the rate of a stage as a part of what the same team reads from an array as large as the
// matrix, in the same run.

#include <array>
#include <benchmark/benchmark.h>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <iostream>
#include <memory>
#include <string>

#include "cpu_fallback/stages.hpp"
#include "host/commands/openmp_wait.hpp"
#include "host/io/mesh_file.hpp"
#include "host/mesh/generate/generate_mesh.hpp"
#include "host/pipelines/conjugate_gradient.hpp"
#include "host/pipelines/flow_conditions.hpp"
#include "host/pipelines/potential_flow.hpp"
#include "tools/benchmarks/bandwidth.hpp"
#include "tools/benchmarks/flow_arrays.hpp"
#include "tools/benchmarks/function_benchmarks.hpp"
#include "tools/benchmarks/path_benchmarks.hpp"

namespace tessera::bench {
namespace {

// Iterations of one search, far from the one in which rounding ends it.
constexpr std::int64_t kSearchLength = 1000;

std::string mesh_file() {
  if (const char* name = std::getenv("TESSERA_BENCH_MESH")) return name;
  const auto file = std::filesystem::temp_directory_path() / "tessera_benchmark.msh";
  write_mesh(file, generate_mesh({Shape::y_tube, 200'000}));
  return file.string();
}

using Arrays = FlowArrays<cpu::Executor>;

// A team with its arrays. The executor stands from the start of the program, because worker
// processes are forked before any thread starts; the arrays only while its benchmarks run.
class TeamBench {
 public:
  explicit TeamBench(cpu::Team team) : executor_({.team = team}) {}

  Arrays& arrays(const FlowProblem& problem) {
    if (in_use_ != this && in_use_ != nullptr) in_use_->arrays_.reset();
    in_use_ = this;
    if (!arrays_) {
      arrays_ = std::make_unique<Arrays>(executor_, problem);
      bandwidth_ = measure_bandwidth(executor_, 12 * arrays_->matrix.values.count);
    }
    return *arrays_;
  }
  cpu::Executor& executor() { return executor_; }
  [[nodiscard]] const Bandwidth& bandwidth() const { return bandwidth_; }
  [[nodiscard]] std::string name() const { return cpu::name_of(executor_.team()); }

 private:
  static inline TeamBench* in_use_ = nullptr;
  cpu::Executor executor_;
  std::unique_ptr<Arrays> arrays_;
  Bandwidth bandwidth_{};
};

// One part of the solve: what runs again and again, and what that moves.
struct Part {
  const char* name;
  std::function<void(Arrays&)> run;
  std::function<std::int64_t(const Arrays&)> items;
  std::function<std::int64_t(const Arrays&)> bytes;
};

std::int64_t elements_of(const Arrays& flow) { return flow.table.element_count(); }
std::int64_t rows_of(const Arrays& flow) { return flow.host.unknown_count; }
std::int64_t matrix_bytes(const Arrays& flow) {
  return 12 * flow.matrix.values.count + 20 * rows_of(flow);
}

void run_iteration(Arrays& flow) {
  if (flow.state().iteration >= kSearchLength) flow.restart(0.0);
  iterate(flow.executor, flow.matrix, flow.cg);
}

// Bytes as the headers of the stages state them; 0 where a stage is not bound by memory.
const std::array kParts{
    Part{"pattern",
         [](Arrays& flow) {
           cpu::compute_row_offsets(flow.executor, flow.table, flow.row_offsets);
           cpu::fill_rows(flow.executor, flow.table, flow.pattern);
         },
         elements_of, nullptr},
    Part{
        "conductance",
        [](Arrays& flow) { cpu::compute_conductance(flow.executor, flow.table, flow.conductance); },
        elements_of, [](const Arrays& flow) { return (160 + 224) * elements_of(flow); }},
    Part{"gather",
         [](Arrays& flow) { cpu::gather_stiffness(flow.executor, flow.table, flow.rows); },
         elements_of, [](const Arrays& flow) { return (224 + 128) * elements_of(flow); }},
    Part{"multiply_direction",
         [](Arrays& flow) { cpu::multiply_direction(flow.executor, flow.matrix, flow.cg); },
         rows_of, matrix_bytes},
    Part{"advance_residual", [](Arrays& flow) { cpu::advance_residual(flow.executor, flow.cg); },
         rows_of, [](const Arrays& flow) { return 24 * rows_of(flow); }},
    Part{"advance_solution", [](Arrays& flow) { cpu::advance_solution(flow.executor, flow.cg); },
         rows_of, [](const Arrays& flow) { return 40 * rows_of(flow); }},
    Part{"cg_iteration", run_iteration, rows_of,
         [](const Arrays& flow) { return matrix_bytes(flow) + 64 * rows_of(flow); }},
};

void run_part(benchmark::State& state, TeamBench& team, const FlowProblem& problem,
              const Part& part) {
  Arrays& flow = team.arrays(problem);
  flow.restore();
  const auto start = std::chrono::steady_clock::now();
  for (auto repetition : state) part.run(flow);
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  if (flow.state().status != CgState::kRunning) state.SkipWithError("the search has ended");

  const auto runs = static_cast<std::int64_t>(state.iterations());
  state.SetItemsProcessed(runs * part.items(flow));
  if (!part.bytes) return;
  const std::int64_t bytes = runs * part.bytes(flow);
  state.SetBytesProcessed(bytes);
  state.counters["of_read"] = static_cast<double>(bytes) / elapsed.count() / team.bandwidth().read;
}

void run_solve(benchmark::State& state, TeamBench& team, const FlowProblem& problem) {
  Arrays& flow = team.arrays(problem);
  CgReport report;
  for (auto repetition : state) {
    report = conjugate_gradient(flow.executor, flow.matrix, flow.b, flow.cg, CgSettings{},
                                [](const CgStep&) {});
  }
  state.counters["iterations"] = static_cast<double>(report.iterations);
  state.counters["read_bytes_per_s"] = team.bandwidth().read;
  state.counters["copy_bytes_per_s"] = team.bandwidth().copy;
}

struct WholeFlow {
  const char* name;
  FlowMethod method;
};

const std::array kWholeFlows{
    WholeFlow{"flow/jacobi", {}},
    WholeFlow{"flow/multigrid", {LinearOperator::csr, Assembly::gather, Preconditioner::multigrid}},
    WholeFlow{"flow/multigrid_matrix_free",
              {LinearOperator::matrix_free, Assembly::gather, Preconditioner::multigrid}},
};

// From the mesh in memory to the potential, set-up and all.
void run_flow(benchmark::State& state, TeamBench& team, const FlowProblem& problem,
              FlowMethod method) {
  FlowResult result;
  for (auto repetition : state) {
    result = solve_potential_flow(
        team.executor(), problem, CgSettings{}, [](const CgStep&) {}, method);
    state.SetIterationTime(result.timings.setup + result.timings.assembly +
                           result.timings.boundary + result.timings.solve);
  }
  state.counters["iterations"] = static_cast<double>(result.solver.iterations);
  state.counters["unknowns"] = static_cast<double>(result.unknowns);
  state.counters["solve_ms"] = 1e3 * result.timings.solve;
}

void register_host_parts(const std::string& file, const FlowProblem& problem) {
  benchmark::RegisterBenchmark("load_and_check", [file](benchmark::State& state) {
    for (auto repetition : state) {
      benchmark::DoNotOptimize(prepare_flow(read_mesh(file), FlowCase{}, false));
    }
  })->Unit(benchmark::kMillisecond);
  benchmark::RegisterBenchmark("discretise", [&problem](benchmark::State& state) {
    cpu::Executor executor(cpu::ExecutorOptions{});
    for (auto repetition : state) benchmark::DoNotOptimize(discretise(executor, problem));
  })->Unit(benchmark::kMillisecond);
}

void register_team(TeamBench& team, const FlowProblem& problem) {
  for (const WholeFlow& flow : kWholeFlows) {
    benchmark::RegisterBenchmark(
        (team.name() + "/" + flow.name).c_str(),
        [&](benchmark::State& state) { run_flow(state, team, problem, flow.method); })
        ->UseManualTime()
        ->Unit(benchmark::kMillisecond);
  }
  for (const Part& part : kParts) {
    benchmark::RegisterBenchmark(
        (team.name() + "/" + part.name).c_str(),
        [&](benchmark::State& state) { run_part(state, team, problem, part); })
        ->UseRealTime()
        ->Unit(benchmark::kMicrosecond);
  }
  benchmark::RegisterBenchmark((team.name() + "/solve").c_str(),
                               [&](benchmark::State& state) { run_solve(state, team, problem); })
      ->UseRealTime()
      ->Iterations(1)
      ->Unit(benchmark::kMillisecond);
}

int run_all(int argc, char** argv) {
  std::array teams{TeamBench(cpu::Team::processes), TeamBench(cpu::Team::serial),
                   TeamBench(cpu::Team::threads), TeamBench(cpu::Team::openmp)};
  const std::string file = mesh_file();
  const PreparedFlow flow = prepare_flow(read_mesh(file), FlowCase{}, false);

  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::AddCustomContext("mesh", std::to_string(flow.summary.used_nodes) + " nodes, " +
                                          std::to_string(flow.summary.elements) + " elements");
  register_host_parts(file, flow.problem);
  for (TeamBench& team : teams) register_team(team, flow.problem);
  register_functions();
  register_paths();
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}

}  // namespace
}  // namespace tessera::bench

int main(int argc, char** argv) {
  tessera::limit_openmp_spinning(argv);
  try {
    return tessera::bench::run_all(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "tessera_benchmarks: " << error.what() << '\n';
    return 1;
  }
}
