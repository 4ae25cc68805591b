#pragma once

#include "host/run_choices.hpp"

namespace CLI {
class App;
}

namespace tessera {

/// The flags that every running command has: --backend, --device, --workers, --json,
/// --reproducible, --quiet, --verbose, --no-progress and --dry-run.
void add_run_flags(CLI::App& command, RunChoices& choices);

/// What TESSERA_BACKEND, TESSERA_DEVICE and TESSERA_WORKERS say; empty ones say nothing.
/// Throws UsageError for a value that is no whole number.
RunChoices choices_of_environment();

}  // namespace tessera
