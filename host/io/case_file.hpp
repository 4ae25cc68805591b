#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "host/pipelines/flow_case.hpp"
#include "host/run_choices.hpp"

namespace tessera {

/// The choices of one `tessera solve`, as a command line, the environment or a case file leaves
/// them.
struct SolveChoices : RunChoices {
  Choice<double> inflow;              // m/s
  Choice<double> density;             // kg/m^3
  Choice<double> reference_pressure;  // Pa

  Choice<std::string> preconditioner;
  Choice<std::string> linear_operator;
  Choice<std::string> assembly;
  Choice<double> rtol;
  Choice<std::int64_t> max_iterations;
  Choice<std::int64_t> monitor_every;
  Choice<bool> repair;

  Choice<std::string> output;
  Choice<std::string> picture;
  Choice<std::string> picture_field;
  Choice<std::string> history;
  Choice<std::string> report;

  /// Takes every choice from `fallback` that is not set here.
  void fill_from(const SolveChoices& fallback);
};

struct CaseFile {
  SolveChoices choices;
  FlowCase physics;
};

/// Reads a TOML case file. Every long flag of `tessera solve` has the key of the same name, with _
/// for -, in [flow], [solver] or [output]. Throws UsageError with file and line for bad TOML, an
/// unknown table or key (with a suggestion), a value of the wrong type, and a boundary, material or
/// source that is incomplete or out of range. The ranges of the choices are left to the command.
CaseFile read_case_file(const std::filesystem::path& path);

/// The same from text; `source` stands in messages.
CaseFile parse_case(std::string_view text, const std::string& source);

}  // namespace tessera
