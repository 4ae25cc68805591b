#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "host/commands/contenders.hpp"
#include "host/commands/workload_choice.hpp"

namespace CLI {
class App;
}

namespace tessera {

/// The command line of `tessera bench`.
struct BenchChoices {
  WorkloadChoice workload;
  ContenderChoices contenders;
  Choice<int> repeat;
  Choice<std::string> nodes;  // "200k,800k"
  Choice<std::string> sides;  // "1024,4096"
  Choice<std::string> paths;  // "4m,64m"
  Choice<std::string> fuse;   // "1,8,32"
  Choice<std::string> csv;
  Choice<std::string> report;
  Choice<std::string> svg;
  Choice<std::string> json;
  bool quiet = false;
};

/// Adds every flag of `tessera bench` to `command`; `choices` must outlive it.
void add_bench_flags(CLI::App& command, BenchChoices& choices);

/// The same, checked.
struct BenchSettings {
  std::optional<int> repeat;        // not said: see run_rounds
  std::vector<std::int64_t> nodes;  // of generated meshes, where no mesh is named
  std::vector<std::int64_t> sides;  // of grids, cells
  std::vector<std::int64_t> paths;  // of option prices
  std::vector<int> fuse;            // time steps per pass to sweep; empty: none
};

/// Checks the choices, and that every result can be written. Throws UsageError that begins with
/// what was said.
[[nodiscard]] BenchSettings settle_bench(const BenchChoices& choices);

}  // namespace tessera
