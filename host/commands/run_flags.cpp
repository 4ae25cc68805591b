#include "host/commands/run_flags.hpp"

#include <cstdlib>
#include <string>

#include "host/commands/choice_flag.hpp"

namespace tessera {
namespace {

template <class T>
void take_variable(const std::string& variable, Choice<T>& choice) {
  const char* const value = std::getenv(variable.c_str());
  if (value != nullptr && *value != '\0') set_choice(choice, variable + "=", value);
}

}  // namespace

void add_run_flags(CLI::App& command, RunChoices& choices) {
  const std::string group = "Run";
  add_choice(command, "--backend", choices.backend,
             "Where it runs: auto, cuda, openmp, threads, processes or serial\n"
             "(default auto: CUDA where a GPU can be used, else openmp) [TESSERA_BACKEND]")
      ->group(group);
  add_choice(command, "--device", choices.device, "GPU ordinal (default 0) [TESSERA_DEVICE]")
      ->group(group);
  add_choice(command, "--workers", choices.workers,
             "CPU workers (default: the cores this process may use) [TESSERA_WORKERS]")
      ->group(group);
  add_choice(command, "--reproducible", choices.reproducible,
             "The same bits on every backend, device and number of workers")
      ->group(group);
  add_choice(command, "--json", choices.json,
             "Summary as JSON: a file, or - for stdout and nothing else there")
      ->type_name("FILE|-")
      ->group(group);
  add_choice(command, "--trace", choices.trace,
             "Who did what when, a track per CPU worker: .json for ui.perfetto.dev")
      ->type_name("FILE")
      ->group(group);
  add_choice(command, "--dry-run", choices.dry_run,
             "Check the input, print sizes and the memory a run needs, stop")
      ->group(group);
  add_choice(command, "--quiet", choices.quiet, "No log, no progress, no summary as text")
      ->group(group);
  add_choice(command, "--verbose", choices.verbose,
             "More log: the time of every stage, and which limits it reached")
      ->group(group);
  add_choice(command, "--no-progress", choices.no_progress, "No progress")->group(group);
}

RunChoices choices_of_environment() {
  RunChoices choices;
  take_variable("TESSERA_BACKEND", choices.backend);
  take_variable("TESSERA_DEVICE", choices.device);
  take_variable("TESSERA_WORKERS", choices.workers);
  return choices;
}

}  // namespace tessera
