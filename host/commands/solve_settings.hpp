#pragma once

#include <string>

#include "host/commands/backend.hpp"
#include "host/io/case_file.hpp"
#include "host/pipelines/conjugate_gradient.hpp"

namespace tessera {

/// Everything that decides a solve, checked: flags over environment over case file over defaults.
struct SolveSettings {
  std::string mesh;
  BackendChoice backend;
  FlowCase physics;
  std::string preconditioner = "jacobi";
  std::string linear_operator = "csr";
  CgSettings cg;
  bool reproducible = false;
  bool repair = false;

  std::string output;
  std::string picture;
  std::string picture_field = "potential";  // potential, speed, pressure
  std::string history;
  std::string report;
  std::string json;
};

/// Merges what the flags say with the case file (none: default CaseFile) and checks every value and
/// every output name before anything runs. Throws UsageError, ResourceError.
SolveSettings settle(const std::string& mesh, SolveChoices flags, const CaseFile& case_file);

}  // namespace tessera
