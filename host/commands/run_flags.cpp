#include "host/commands/run_flags.hpp"

#include <CLI/CLI.hpp>
#include <string>

namespace tessera {

void add_run_flags(CLI::App& command, RunFlags& flags, SolveChoices& choices) {
  const std::string group = "Run";
  command
      .add_option("--backend", choices.backend,
                  "Where it runs: auto, cuda, openmp, threads, processes, serial (auto)")
      ->envname("TESSERA_BACKEND")
      ->group(group);
  command.add_option("--device", choices.device, "GPU ordinal (0)")
      ->envname("TESSERA_DEVICE")
      ->group(group);
  command.add_option("--workers", choices.workers, "CPU workers (the cores of this process)")
      ->envname("TESSERA_WORKERS")
      ->check(CLI::PositiveNumber)
      ->group(group);
  command.add_option("--json", choices.json, "Summary as JSON: a file, or - for stdout")
      ->group(group);
  command
      .add_flag("--reproducible", choices.reproducible,
                "The same bits on every backend, device and number of workers")
      ->group(group);
  command.add_flag("--quiet", flags.quiet, "No log, no progress")->group(group);
  command.add_flag("--verbose", flags.verbose, "More log: stages and rates")->group(group);
  command.add_flag("--no-progress", flags.no_progress, "No progress line")->group(group);
  command.add_flag("--dry-run", flags.dry_run, "Check the input, say how large the run is, stop")
      ->group(group);
}

}  // namespace tessera
