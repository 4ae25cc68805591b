#include "host/run_choices.hpp"

namespace tessera {

void RunChoices::fill_from(const RunChoices& fallback) {
  const auto fill = [](auto& mine, const auto& other) {
    if (!mine.value) mine = other;
  };
  fill(backend, fallback.backend);
  fill(device, fallback.device);
  fill(workers, fallback.workers);
  fill(reproducible, fallback.reproducible);
  fill(json, fallback.json);
  fill(dry_run, fallback.dry_run);
  fill(quiet, fallback.quiet);
  fill(verbose, fallback.verbose);
  fill(no_progress, fallback.no_progress);
  fill(trace, fallback.trace);
}

}  // namespace tessera
