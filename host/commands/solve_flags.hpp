#pragma once

#include <string>

#include "host/io/case_file.hpp"

namespace CLI {
class App;
}

namespace tessera {

/// The command line of `tessera solve`.
struct SolveFlags {
  std::string mesh;
  std::string config;
  SolveChoices choices;
};

/// Adds every flag of `tessera solve` to `command`; `flags` must outlive it.
void add_solve_flags(CLI::App& command, SolveFlags& flags);

}  // namespace tessera
