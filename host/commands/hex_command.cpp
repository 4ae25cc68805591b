#include <CLI/CLI.hpp>
#include <cstdint>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

#include "cpu_fallback/copy_bandwidth.hpp"
#include "cpu_fallback/stages.hpp"
#include "host/commands/backend.hpp"
#include "host/commands/commands.hpp"
#include "host/commands/hex_settings.hpp"
#include "host/commands/limits_reached.hpp"
#include "host/commands/run_flags.hpp"
#include "host/commands/run_output.hpp"
#include "host/commands/trace_output.hpp"
#include "host/io/npy_file.hpp"
#include "host/io/png_writer.hpp"
#include "host/pipelines/flow_memory.hpp"
#include "host/pipelines/hex_diffusion.hpp"
#include "host/pipelines/hex_memory.hpp"
#include "host/report/cell_picture.hpp"
#include "host/report/checksum.hpp"
#include "host/report/format.hpp"
#include "host/report/hex_summary.hpp"
#include "host/report/progress.hpp"
#include "host/report/run_summary.hpp"
#include "kernels/gpu_copy_bandwidth.hpp"
#include "kernels/gpu_stages.hpp"

namespace tessera {
namespace {

struct HexTimes {
  double start = 0.0;  // CUDA or the workers
  double load = 0.0;
  double work = 0.0;  // updates, copies to and from the executor, snapshots
  double output = 0.0;
};

// One `tessera hex` from settled settings to its exit code.
class HexRun {
 public:
  explicit HexRun(HexSettings settings)
      : settings_(std::move(settings)),
        output_(settings_),
        backend_(choose_backend(settings_.backend)) {}

  ExitCode run() {
    for (const std::string& warning : settings_.warnings) output_.log(warning);
    output_.log("backend: " + backend_.reason);
    if (settings_.dry_run) return dry_run();
    require_host_memory();
    // The executor first of all: a team of processes must be forked while this one is small.
    if (backend_.on_cuda) {
      gpu::Executor executor(backend_.gpu->device.ordinal);
      require_memory(backend_.gpu->device, device_bytes());
      return run_on(executor);
    }
    cpu::Executor executor({backend_.team, backend_.workers, cpu::best_instruction_set()});
    return run_on(executor);
  }

 private:
  template <class Exec>
  ExitCode run_on(Exec& executor) {
    times_.start = seconds_since(start_);
    start_trace(executor, settings_.trace);
    return settings_.value_bytes == 8 ? run_with<double>(executor) : run_with<float>(executor);
  }

  template <class Real, class Exec>
  ExitCode run_with(Exec& executor) {
    std::vector<Real> initial = timed(times_.load, [&] { return load<Real>(); });
    const HexResult<Real> result =
        timed(times_.work, [&] { return diffuse_shown(executor, std::move(initial)); });
    note_fuse(result.fuse);
    timed(times_.output, [&] { return write_results<Real>(result.field, settings_.plan.steps); });
    if (write_trace(executor, settings_.trace)) output_.log("wrote " + *settings_.trace.value);
    report(executor, result);
    if (settings_.verbose) log_limits(executor, result.seconds);
    return ExitCode::done;
  }

  template <class Work>
  static auto timed(double& seconds, const Work& work) {
    const RunClock::time_point start = RunClock::now();
    auto result = work();
    seconds = seconds_since(start);
    return result;
  }

  template <class Real>
  [[nodiscard]] std::vector<Real> load() const {
    if (!settings_.initial.empty()) return read_npy<Real>(settings_.initial).values;
    const HexPlan& plan = settings_.plan;
    std::vector<Real> field(static_cast<std::size_t>(plan.rows * plan.cols));
    field[static_cast<std::size_t>(plan.rows / 2 * plan.cols + plan.cols / 2)] =
        static_cast<Real>(settings_.impulse);
    return field;
  }

  template <class Exec, class Real>
  HexResult<Real> diffuse_shown(Exec& executor, std::vector<Real> initial) const {
    Progress progress("diffuse", "steps",
                      progress_style_of_stderr(settings_.quiet || settings_.no_progress));
    HexObserver<Real> observer;
    observer.progress = [&](std::int64_t done) { progress.update(done, settings_.plan.steps); };
    observer.snapshot = [&](std::int64_t step, std::span<const Real> field) {
      write_results(field, step, /*snapshot=*/true);
    };
    return diffuse(executor, settings_.plan, std::move(initial), observer);
  }

  void note_fuse(int fuse) const {
    if (!settings_.plan.fuse || *settings_.plan.fuse == fuse) return;
    output_.log("--fuse " + std::to_string(*settings_.plan.fuse) + ": " + std::to_string(fuse) +
                " steps per pass are the most here; taken");
  }

  // The number of files.
  template <class Real>
  int write_results(std::span<const Real> field, std::int64_t step, bool snapshot = false) const {
    const HexPlan& plan = settings_.plan;
    const auto name = [&](const std::string& file) {
      return snapshot ? snapshot_file(file, step, plan.steps).string() : file;
    };
    int files = 0;
    if (!settings_.output.empty()) {
      write_npy(name(settings_.output), plan.rows, plan.cols, field);
      log_written(name(settings_.output), snapshot);
      ++files;
    }
    if (!settings_.picture.empty()) {
      write_png(name(settings_.picture), picture_of(field, step));
      log_written(name(settings_.picture), snapshot);
      ++files;
    }
    return files;
  }

  template <class Real>
  [[nodiscard]] Image picture_of(std::span<const Real> field, std::int64_t step) const {
    const HexPlan& plan = settings_.plan;
    CellPicture picture;
    picture.topology = plan.rule.topology;
    picture.blocks = average_blocks(field, plan.rows, plan.cols, kMostPictureBlocks);
    picture.title = "Diffusion after " + format_count(step) + " steps";
    picture.subtitle = format_count(plan.rows) + " x " + format_count(plan.cols) + " cells";
    const std::int64_t side = picture.blocks.side;
    if (side > 1) {
      picture.subtitle += ", means of " + std::to_string(side) + " x " + std::to_string(side);
    }
    return draw_cells(picture);
  }

  template <class Exec, class Real>
  void report(Exec& executor, const HexResult<Real>& result) const {
    HexFigures figures{result.fuse, result.seconds, result.summary,
                       checksum(std::span<const Real>(result.field))};
    // The memory of the run, before that of the measurement.
    nlohmann::json json = common_json("ok", device_peak_bytes(executor));
    const bool is_read = !settings_.quiet || !settings_.json.empty();
    if (is_read) figures.copy_bandwidth = measure_copy_bandwidth(executor);
    json.update(hex_figures_json(setup(), figures));
    json["timings_s"] = timings_json(result.seconds);
    output_.write_json(json);
    if (!output_.has_text()) return;
    std::cout << hex_setup_text(setup()) << hex_figures_text(setup(), figures) << "time       "
              << format_duration(seconds_since(start_)) << ", " << format_duration(result.seconds)
              << " of it in the updates\n";
  }

  template <class Exec>
  void log_limits(Exec& executor, double diffuse_s) const {
    const StageCost cost = diffuse_steps_cost(grid(), settings_.plan.rule, settings_.plan.steps,
                                              settings_.value_bytes);
    for (const std::string& line :
         limits_reached(executor, {{"diffuse", cost, diffuse_s, settings_.value_bytes}})) {
      output_.log(line);
    }
  }

  ExitCode dry_run() const {
    nlohmann::json json = common_json("dry run", 0);
    json["memory"]["host_needed_bytes"] = host_bytes();
    json["memory"]["device_needed_bytes"] = device_bytes();
    output_.write_json(json);
    if (settings_.json != "-") {
      const std::string device = size_text(device_bytes());
      std::cout << hex_setup_text(setup()) << "memory     about " << size_text(host_bytes())
                << (backend_.on_cuda ? " on the host, " + device + " on the GPU"
                                     : " on the host; a GPU would need " + device)
                << "\nnothing was computed (--dry-run)\n";
    }
    require_host_memory();
    if (backend_.gpu) require_memory(backend_.gpu->device, device_bytes());
    return ExitCode::done;
  }

  [[nodiscard]] static std::string size_text(std::int64_t bytes) {
    return format_bytes(static_cast<std::uint64_t>(bytes));
  }

  [[nodiscard]] HexGrid grid() const {
    return hex_grid(settings_.plan.rows, settings_.plan.cols, settings_.value_bytes);
  }
  [[nodiscard]] std::int64_t device_bytes() const {
    return hex_executor_bytes(grid(), settings_.value_bytes);
  }
  // On the CPU the two fields of the updates are host memory too; the one that the run begins and
  // ends with takes the place of one of them, unless snapshots are looked at in between.
  [[nodiscard]] std::int64_t host_bytes() const {
    const std::int64_t field = hex_host_bytes(grid(), settings_.value_bytes);
    if (backend_.on_cuda) return 2 * field;
    return device_bytes() + (settings_.plan.snapshot_every > 0 ? field : 0);
  }

  void require_host_memory() const {
    const std::int64_t there = std::int64_t{::sysconf(_SC_PHYS_PAGES)} * ::sysconf(_SC_PAGESIZE);
    if (host_bytes() <= there) return;
    throw ResourceError("out of memory: " + size_text(host_bytes()) + " needed for " +
                        format_count(settings_.plan.rows) + " x " +
                        format_count(settings_.plan.cols) + " cells, this machine has " +
                        size_text(there));
  }

  [[nodiscard]] HexSetup setup() const {
    const HexPlan& plan = settings_.plan;
    return {plan.rows, plan.cols, plan.rule, settings_.value_bytes, plan.steps};
  }

  // What a dry run and a real one say alike.
  [[nodiscard]] nlohmann::json common_json(const std::string& status,
                                           std::int64_t device_peak) const {
    nlohmann::json json =
        run_json("hex", {backend_.name(), backend_.workers, backend_.gpu, device_peak});
    json["options"] = options_json(settings_);
    json["status"] = status;
    json.update(hex_setup_json(setup()));
    return json;
  }

  [[nodiscard]] nlohmann::json timings_json(double diffuse_s) const {
    nlohmann::json json{{"start", times_.start},   {"load", times_.load},
                        {"diffuse", diffuse_s},    {"transfer", times_.work - diffuse_s},
                        {"output", times_.output}, {"total", seconds_since(start_)}};
    output_.log_stages(json);
    return json;
  }

  // There may be many snapshots, and a progress bar that they would tear.
  void log_written(const std::string& file, bool snapshot) const {
    if (!snapshot || settings_.verbose) output_.log("wrote " + file);
  }

  RunClock::time_point start_ = RunClock::now();
  HexSettings settings_;
  RunOutput output_;
  Backend backend_;
  HexTimes times_;
};

}  // namespace

Run add_hex_command(CLI::App& program) {
  auto choices = std::make_shared<HexChoices>();
  CLI::App* command =
      program.add_subcommand("hex", "Diffusion on a grid of hexagonal or square cells");
  add_hex_flags(*command, *choices);
  return [choices] { return HexRun(settle_hex(*choices, choices_of_environment())).run(); };
}

}  // namespace tessera
