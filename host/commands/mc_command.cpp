#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <sys/utsname.h>
#include <utility>
#include <vector>

#include "cpu_fallback/stages.hpp"
#include "host/commands/backend.hpp"
#include "host/commands/commands.hpp"
#include "host/commands/limits_reached.hpp"
#include "host/commands/mc_parameters.hpp"
#include "host/commands/mc_settings.hpp"
#include "host/commands/run_flags.hpp"
#include "host/commands/run_output.hpp"
#include "host/commands/trace_output.hpp"
#include "host/pipelines/mc_memory.hpp"
#include "host/pipelines/monte_carlo.hpp"
#include "host/report/format.hpp"
#include "host/report/mc_summary.hpp"
#include "host/report/option_names.hpp"
#include "host/report/progress.hpp"
#include "host/report/run_summary.hpp"
#include "host/report/target_progress.hpp"
#include "host/version.hpp"
#include "kernels/gpu_stages.hpp"
#include "kernels/stages/path_costs.hpp"

namespace tessera {
namespace {

constexpr const char* kExamples = R"(
Examples:
  tessera mc --payoff european-put --strike 95 --volatility 0.25 --greeks
  tessera mc --payoff asian-arithmetic-call --control-variate --antithetic --target-error 1e-3
  tessera mc --payoff barrier-up-out-call --barrier 130 --monitoring bridge --steps 12
  tessera mc --model heston --kappa 2 --vol-of-vol 0.3 --paths 1M --json audit.json
  tessera mc --replay audit.json --backend serial)";

// System and processor, without the name of the machine.
std::string platform() {
  utsname system{};
  ::uname(&system);
  return std::string(system.sysname) + " " + system.release + " " + system.machine + ", " +
         processor_name();
}

// "2026-01-31T12:00:00Z"
std::string utc_text(std::chrono::system_clock::time_point moment) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(moment);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  std::string text(32, '\0');
  text.resize(std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts));
  return text;
}

// One `tessera mc` from settled settings to its exit code.
class McRun {
 public:
  explicit McRun(McSettings settings)
      : settings_(std::move(settings)),
        output_(settings_),
        backend_(choose_backend(settings_.backend)),
        fingerprint_(
            parameter_fingerprint(parameters_json(settings_.plan, settings_.correlation))) {}

  ExitCode run() {
    for (const std::string& warning : settings_.warnings) output_.log(warning);
    note_version();
    note_rounding();
    output_.log("backend: " + backend_.reason);
    if (settings_.dry_run) return dry_run();
    // The executor first of all: a team of processes must be forked while this one is small.
    if (backend_.on_cuda) {
      gpu::Executor executor(backend_.gpu->device.ordinal);
      return run_on(executor);
    }
    cpu::Executor executor({backend_.team, backend_.workers, cpu::best_instruction_set()});
    return run_on(executor);
  }

 private:
  template <class Exec>
  ExitCode run_on(Exec& executor) {
    start_s_ = seconds_since(start_);
    start_trace(executor, settings_.trace);
    const McResult result = simulate_shown(executor);
    if (write_trace(executor, settings_.trace)) output_.log("wrote " + *settings_.trace.value);
    report(result, device_peak_bytes(executor));
    if (settings_.verbose) log_limits(executor, result);
    if (is_other_than_recorded(result)) return ExitCode::verification_failed;
    return result.is_valid() ? ExitCode::done : ExitCode::not_converged;
  }

  template <class Exec>
  McResult simulate_shown(Exec& executor) const {
    Progress progress("mc", "paths",
                      progress_style_of_stderr(settings_.quiet || settings_.no_progress));
    TargetProgress towards(progress, settings_.plan.target_error);
    McObserver observer;
    observer.progress = [&](const McProgress& now) { towards.update(now); };
    return simulate(executor, settings_.plan, observer);
  }

  template <class Exec>
  void log_limits(Exec& executor, const McResult& result) const {
    const PathProblem& problem = settings_.plan.problem;
    const std::optional<StageCost> cost = simulate_paths_cost(problem, result.paths);
    if (!cost) return;
    const int value_bytes = problem.precision == Precision::f64 ? 8 : 4;
    for (const std::string& line :
         limits_reached(executor, {{"simulate", *cost, result.seconds, value_bytes}})) {
      output_.log(line);
    }
  }

  void note_version() const {
    const std::string own = std::string(kVersion) + " (" + kCommit + ")";
    if (!settings_.audit || settings_.audit->made_by == own) return;
    output_.log("warning: " + settings_.audit->file + " was made by tessera " +
                settings_.audit->made_by + ", this is " + own + "; its bits may differ");
  }

  void note_rounding() const {
    const std::int64_t paths = paths_of(settings_.plan);
    if (paths == settings_.plan.paths) return;
    const bool sobol = settings_.plan.problem.sampler.sampler == Sampler::sobol;
    output_.log(format_count(settings_.plan.paths) + " paths rounded up to " + format_count(paths) +
                (sobol ? ": 32 scramblings of a power of two of samples" : ": whole pairs"));
  }

  [[nodiscard]] bool is_other_than_recorded(const McResult& result) const {
    return settings_.audit && settings_.audit->checksum != checksum_of(result);
  }

  [[nodiscard]] std::string checksum_of(const McResult& result) const {
    return moments_checksum(result.moments, settings_.plan.problem.greeks);
  }

  void report(const McResult& result, std::int64_t device_peak) const {
    const McReferences references = references_of(settings_.plan.problem);
    nlohmann::json json = common_json(device_peak);
    json.update(mc_figures_json(settings_.plan, result, references));
    json["timings_s"] = timings_json(result.seconds);
    json["audit"] = audit_json(result);
    json["audit"]["paths_per_s"] = json["paths_per_s"];
    if (settings_.audit) json["replay"] = replay_json(result);
    output_.write_json(json);
    note_faults(result);
    if (!output_.has_text()) return;
    std::cout << mc_setup_text(settings_.plan)
              << mc_figures_text(settings_.plan, result, references) << "parameters "
              << fingerprint_ << "\nchecksum   " << checksum_of(result) << '\n';
    if (settings_.audit) {
      std::cout << "replay     "
                << (is_other_than_recorded(result) ? "NOT the checksum of "
                                                   : "the same checksum as ")
                << settings_.audit->file << '\n';
    }
  }

  void note_faults(const McResult& result) const {
    if (!result.is_valid()) {
      output_.log(
          "invalid: " + format_count(result.moments.invalid_count) + " of " +
          format_count(result.samples) + " samples are not finite, the first of them of path " +
          std::to_string(result.moments.first_invalid_path) + "; the value is that of the others");
    }
    if (is_other_than_recorded(result)) {
      output_.log("replay: the checksum is " + checksum_of(result) + ", but " +
                  settings_.audit->file + " has " + settings_.audit->checksum);
    }
    const double target = settings_.plan.target_error;
    if (target > 0.0 && !result.reached_target) {
      output_.log("the standard error " + format_number(result.price.standard_error, 3) +
                  " has not come down to " + format_number(target, 3) + " within --paths");
    }
  }

  ExitCode dry_run() const {
    const PathProblem& problem = settings_.plan.problem;
    const std::int64_t on_device = mc_executor_bytes(problem, gpu::kGroupsPerBatch);
    const std::int64_t on_host =
        backend_.on_cuda ? 0 : mc_executor_bytes(problem, cpu::kGroupsPerBatch);
    nlohmann::json json = common_json(0);
    json["status"] = "dry run";
    json["paths"] = paths_of(settings_.plan);
    json["audit"] = {{"parameter_fingerprint", fingerprint_}};
    json["memory"]["host_needed_bytes"] = on_host;
    json["memory"]["device_needed_bytes"] = on_device;
    output_.write_json(json);
    if (settings_.json != "-") {
      std::cout << mc_setup_text(settings_.plan) << "paths      "
                << format_count(paths_of(settings_.plan)) << "\nparameters " << fingerprint_
                << "\nmemory     " << memory_text(on_host, on_device)
                << ", whatever the number of paths\nnothing was computed (--dry-run)\n";
    }
    return ExitCode::done;
  }

  [[nodiscard]] std::string memory_text(std::int64_t on_host, std::int64_t on_device) const {
    const auto size = [](std::int64_t bytes) {
      return format_bytes(static_cast<std::uint64_t>(bytes));
    };
    if (backend_.on_cuda) return size(on_device) + " on the GPU";
    return size(on_host) + " on the host; a GPU would need " + size(on_device);
  }

  // What a dry run and a real one say alike.
  [[nodiscard]] nlohmann::json common_json(std::int64_t device_peak) const {
    nlohmann::json json =
        run_json("mc", {backend_.name(), backend_.workers, backend_.gpu, device_peak});
    json["options"] = options_json(settings_);
    return json;
  }

  [[nodiscard]] nlohmann::json audit_json(const McResult& result) const {
    const PathProblem& problem = settings_.plan.problem;
    nlohmann::json audit{{"seed", problem.sampler.seed},
                         {"sampler", name_of(problem.sampler.sampler)},
                         {"paths", result.paths},
                         {"steps", problem.contract.steps},
                         {"parameter_fingerprint", fingerprint_},
                         {"backend", backend_.name()},
                         {"workers", backend_.workers},
                         {"gpu", nullptr},
                         {"version", kVersion},
                         {"commit", kCommit},
                         {"platform", platform()},
                         {"time", utc_text(began_)},
                         {"elapsed_s", result.seconds}};
    if (backend_.gpu) audit["gpu"] = backend_.gpu->device.name;
    return audit;
  }

  [[nodiscard]] nlohmann::json replay_json(const McResult& result) const {
    return {{"file", settings_.audit->file},
            {"made_by", settings_.audit->made_by},
            {"checksum", settings_.audit->checksum},
            {"same", !is_other_than_recorded(result)}};
  }

  [[nodiscard]] nlohmann::json timings_json(double simulate_s) const {
    nlohmann::json json{
        {"start", start_s_}, {"simulate", simulate_s}, {"total", seconds_since(start_)}};
    output_.log_stages(json);
    return json;
  }

  RunClock::time_point start_ = RunClock::now();
  std::chrono::system_clock::time_point began_ = std::chrono::system_clock::now();
  McSettings settings_;
  RunOutput output_;
  Backend backend_;
  std::string fingerprint_;
  double start_s_ = 0.0;  // CUDA or the workers
};

}  // namespace

Run add_mc_command(CLI::App& program) {
  auto choices = std::make_shared<McChoices>();
  CLI::App* command =
      program.add_subcommand("mc", "Monte Carlo prices of options, repeatable to the bit");
  command->footer(kExamples);
  add_mc_flags(*command, *choices);
  return [choices] { return McRun(settle_mc(*choices, choices_of_environment())).run(); };
}

}  // namespace tessera
