#include "host/commands/verify_command.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "host/commands/child_process.hpp"
#include "host/commands/commands.hpp"
#include "host/commands/json_output.hpp"
#include "host/io/mesh_file.hpp"
#include "host/mesh/generate/generate_mesh.hpp"
#include "host/report/format.hpp"
#include "host/report/run_summary.hpp"
#include "host/verify/flow_work.hpp"
#include "host/verify/hex_work.hpp"
#include "host/verify/mc_work.hpp"

namespace tessera {
namespace {

using nlohmann::json;

constexpr std::int64_t kDefaultNodes = 20000;

std::vector<VerifyCase> cases_of(const WorkloadChoice& choice) {
  std::vector<VerifyCase> cases;
  const auto add = [&](std::vector<VerifyCase> more) {
    std::ranges::move(more, std::back_inserter(cases));
  };
  if (choice.has("fem") && choice.mesh.empty()) {
    const Quad8Mesh mesh = generate_mesh({Shape::y_tube, kDefaultNodes});
    add(flow_cases(
        "y-tube of " + format_count(static_cast<std::int64_t>(mesh.node_count())) + " nodes",
        mesh));
  } else if (choice.has("fem")) {
    add(flow_cases(std::filesystem::path(choice.mesh).filename().string(), read_mesh(choice.mesh)));
  }
  if (choice.has("hex")) add(hex_cases());
  if (choice.has("mc")) add(mc_cases());
  return cases;
}

VerifyRunner runner_on(const Backend& backend) {
  return {backend.name(), backend.workers,
          [backend](const VerifyCase& work) {
            const auto outcome_on = [work](auto& executor) -> json {
              if constexpr (requires { executor.team(); }) {
                return message_of(work.on_cpu(executor));
              } else {
                return message_of(work.on_gpu(executor));
              }
            };
            return outcome_of(start_on(backend, outcome_on).ask());
          },
          backend.on_cuda};
}

/// What could not be checked, and why: a backend, or a case on a backend.
struct NotChecked {
  std::string backend;
  std::string work;  // empty: everything
  std::string reason;
};

std::vector<NotChecked> not_checked(const Contenders& contenders,
                                    const std::vector<VerifyCase>& cases) {
  std::vector<NotChecked> found;
  found.reserve(contenders.missing.size() + cases.size());
  for (const MissingBackend& missing : contenders.missing) {
    found.push_back({missing.name, "", missing.reason});
  }
  for (const VerifyCase& work : cases) {
    if (!work.on_cpu) {
      for (const MissingBackend& missing : contenders.missing) {
        if (missing.name == "cuda") found.push_back({missing.name, work.name, missing.reason});
      }
    }
    if (!work.on_gpu && std::ranges::any_of(contenders.backends, &Backend::on_cuda)) {
      found.push_back({"cuda", work.name, "runs on the CPU only in this version"});
    }
  }
  return found;
}

json summary_of(const VerifySettings& settings, const std::vector<NotChecked>& left_out,
                const std::vector<VerifyRow>& rows, bool holds) {
  json summary = run_json("verify", {"none", cpu::usable_cores()});
  const std::string workload = settings.workload.workload;
  summary["options"] = {{"workload", workload.empty() ? "all" : workload},
                        {"mesh", settings.workload.mesh},
                        {"backends", settings.contenders.backends.value.value_or("")},
                        {"workers", settings.contenders.workers.value.value_or("")}};
  summary["status"] = holds ? "ok" : "difference";
  summary["cases"] = verify_json(rows);
  summary["not_checked"] = json::array();
  for (const NotChecked& one : left_out) {
    summary["not_checked"].push_back({{"backend", one.backend},
                                      {"case", one.work.empty() ? json(nullptr) : json(one.work)},
                                      {"reason", one.reason}});
  }
  return summary;
}

void print_result(const std::vector<NotChecked>& left_out, const std::vector<VerifyRow>& rows) {
  std::cout << table_text(verify_table(rows)) << '\n';
  for (const std::string& note : notes_in(rows)) std::cout << note << '\n';
  for (const NotChecked& one : left_out) {
    std::cout << "not checked: " << (one.work.empty() ? "" : one.work + " on ") << one.backend
              << " (" << one.reason << ")\n";
  }
  const std::vector<std::string> breaches = breaches_in(rows);
  for (const std::string& breach : breaches) std::cout << "DIFFERENCE: " << breach << '\n';
  if (breaches.empty()) {
    std::cout << "the same bits and the same iterations on every backend that was checked\n";
  }
}

}  // namespace

ExitCode run_verify(const VerifySettings& settings, const std::vector<VerifyRunner>& more) {
  settings.workload.check("verify");
  // More workers than cores are sound, and one worker would meet nobody.
  const Contenders contenders =
      find_contenders(settings.contenders, {std::max(2, cpu::usable_cores())});
  const std::vector<VerifyCase> cases = cases_of(settings.workload);
  std::vector<VerifyRunner> runners;
  for (const Backend& backend : contenders.backends) runners.push_back(runner_on(backend));
  runners.insert(runners.end(), more.begin(), more.end());

  const auto begin = [&](const std::string& name) {
    if (!settings.quiet) std::cerr << "tessera: verifying " << name << '\n';
  };
  const std::vector<VerifyRow> rows = verify(cases, runners, begin);
  const bool holds = std::ranges::all_of(rows, &VerifyRow::holds);
  const std::vector<NotChecked> left_out = not_checked(contenders, cases);
  write_summary(summary_of(settings, left_out, rows, holds), settings.json);
  if (settings.json != "-" && !settings.quiet) print_result(left_out, rows);
  return holds ? ExitCode::done : ExitCode::verification_failed;
}

Run add_verify_command(CLI::App& program) {
  auto settings = std::make_shared<VerifySettings>();
  CLI::App* command = program.add_subcommand(
      "verify", "The same work on every backend: the same bits, and those that they must be");
  add_workload_words(*command, settings->workload);
  add_contender_flags(*command, settings->contenders);
  command->add_option("--json", settings->json, "Summary as JSON: a file, or - for stdout")
      ->type_name("FILE|-");
  command->add_flag("--quiet", settings->quiet, "No log, no table");
  return [settings] { return run_verify(*settings); };
}

}  // namespace tessera
