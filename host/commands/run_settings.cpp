#include "host/commands/run_settings.hpp"

namespace tessera {

RunSettings settle_run(const RunChoices& choices) {
  RunSettings settings;
  settings.reproducible = choices.reproducible.value.value_or(false);
  settings.json = choices.json.value.value_or("");
  settings.trace = choices.trace;
  settings.dry_run = choices.dry_run.value.value_or(false);
  settings.quiet = choices.quiet.value.value_or(false);
  settings.verbose = choices.verbose.value.value_or(false);
  settings.no_progress = choices.no_progress.value.value_or(false);
  settings.backend = {choices.backend, choices.device, choices.workers, settings.dry_run};
  return settings;
}

}  // namespace tessera
