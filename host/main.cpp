#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>
#include <map>
#include <new>

#include "cpu_fallback/failures.hpp"
#include "host/commands/commands.hpp"
#include "host/commands/interrupt.hpp"
#include "host/commands/openmp_wait.hpp"
#include "host/commands/usage.hpp"
#include "host/errors.hpp"
#include "host/version.hpp"

namespace {

using tessera::ExitCode;

ExitCode run(int argc, char** argv) {
  CLI::App program{"Tessera: potential flow on meshes, the same bits on every backend", "tessera"};
  program.set_version_flag(
      "--version", std::string("tessera ") + tessera::kVersion + " (" + tessera::kCommit + ")");
  program.require_subcommand(1)->get_formatter()->column_width(28);
  std::map<std::string, tessera::Run> commands;
  commands["solve"] = tessera::add_solve_command(program);
  commands["mesh"] = tessera::add_mesh_command(program);
  commands["info"] = tessera::add_info_command(program);

  if (!tessera::parse_command_line(program, argc, argv)) return ExitCode::done;
  return commands.at(program.get_subcommands().front()->get_name())();
}

int fail(ExitCode code, const std::string& message) {
  std::cerr << "tessera: " << message << '\n';
  return static_cast<int>(code);
}

}  // namespace

int main(int argc, char** argv) {
  tessera::limit_openmp_spinning(argv);
  tessera::end_cleanly_on_signals();
  try {
    const ExitCode code = run(argc, argv);
    if (!std::cout.flush()) return fail(ExitCode::internal_error, "cannot write to stdout");
    return static_cast<int>(code);
  } catch (const tessera::Error& error) {
    return fail(error.code(), error.what());
  } catch (const tessera::cpu::UnsupportedProcessor& error) {
    return fail(ExitCode::no_device_or_memory, error.what());
  } catch (const std::bad_alloc&) {
    return fail(ExitCode::no_device_or_memory,
                "out of memory; --dry-run says how much a run needs");
  } catch (const std::exception& error) {
    return fail(ExitCode::internal_error, error.what());
  }
}
