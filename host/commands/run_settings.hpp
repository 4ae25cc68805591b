#pragma once

#include <string>

#include "host/commands/backend.hpp"
#include "host/run_choices.hpp"

namespace tessera {

/// What every running command settles: where it runs, and what it says.
struct RunSettings {
  BackendChoice backend;
  bool reproducible = false;
  std::string json;                // file, `-` for stdout, empty: none
  Choice<std::string> trace = {};  // not said: none
  bool dry_run = false;
  bool quiet = false;
  bool verbose = false;
  bool no_progress = false;
};

/// The choices, with false and nothing for what was not said.
[[nodiscard]] RunSettings settle_run(const RunChoices& choices);

}  // namespace tessera
