#pragma once

namespace CLI {
class App;
}

namespace tessera {

/// Parses the command line into the options of `program` and its subcommands. False when only help
/// or the version was asked for, which is then on stdout. Throws UsageError for anything wrong,
/// with a suggestion for a misspelt flag or subcommand.
bool parse_command_line(CLI::App& program, int argc, const char* const* argv);

}  // namespace tessera
