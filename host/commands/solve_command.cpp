#include <CLI/CLI.hpp>
#include <chrono>
#include <iostream>
#include <limits>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "cpu_fallback/stages.hpp"
#include "host/commands/backend.hpp"
#include "host/commands/commands.hpp"
#include "host/commands/run_flags.hpp"
#include "host/commands/solve_flags.hpp"
#include "host/commands/solve_outputs.hpp"
#include "host/commands/solve_settings.hpp"
#include "host/io/case_file.hpp"
#include "host/io/mesh_file.hpp"
#include "host/io/pending_file.hpp"
#include "host/pipelines/flow_conditions.hpp"
#include "host/pipelines/potential_flow.hpp"
#include "host/report/flow_summary.hpp"
#include "host/report/format.hpp"
#include "host/report/progress.hpp"
#include "host/report/run_summary.hpp"

namespace tessera {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// One `tessera solve` from settled settings to its exit code.
class SolveRun {
 public:
  explicit SolveRun(SolveSettings settings) : settings_(std::move(settings)) {}

  ExitCode run() {
    const Backend backend = choose_backend(settings_.backend);
    log("backend: " + backend.reason);
    // First of all, because a team of processes must be forked while this one is small.
    cpu::Executor executor({backend.team, backend.workers, cpu::best_instruction_set()});

    const Clock::time_point load_start = Clock::now();
    flow_ = prepare_flow(read_mesh(settings_.mesh), settings_.physics, settings_.repair);
    load_s_ = seconds_since(load_start);
    for (const std::string& note : flow_.notes) log(note);

    if (settings_.dry_run) return report_sizes(executor);
    solve(executor);
    write_outputs();
    report(executor);
    return result_.solver.converged ? ExitCode::done : ExitCode::not_converged;
  }

 private:
  void log(const std::string& line) const {
    if (!settings_.quiet) std::cerr << "tessera: " << line << '\n';
  }

  void solve(cpu::Executor& executor) {
    const Clock::time_point start = Clock::now();
    if (settings_.verbose) {
      log("solving, until the relative residual is " + format_number(settings_.cg.rtol, 3));
    }
    const bool keep_history = !settings_.history.empty() || !settings_.report.empty();
    Progress progress("solve", "iterations",
                      progress_style_of_stderr(settings_.quiet || settings_.no_progress));
    result_ = solve_potential_flow(executor, flow_.problem, settings_.cg, [&](const CgStep& step) {
      progress.update_residual(step.iteration, step.relative_residual, settings_.cg.rtol);
      if (!keep_history) return;
      history_.push_back(
          {step.iteration, step.relative_residual, step.true_residual, seconds_since(start)});
    });
    progress.finish();
    if (!result_.solver.converged) {
      log("did not converge: relative residual " +
          format_number(result_.solver.relative_residual, 3) + " after " +
          format_count(result_.solver.iterations) + " iterations, wanted " +
          format_number(settings_.cg.rtol, 3) + "; the results are written all the same");
    }
  }

  void write_outputs() {
    const Clock::time_point start = Clock::now();
    for (const std::string& file :
         write_solve_outputs(settings_, flow_.problem, result_, history_)) {
      log("wrote " + file);
    }
    output_s_ = seconds_since(start);
  }

  void report(const cpu::Executor& executor) const {
    const FlowSummary summary = summarise(flow_, result_);
    nlohmann::json json = common_json(executor, result_.solver.converged ? "ok" : "not converged");
    json.update(flow_json(summary, result_));
    json["solver"]["preconditioner"] = settings_.preconditioner;
    json["solver"]["operator"] = settings_.linear_operator;
    json["timings_s"] = timings_json();
    if (!settings_.report.empty()) {
      write_solve_report(settings_, flow_.problem, result_, history_, json);
      log("wrote " + settings_.report);
    }
    write_json(json);
    if (settings_.json != "-" && !settings_.quiet) {
      std::cout << flow_text(summary, result_) << "time       "
                << format_duration(seconds_since(start_)) << ", "
                << format_duration(result_.timings.solve) << " of it in the solver\n";
    }
  }

  [[nodiscard]] nlohmann::json timings_json() const {
    const FlowTimings& timings = result_.timings;
    nlohmann::json json{
        {"load", load_s_},        {"assembly", timings.assembly},  {"boundary", timings.boundary},
        {"setup", timings.setup}, {"solve", timings.solve},        {"derived", timings.derived},
        {"output", output_s_},    {"total", seconds_since(start_)}};
    if (settings_.verbose) {
      for (const auto& [stage, seconds] : json.items()) {
        log("stage " + stage + ": " + format_duration(seconds.get<double>()));
      }
    }
    return json;
  }

  ExitCode report_sizes(cpu::Executor& executor) const {
    FlowSolve<cpu::Executor> flow(executor, flow_.problem);
    flow.prepare();
    nlohmann::json json = common_json(executor, "dry run");
    json["mesh"] = mesh_summary_json(flow_.summary);
    const FlowSizes sizes = flow.sizes();
    const std::int64_t device_needed = executor_bytes(sizes);
    const std::int64_t host_needed = device_needed + host_bytes(sizes);
    json["solver"] = {{"unknowns", sizes.unknowns}, {"nonzeros", sizes.nonzeros}};
    json["memory"]["host_needed_bytes"] = host_needed;
    json["memory"]["device_needed_bytes"] = device_needed;
    write_json(json);
    if (settings_.json != "-") {
      std::cout << mesh_summary_text(flow_.summary) << "system     " << format_count(sizes.unknowns)
                << " unknowns, " << format_count(sizes.nonzeros) << " nonzeros\nmemory     about "
                << format_bytes(static_cast<std::uint64_t>(host_needed))
                << " on the host; a device would need "
                << format_bytes(static_cast<std::uint64_t>(device_needed))
                << "\nnothing was solved (--dry-run)\n";
    }
    return ExitCode::done;
  }

  // What a dry run and a real one say alike.
  [[nodiscard]] nlohmann::json common_json(const cpu::Executor& executor,
                                           const std::string& status) const {
    nlohmann::json json = run_json("solve", cpu::name_of(executor.team()), executor.workers());
    json["options"] = options_json(settings_);
    json["status"] = status;
    return json;
  }

  void write_json(const nlohmann::json& json) const {
    if (settings_.json == "-") {
      std::cout << json.dump(2) << '\n';
    } else if (!settings_.json.empty()) {
      write_whole_file(settings_.json, json.dump(2) + "\n");
    }
  }

  SolveSettings settings_;
  Clock::time_point start_ = Clock::now();
  PreparedFlow flow_;
  FlowResult result_;
  std::vector<HistoryRow> history_;
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
