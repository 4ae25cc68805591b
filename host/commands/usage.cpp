#include "host/commands/usage.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "host/errors.hpp"
#include "host/suggestion.hpp"

namespace tessera {
namespace {

// The subcommand that was being parsed, or the program itself.
CLI::App* deepest_command(CLI::App* command) {
  while (!command->get_subcommands().empty()) command = command->get_subcommands().front();
  return command;
}

std::vector<std::string> flags_of(const CLI::App& command) {
  std::vector<std::string> flags;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) flags.push_back("--" + name);
  }
  return flags;
}

std::vector<std::string> subcommands_of(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::App* subcommand : command.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(subcommand->get_name());
  }
  return names;
}

// "tessera mesh check": what to type before --help.
std::string path_of(const CLI::App* command) {
  const CLI::App* const parent = command->get_parent();
  return (parent == nullptr ? "" : path_of(parent) + " ") + command->get_name();
}

// The command that was left with words it does not know: the program in `tessera --rtol 1 solve m`.
CLI::App* command_with_extras(CLI::App* command) {
  while (command->remaining(false).empty() && !command->get_subcommands().empty()) {
    command = command->get_subcommands().front();
  }
  return command;
}

std::string unexpected(CLI::App& command, const std::string& word) {
  if (word.starts_with("-")) {
    const std::string flag = word.substr(0, word.find('='));
    const std::string text = "unknown flag '" + flag + "' for '" + path_of(&command) + "'";
    const CLI::App* const deepest = deepest_command(&command);
    if (deepest != &command && std::ranges::count(flags_of(*deepest), flag) > 0) {
      return text + "; it belongs behind '" + deepest->get_name() + "'";
    }
    const auto meant = closest(flag, flags_of(command));
    return text + (meant ? "; did you mean '" + *meant + "'?" : "");
  }
  const std::vector<std::string> names = subcommands_of(command);
  if (!names.empty()) return "unknown command '" + word + "'" + suggestion(word, names);
  return "unexpected argument '" + word + "' for '" + path_of(&command) + "'";
}

std::string missing(const CLI::App& command, const CLI::RequiredError& error) {
  const std::vector<std::string> names = subcommands_of(command);
  if (names.empty()) return "'" + path_of(&command) + "': " + error.what();
  return "'" + path_of(&command) + "' needs a command" + suggestion("", names);
}

// CLI11 says "--rtol: 1 required X missing" or "--rtol: At Most 1 required but received 2".
std::string wrong_count(const CLI::ArgumentMismatch& error) {
  const std::string text = error.what();
  const std::string flag = text.substr(0, text.find(':'));
  return text.find("received") == std::string::npos ? flag + " needs a value behind it"
                                                    : flag + " stands more than once";
}

std::string describe(CLI::App& program, const CLI::ParseError& error) {
  const CLI::App* command = deepest_command(&program);
  CLI::App* const lost = command_with_extras(&program);
  if (!lost->remaining(false).empty()) return unexpected(*lost, lost->remaining(false).front());
  if (const auto* required = dynamic_cast<const CLI::RequiredError*>(&error)) {
    return missing(*command, *required);
  }
  if (const auto* mismatch = dynamic_cast<const CLI::ArgumentMismatch*>(&error)) {
    return wrong_count(*mismatch);
  }
  return std::string(error.what());
}

constexpr const char* kFooter = R"(
Environment (flags override it, and it overrides a case file):
  TESSERA_BACKEND, TESSERA_WORKERS, TESSERA_DEVICE   as the flags of these names
  NO_COLOR                                           no colour in the progress bar

Exit codes: 0 done, 1 internal error, 2 wrong usage or case file, 3 bad mesh or input data,
  4 not converged or invalid (results are written), 5 verification or replay found a difference,
  6 device missing although asked for, or out of memory, 77 skipped

'tessera COMMAND --help' lists the flags of a command.)";

}  // namespace

bool parse_command_line(CLI::App& program, int argc, const char* const* argv) {
  program.footer(kFooter);
  try {
    program.parse(argc, argv);
    return true;
  } catch (const CLI::CallForHelp&) {
    std::cout << program.help();
  } catch (const CLI::CallForVersion& version) {
    std::cout << version.what() << '\n';
  } catch (const CLI::ParseError& error) {
    throw UsageError(describe(program, error) + " ('" + path_of(deepest_command(&program)) +
                     " --help' lists what is valid)");
  }
  return false;
}

}  // namespace tessera
