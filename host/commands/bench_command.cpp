#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "host/bench/bench_page.hpp"
#include "host/bench/bench_tables.hpp"
#include "host/bench/crossover.hpp"
#include "host/bench/flow_bench.hpp"
#include "host/bench/hex_bench.hpp"
#include "host/bench/mc_bench.hpp"
#include "host/commands/bench_runs.hpp"
#include "host/commands/bench_settings.hpp"
#include "host/commands/commands.hpp"
#include "host/commands/json_output.hpp"
#include "host/io/mesh_file.hpp"
#include "host/io/pending_file.hpp"
#include "host/mesh/generate/generate_mesh.hpp"
#include "host/report/format.hpp"
#include "host/report/run_summary.hpp"

namespace tessera {
namespace {

using Clock = std::chrono::steady_clock;

/// Less of the processor than this is a machine that others use too.
constexpr double kQuietShare = 0.95;

// A mesh that is read, or generated, and checked; with the time that it took.
template <class MakeMesh>
std::vector<BenchWork> timed_flow(const std::string& file, const MakeMesh& make_mesh) {
  const Clock::time_point start = Clock::now();
  PreparedFlow flow = prepare_flow(make_mesh(), FlowCase{}, false);
  const double load_s = std::chrono::duration<double>(Clock::now() - start).count();
  const std::string nodes = format_count(flow.summary.nodes) + " nodes";
  return flow_bench(file + nodes, std::move(flow), load_s);
}

std::vector<BenchWork> works_of(const WorkloadChoice& choice, const BenchSettings& settings) {
  std::vector<BenchWork> works;
  const auto add = [&](std::vector<BenchWork> more) {
    std::ranges::move(more, std::back_inserter(works));
  };
  if (choice.has("fem") && !choice.mesh.empty()) {
    const std::string file = std::filesystem::path(choice.mesh).filename().string();
    add(timed_flow(file + ", ", [&] { return read_mesh(choice.mesh); }));
  } else if (choice.has("fem")) {
    for (const std::int64_t nodes : settings.nodes) {
      add(timed_flow("y-tube of ", [&] { return generate_mesh({Shape::y_tube, nodes}); }));
    }
  }
  if (choice.has("hex")) {
    for (const std::int64_t side : settings.sides) add(hex_bench(side, settings.fuse));
  }
  if (choice.has("mc")) {
    for (const std::int64_t paths : settings.paths) add(mc_bench(paths));
  }
  return works;
}

// 1, 2, 4, ... and all cores.
std::vector<int> powers_up_to(int cores) {
  std::vector<int> counts;
  for (int count = 1; count < cores; count *= 2) counts.push_back(count);
  counts.push_back(cores);
  return counts;
}

void print_problem(const BenchProblem& problem, const BenchResults& results) {
  std::cout << problem.workload << ": " << problem.name << "\n\n"
            << table_text(comparison_table(problem)) << '\n';
  for (const std::string& line : roofline_lines(problem, results)) std::cout << line << '\n';
  if (problem.cpu_share() < kQuietShare) {
    std::cout << "other work: serial had a processor for "
              << format_number(100.0 * problem.cpu_share(), 2)
              << " % of its time only; these times are those of a busy machine\n";
  }
  std::cout << std::endl;
}

void print_alternatives(const BenchFamily& family, const BenchResults& results) {
  std::cout << "alternatives to " << family.front()->method << ": " << family.front()->name
            << "\n\n"
            << table_text(alternatives_table(family)) << '\n';
  for (std::size_t place = 1; place < family.size(); ++place) {
    for (const std::string& line : roofline_lines(*family[place], results)) {
      std::cout << family[place]->method << ": " << line << '\n';
    }
  }
  for (const std::string& note : notes_of(family)) std::cout << note << '\n';
  std::cout << std::endl;
}

/// What was not measured, and why: a backend, or a problem on a backend.
struct NotMeasured {
  std::string backend;
  std::string problem;  // empty: all
  std::string reason;
};

void print_end(const BenchResults& results, const std::vector<NotMeasured>& not_measured) {
  const Table scaling = scaling_table(results);
  if (!scaling.rows.empty()) {
    std::cout << "scaling over workers\n\n" << table_text(scaling) << '\n';
  }
  const Table sizes = sizes_table(results);
  if (!sizes.rows.empty()) std::cout << "sweep over sizes\n\n" << table_text(sizes) << '\n';
  for (const Crossover& crossover : crossovers_in(results)) std::cout << crossover.text() << '\n';
  for (const NotMeasured& one : not_measured) {
    std::cout << "not measured: " << (one.problem.empty() ? "" : one.problem + " on ")
              << one.backend << " (" << one.reason << ")\n";
  }
  std::cout << (results.all_same_results() ? "every run came to the same result\n"
                                           : "RESULTS DIFFER; see the checksums\n");
}

std::string machine_text() {
  return processor_name() + ", " + std::to_string(cpu::usable_cores()) + " cores, " +
         cpu::name_of(cpu::best_instruction_set());
}

// One `tessera bench` from its choices to its exit code.
class BenchRun {
 public:
  explicit BenchRun(const BenchChoices& choices)
      : choices_(choices),
        settings_(settle_bench(choices)),
        contenders_(find_contenders(choices.contenders, powers_up_to(cpu::usable_cores()))) {
    for (const MissingBackend& missing : contenders_.missing) {
      not_measured_.push_back({missing.name, "", missing.reason});
    }
  }

  ExitCode run() {
    const std::vector<BenchWork> works = works_of(choices_.workload, settings_);
    log("measuring what this machine can do");
    results_.rates = measure_rates(contenders_.backends);
    for (const MachineRates& rates : results_.rates) log(rates_text(rates));
    for (const BenchWork& work : works) measure(work);
    if (is_printed()) print_last_alternatives();
    if (is_printed()) print_end(results_, not_measured_);
    write_files();
    return results_.all_same_results() ? ExitCode::done : ExitCode::verification_failed;
  }

 private:
  void measure(const BenchWork& work) {
    const std::vector<Backend> backends = backends_for(work);
    if (backends.empty()) {
      for (const MissingBackend& missing : contenders_.missing) {
        not_measured_.push_back({missing.name, work.problem.name, missing.reason});
      }
      return;
    }
    if (!work.on_gpu && std::ranges::any_of(contenders_.backends, &Backend::on_cuda)) {
      not_measured_.push_back({"cuda", work.problem.name, "runs on the CPU only in this version"});
    }
    const bool is_alternative = !work.problem.alternative_to.empty();
    if (is_printed() && !is_alternative) print_last_alternatives();
    results_.problems.push_back(run_rounds(work, backends, settings_.repeat,
                                           [this](const std::string& line) { log(line); }));
    if (is_printed() && !is_alternative) print_problem(results_.problems.back(), results_);
  }

  // Once all of them are there.
  void print_last_alternatives() const {
    const std::vector<BenchFamily> families = results_.families();
    if (!families.empty() && families.back().size() > 1) {
      print_alternatives(families.back(), results_);
    }
  }

  // A solve takes long, and with one worker all teams do the same: those only where they were asked
  // for. Grids are there to show how the teams scale.
  [[nodiscard]] std::vector<Backend> backends_for(const BenchWork& work) const {
    std::vector<Backend> backends = contenders_.backends;
    std::erase_if(backends, [&work](const Backend& backend) {
      return backend.on_cuda ? !work.on_gpu : !work.on_cpu;
    });
    if (backends.empty()) return backends;
    if (work.problem.workload != "fem" || choices_.contenders.workers.value) return backends;
    const int most = std::ranges::max(backends, {}, &Backend::workers).workers;
    std::erase_if(backends, [most](const Backend& backend) {
      return !backend.on_cuda && backend.team != cpu::Team::serial && backend.workers < most;
    });
    return backends;
  }

  [[nodiscard]] bool is_printed() const { return !choices_.quiet && choices_.json.value != "-"; }

  void log(const std::string& line) const {
    if (!choices_.quiet) std::cerr << "tessera: " << line << '\n';
  }

  void write(const Choice<std::string>& file, const std::string& content) const {
    if (!file.value || file.value->empty()) return;
    write_whole_file(*file.value, content);
    log("wrote " + *file.value);
  }

  void write_files() const {
    write(choices_.csv, table_csv(raw_table(results_)));
    write(choices_.report, bench_page(results_, machine_text()));
    write(choices_.svg, scaling_chart(results_));
    write_summary(summary(), choices_.json.value.value_or(""));
  }

  [[nodiscard]] nlohmann::json summary() const {
    nlohmann::json json = run_json("bench", {"none", cpu::usable_cores()});
    const std::string workload = choices_.workload.workload;
    json["options"] = {{"workload", workload.empty() ? "all" : workload},
                       {"mesh", choices_.workload.mesh},
                       {"repeat", nullptr},
                       {"nodes", settings_.nodes},
                       {"sides", settings_.sides},
                       {"paths", settings_.paths},
                       {"fuse", settings_.fuse},
                       {"backends", choices_.contenders.backends.value.value_or("")},
                       {"workers", choices_.contenders.workers.value.value_or("")}};
    if (settings_.repeat) json["options"]["repeat"] = *settings_.repeat;
    json["status"] = results_.all_same_results() ? "ok" : "difference";
    json.update(bench_json(results_));
    json["not_measured"] = nlohmann::json::array();
    for (const NotMeasured& one : not_measured_) {
      json["not_measured"].push_back(
          {{"backend", one.backend},
           {"problem", one.problem.empty() ? nlohmann::json(nullptr) : nlohmann::json(one.problem)},
           {"reason", one.reason}});
    }
    return json;
  }

  const BenchChoices& choices_;
  BenchSettings settings_;
  Contenders contenders_;
  BenchResults results_;
  std::vector<NotMeasured> not_measured_;
};

}  // namespace

Run add_bench_command(CLI::App& program) {
  auto choices = std::make_shared<BenchChoices>();
  CLI::App* command = program.add_subcommand(
      "bench", "Execution models side by side: where time goes, how they scale, what limits them");
  add_bench_flags(*command, *choices);
  return [choices] { return BenchRun(*choices).run(); };
}

}  // namespace tessera
