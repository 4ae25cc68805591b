#include <CLI/CLI.hpp>
#include <cstdint>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "cpu_fallback/stages.hpp"
#include "host/commands/backend.hpp"
#include "host/commands/commands.hpp"
#include "host/commands/limits_reached.hpp"
#include "host/commands/run_flags.hpp"
#include "host/commands/run_output.hpp"
#include "host/commands/solve_flags.hpp"
#include "host/commands/solve_method.hpp"
#include "host/commands/solve_needs.hpp"
#include "host/commands/solve_outputs.hpp"
#include "host/commands/solve_settings.hpp"
#include "host/commands/trace_output.hpp"
#include "host/io/case_file.hpp"
#include "host/io/mesh_file.hpp"
#include "host/pipelines/flow_conditions.hpp"
#include "host/pipelines/potential_flow.hpp"
#include "host/report/flow_costs.hpp"
#include "host/report/flow_summary.hpp"
#include "host/report/format.hpp"
#include "host/report/progress.hpp"
#include "host/report/run_summary.hpp"
#include "kernels/gpu_layout_stages.hpp"
#include "kernels/gpu_stages.hpp"

namespace tessera {
namespace {

// One `tessera solve` from settled settings to its exit code.
class SolveRun {
 public:
  explicit SolveRun(SolveSettings settings)
      : settings_(std::move(settings)),
        output_(settings_),
        backend_(choose_backend(settings_.backend)),
        method_(choose_method(settings_, backend_)) {}

  ExitCode run() {
    output_.log("backend: " + backend_.reason);
    // The executor first of all: a team of processes must be forked while this one is small.
    if (backend_.on_cuda && !settings_.dry_run) {
      gpu::Executor executor(backend_.gpu->device.ordinal);
      return run_on(executor);
    }
    cpu::Executor executor({backend_.team, backend_.workers, cpu::best_instruction_set()});
    return settings_.dry_run ? dry_run(executor) : run_on(executor);
  }

 private:
  template <class Exec>
  ExitCode run_on(Exec& executor) {
    start_s_ = seconds_since(start_);
    start_trace(executor, settings_.trace);
    load();
    solve(executor);
    write_outputs();
    if (write_trace(executor, settings_.trace)) output_.log("wrote " + *settings_.trace.value);
    report(device_peak_bytes(executor));
    if (settings_.verbose) log_limits(executor);
    return result_.solver.converged ? ExitCode::done : ExitCode::not_converged;
  }

  ExitCode dry_run(cpu::Executor& executor) {
    load();
    const SolveNeeds needs = find_needs(executor, flow_.problem, settings_, backend_);
    nlohmann::json json = common_json("dry run");
    json["mesh"] = mesh_summary_json(flow_.summary);
    add_needs(needs, json);
    output_.write_json(json);
    if (settings_.json != "-") std::cout << mesh_summary_text(flow_.summary) << needs_text(needs);
    if (backend_.gpu) require_memory(backend_.gpu->device, needs.device_bytes);
    return ExitCode::done;
  }

  void load() {
    const RunClock::time_point start = RunClock::now();
    flow_ = prepare_flow(read_mesh(settings_.mesh), settings_.physics, settings_.repair);
    load_s_ = seconds_since(start);
    for (const std::string& note : flow_.notes) output_.log(note);
  }

  template <class Exec>
  void solve(Exec& executor) {
    const RunClock::time_point start = RunClock::now();
    if (settings_.verbose) {
      output_.log(std::string("solving, until the relative residual is ") +
                  format_number(settings_.cg.rtol, 3) + ", with " +
                  name_of(method_.linear_operator) + " after " + name_of(method_.assembly) +
                  ", preconditioner " + name_of(method_.preconditioner));
    }
    const bool keep_history = !settings_.history.empty() || !settings_.report.empty();
    Progress progress("solve", "iterations",
                      progress_style_of_stderr(settings_.quiet || settings_.no_progress));
    const auto observe = [&](const CgStep& step) {
      progress.update_residual(step.iteration, step.relative_residual, settings_.cg.rtol);
      if (!keep_history) return;
      history_.push_back(
          {step.iteration, step.relative_residual, step.true_residual, seconds_since(start)});
    };
    result_ = solve_potential_flow(executor, flow_.problem, settings_.cg, observe, method_);
    progress.finish();
    if (!result_.preconditioner.note.empty()) output_.log(result_.preconditioner.note);
    if (!result_.solver.converged) {
      output_.log("did not converge: relative residual " +
                  format_number(result_.solver.relative_residual, 3) + " after " +
                  format_count(result_.solver.iterations) + " iterations, wanted " +
                  format_number(settings_.cg.rtol, 3) + "; the results are written all the same");
    }
  }

  template <class Exec>
  void log_limits(Exec& executor) const {
    const std::vector<StageRun> runs = flow_costs(method_, flow_.summary.elements, result_);
    for (const std::string& line : limits_reached(executor, runs)) output_.log(line);
  }

  void write_outputs() {
    const RunClock::time_point start = RunClock::now();
    for (const std::string& file :
         write_solve_outputs(settings_, flow_.problem, result_, history_, backend_.workers)) {
      output_.log("wrote " + file);
    }
    output_s_ = seconds_since(start);
  }

  void report(std::int64_t device_peak) const {
    const FlowSummary summary = summarise(flow_, result_);
    nlohmann::json json =
        common_json(result_.solver.converged ? "ok" : "not converged", device_peak);
    json.update(flow_json(summary, result_), /*merge_objects=*/true);
    json["timings_s"] = timings_json();
    if (!settings_.report.empty()) {
      write_solve_report(settings_, flow_.problem, result_, history_, json);
      output_.log("wrote " + settings_.report);
    }
    output_.write_json(json);
    if (output_.has_text()) {
      std::cout << flow_text(summary, result_) << "time       "
                << format_duration(seconds_since(start_)) << ", "
                << format_duration(result_.timings.solve) << " of it in the solver\n";
    }
  }

  [[nodiscard]] nlohmann::json timings_json() const {
    const FlowTimings& timings = result_.timings;
    nlohmann::json json{{"start", start_s_},
                        {"load", load_s_},
                        {"assembly", timings.assembly},
                        {"boundary", timings.boundary},
                        {"setup", timings.setup},
                        {"solve", timings.solve},
                        {"derived", timings.derived},
                        {"output", output_s_},
                        {"total", seconds_since(start_)}};
    output_.log_stages(json);
    return json;
  }

  // What a dry run and a real one say alike.
  [[nodiscard]] nlohmann::json common_json(const std::string& status,
                                           std::int64_t device_peak = 0) const {
    nlohmann::json json =
        run_json("solve", {backend_.name(), backend_.workers, backend_.gpu, device_peak});
    json["options"] = options_json(settings_, method_);
    json["status"] = status;
    json["solver"] = {{"preconditioner", name_of(method_.preconditioner)},
                      {"operator", name_of(method_.linear_operator)},
                      {"assembly", nullptr}};
    if (method_.linear_operator != LinearOperator::matrix_free) {
      json["solver"]["assembly"] = name_of(method_.assembly);
    }
    return json;
  }

  RunClock::time_point start_ = RunClock::now();
  SolveSettings settings_;
  RunOutput output_;
  Backend backend_;
  FlowMethod method_;
  PreparedFlow flow_;
  FlowResult result_;
  std::vector<HistoryRow> history_;
  double start_s_ = 0.0;  // CUDA or the workers
  double load_s_ = 0.0;
  double output_s_ = 0.0;
};

}  // namespace

Run add_solve_command(CLI::App& program) {
  auto flags = std::make_shared<SolveFlags>();
  CLI::App* command =
      program.add_subcommand("solve", "Steady potential flow on a mesh of 8-node quadrilaterals");
  add_solve_flags(*command, *flags);
  return [flags] {
    const CaseFile case_file = flags->config.empty() ? CaseFile{} : read_case_file(flags->config);
    return SolveRun(settle(flags->mesh, flags->config, flags->choices, choices_of_environment(),
                           case_file))
        .run();
  };
}

}  // namespace tessera
