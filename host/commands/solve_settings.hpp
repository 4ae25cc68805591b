#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "host/commands/run_settings.hpp"
#include "host/io/case_file.hpp"
#include "host/pipelines/conjugate_gradient.hpp"
#include "host/pipelines/flow_method.hpp"

namespace tessera {

/// Everything that decides a solve, checked: flags over environment over case file over defaults.
struct SolveSettings : RunSettings {
  std::string mesh;
  std::string config;
  FlowCase physics;
  Choice<std::string> preconditioner;   // jacobi or multigrid; not set: by rule, see choose_method
  Choice<std::string> linear_operator;  // csr or cusparse; not set: by rule, see choose_method
  Assembly assembly = Assembly::gather;
  CgSettings cg;
  bool repair = false;

  std::string output;
  std::string picture;
  std::string picture_field = "potential";  // potential, speed, pressure
  std::string history;
  std::string report;

  /// Pressure means something: every conductivity is 1.
  [[nodiscard]] bool has_pressure() const;
};

/// Merges what the flags and the environment say with the case file `config` (empty: none) and
/// checks every value, and that every result can be written, before anything runs. `--inflow`
/// overrides the flux of [boundary.inlet] where a case file names its boundaries.
/// Throws UsageError that begins with what was said, and where.
SolveSettings settle(const std::string& mesh, const std::string& config, const SolveChoices& flags,
                     const RunChoices& environment, const CaseFile& case_file);

/// The settings as the JSON summary echoes them, with the method that they led to.
nlohmann::json options_json(const SolveSettings& settings, const FlowMethod& method);

}  // namespace tessera
