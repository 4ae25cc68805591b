#pragma once

#include <functional>

#include "host/errors.hpp"

namespace CLI {
class App;
}

namespace tessera {

/// Runs a subcommand whose flags have been parsed.
using Run = std::function<ExitCode()>;

/// Each adds its subcommand to the program and returns what runs it. The options live inside the
/// returned function.
Run add_solve_command(CLI::App& program);
Run add_hex_command(CLI::App& program);
Run add_mc_command(CLI::App& program);
Run add_mesh_command(CLI::App& program);
Run add_verify_command(CLI::App& program);
Run add_bench_command(CLI::App& program);
Run add_info_command(CLI::App& program);

}  // namespace tessera
