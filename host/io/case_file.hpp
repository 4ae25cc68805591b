#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "host/pipelines/flow_case.hpp"

namespace tessera {

/// The choices of one `tessera solve`, as a command line or a case file leaves them: what is not
/// set was not said.
struct SolveChoices {
  std::optional<std::string> backend;
  std::optional<int> device;
  std::optional<int> workers;
  std::optional<bool> reproducible;

  std::optional<double> inflow;              // m/s
  std::optional<double> density;             // kg/m^3
  std::optional<double> reference_pressure;  // Pa

  std::optional<std::string> preconditioner;
  std::optional<std::string> linear_operator;
  std::optional<double> rtol;
  std::optional<std::int64_t> max_iterations;
  std::optional<std::int64_t> monitor_every;
  std::optional<bool> repair;

  std::optional<std::string> output;
  std::optional<std::string> picture;
  std::optional<std::string> picture_field;
  std::optional<std::string> history;
  std::optional<std::string> report;
  std::optional<std::string> json;

  /// Takes every choice from `fallback` that is not set here.
  void fill_from(const SolveChoices& fallback);
};

struct CaseFile {
  SolveChoices choices;
  FlowCase physics;
};

/// Reads a TOML case file. Every long flag of `tessera solve` has the key of the same name, with _
/// for -, in [flow], [solver] or [output]. Throws UsageError with file and line for bad TOML, an
/// unknown table or key (with a suggestion), a value of the wrong type or out of range.
CaseFile read_case_file(const std::filesystem::path& path);

/// The same from text; `source` stands in messages.
CaseFile parse_case(std::string_view text, const std::string& source);

}  // namespace tessera
