#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace tessera {

/// What `tessera verify` and `tessera bench` work on: "fem MESH", "hex", "mc" or "all".
struct WorkloadChoice {
  std::string workload;  // empty: all
  std::string mesh;      // of fem; empty: a generated one

  /// Throws UsageError for a word that is neither a workload nor "all", and for a mesh where none
  /// belongs.
  void check(const std::string& command) const;
  /// Whether `name` is among what was chosen.
  [[nodiscard]] bool has(const std::string& name) const;
};

/// Adds the two words to `command`; `choice` must outlive it.
void add_workload_words(CLI::App& command, WorkloadChoice& choice);

}  // namespace tessera
