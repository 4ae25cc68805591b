#include "host/commands/solve_settings.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <sstream>
#include <string_view>
#include <utility>
#include <vector>

#include "host/errors.hpp"
#include "host/io/field_file.hpp"
#include "host/suggestion.hpp"

namespace tessera {
namespace {

[[noreturn]] void refuse(const std::string& option, double value, const std::string& valid) {
  std::ostringstream message;
  message << option << ' ' << value << ": " << valid;
  throw UsageError(message.str());
}

void require_one_of(const std::string& option, const std::string& value,
                    const std::vector<std::string>& valid) {
  if (std::ranges::find(valid, value) != valid.end()) return;
  throw UsageError(option + " " + value + ": unknown" + suggestion(value, valid));
}

void require_extension(const std::string& option, const std::string& file,
                       std::string_view extension) {
  if (file.empty() || std::filesystem::path(file).extension() == extension) return;
  throw UsageError(option + " " + file + ": the name must end in " + std::string(extension));
}

void check_solver(const SolveSettings& settings) {
  require_one_of("--preconditioner", settings.preconditioner, {"jacobi", "multigrid"});
  require_one_of("--operator", settings.linear_operator, {"csr", "cusparse", "matrix-free"});
  if (settings.preconditioner == "multigrid") {
    throw UsageError("--preconditioner multigrid: not in this version; valid is jacobi");
  }
  if (settings.linear_operator == "matrix-free") {
    throw UsageError("--operator matrix-free: not in this version; valid is csr");
  }
  if (settings.linear_operator == "cusparse") {
    throw UsageError(
        "--operator cusparse: runs on --backend cuda only, without --reproducible; "
        "valid here is csr");
  }
  const CgSettings& cg = settings.cg;
  if (!(cg.rtol > 0.0 && cg.rtol < 1.0)) refuse("--rtol", cg.rtol, "must lie between 0 and 1");
  if (cg.max_iterations < 1) {
    refuse("--max-iterations", static_cast<double>(cg.max_iterations), "must be 1 or more");
  }
  if (cg.monitor_every < 0) {
    refuse("--monitor-every", static_cast<double>(cg.monitor_every), "must be 0 (never) or more");
  }
}

void check_physics(const FlowCase& physics) {
  if (!std::isfinite(physics.inflow)) refuse("--inflow", physics.inflow, "must be finite");
  if (!(physics.density > 0.0) || !std::isfinite(physics.density)) {
    refuse("--density", physics.density, "must be positive");
  }
  if (!std::isfinite(physics.reference_pressure)) {
    refuse("--reference-pressure", physics.reference_pressure, "must be finite");
  }
}

void check_outputs(const SolveSettings& settings) {
  if (!settings.output.empty()) require_field_format(settings.output);
  require_extension("--picture", settings.picture, ".png");
  require_extension("--history", settings.history, ".csv");
  require_extension("--report", settings.report, ".html");
  require_one_of("--picture-field", settings.picture_field, {"potential", "speed", "pressure"});
  for (const std::string& file :
       {settings.output, settings.picture, settings.history, settings.report, settings.json}) {
    if (file.empty() || file == "-") continue;
    const std::filesystem::path folder = std::filesystem::path(file).parent_path();
    if (!folder.empty() && !std::filesystem::is_directory(folder)) {
      throw UsageError("cannot write '" + file + "': the folder '" + folder.string() +
                       "' does not exist");
    }
  }
}

}  // namespace

SolveSettings settle(const std::string& mesh, SolveChoices flags, const CaseFile& case_file) {
  flags.fill_from(case_file.choices);
  SolveSettings settings;
  const auto take = [](auto& target, const auto& choice) {
    if (choice) target = *choice;
  };
  settings.mesh = mesh;
  settings.physics = case_file.physics;
  take(settings.backend.backend, flags.backend);
  take(settings.backend.device, flags.device);
  take(settings.backend.workers, flags.workers);
  take(settings.physics.inflow, flags.inflow);
  take(settings.physics.density, flags.density);
  take(settings.physics.reference_pressure, flags.reference_pressure);
  take(settings.preconditioner, flags.preconditioner);
  take(settings.linear_operator, flags.linear_operator);
  take(settings.cg.rtol, flags.rtol);
  take(settings.cg.max_iterations, flags.max_iterations);
  take(settings.cg.monitor_every, flags.monitor_every);
  take(settings.reproducible, flags.reproducible);
  take(settings.repair, flags.repair);
  take(settings.output, flags.output);
  take(settings.picture, flags.picture);
  take(settings.picture_field, flags.picture_field);
  take(settings.history, flags.history);
  take(settings.report, flags.report);
  take(settings.json, flags.json);
  check_solver(settings);
  check_physics(settings.physics);
  check_outputs(settings);
  return settings;
}

}  // namespace tessera
