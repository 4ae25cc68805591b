#pragma once

#include <string>
#include <vector>

#include "host/choice.hpp"
#include "host/commands/backend.hpp"

namespace CLI {
class App;
}

namespace tessera {

/// The backends that `tessera verify` and `tessera bench` shall set side by side.
struct ContenderChoices {
  Choice<std::string> backends;  // "serial,threads"; not said: all that there are
  Choice<std::string> workers;   // "1,2,4"
  Choice<int> device;
};

/// Adds --backends, --workers and --device to `command`; `choices` must outlive it.
void add_contender_flags(CLI::App& command, ContenderChoices& choices);

/// A backend that cannot run here, and why.
struct MissingBackend {
  std::string name;
  std::string reason;
};

struct Contenders {
  /// Serial first, whether or not it was named: the others are measured against it. Then each team
  /// with each number of workers, then CUDA.
  std::vector<Backend> backends;
  std::vector<MissingBackend> missing;
};

/// Settles which backends run. A GPU is looked for in a child process, because looking starts CUDA.
/// `default_workers` counts where nothing was said, neither by --workers nor by TESSERA_WORKERS.
/// Throws UsageError for an unknown name or a number out of range, ResourceError where CUDA was
/// asked for by name and cannot be had.
[[nodiscard]] Contenders find_contenders(ContenderChoices choices,
                                         const std::vector<int>& default_workers,
                                         const GpuSearch& search = {});

/// The parts of a list "a,b,c", each of which must not be empty. Throws UsageError.
[[nodiscard]] std::vector<std::string> parts_of(const Choice<std::string>& list);

}  // namespace tessera
