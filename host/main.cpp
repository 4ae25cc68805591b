#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>
#include <map>

#include "host/commands/commands.hpp"
#include "host/commands/failure.hpp"
#include "host/commands/interrupt.hpp"
#include "host/commands/openmp_wait.hpp"
#include "host/commands/usage.hpp"
#include "host/errors.hpp"
#include "host/version.hpp"

namespace {

using tessera::ExitCode;

ExitCode run(int argc, char** argv) {
  CLI::App program{
      "Tessera: flow on meshes, diffusion on grids and option prices, the same bits everywhere",
      "tessera"};
  program.set_version_flag(
      "--version", std::string("tessera ") + tessera::kVersion + " (" + tessera::kCommit + ")");
  program.require_subcommand(1)->get_formatter()->column_width(28);
  std::map<std::string, tessera::Run> commands;
  commands["solve"] = tessera::add_solve_command(program);
  commands["hex"] = tessera::add_hex_command(program);
  commands["mc"] = tessera::add_mc_command(program);
  commands["mesh"] = tessera::add_mesh_command(program);
  commands["verify"] = tessera::add_verify_command(program);
  commands["bench"] = tessera::add_bench_command(program);
  commands["info"] = tessera::add_info_command(program);

  if (!tessera::parse_command_line(program, argc, argv)) return ExitCode::done;
  return commands.at(program.get_subcommands().front()->get_name())();
}

int fail(const tessera::Failure& failure) {
  std::cerr << "tessera: " << failure.message << '\n';
  return static_cast<int>(failure.code);
}

}  // namespace

int main(int argc, char** argv) {
  tessera::limit_openmp_spinning(argv);
  tessera::end_cleanly_on_signals();
  try {
    const ExitCode code = run(argc, argv);
    if (!std::cout.flush()) return fail({ExitCode::internal_error, "cannot write to stdout"});
    return static_cast<int>(code);
  } catch (const std::exception& exception) {
    return fail(tessera::failure_of(exception));
  }
}
