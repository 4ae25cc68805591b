#include "host/commands/workload_choice.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "host/errors.hpp"
#include "host/suggestion.hpp"

namespace tessera {

void WorkloadChoice::check(const std::string& command) const {
  const std::vector<std::string> known{"fem", "hex", "mc", "all"};
  if (!workload.empty() && std::ranges::find(known, workload) == known.end()) {
    throw UsageError(command + ": unknown workload '" + workload + "'" +
                     suggestion(workload, known));
  }
  if (!mesh.empty() && workload != "fem") {
    throw UsageError(command + ": '" + mesh + "' behind '" + workload +
                     "' means nothing; a mesh belongs behind fem");
  }
}

bool WorkloadChoice::has(const std::string& name) const {
  return workload.empty() || workload == "all" || workload == name;
}

void add_workload_words(CLI::App& command, WorkloadChoice& choice) {
  command.add_option("workload", choice.workload, "fem, hex, mc or all (the default)")
      ->type_name("NAME");
  command.add_option("mesh", choice.mesh, "Mesh of fem (default: a y-tube that is generated)")
      ->type_name("FILE");
}

}  // namespace tessera
