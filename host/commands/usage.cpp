#include "host/commands/usage.hpp"

#include <CLI/CLI.hpp>
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

std::string unexpected(const CLI::App& command, const std::string& word) {
  if (word.starts_with("-")) {
    const std::string flag = word.substr(0, word.find('='));
    return "unknown flag '" + flag + "' for '" + command.get_name() + "'" +
           suggestion(flag, flags_of(command));
  }
  const std::vector<std::string> names = subcommands_of(command);
  if (!names.empty()) return "unknown command '" + word + "'" + suggestion(word, names);
  return "unexpected argument '" + word + "' for '" + command.get_name() + "'";
}

std::string describe(CLI::App& program, const CLI::ParseError& error) {
  CLI::App* command = deepest_command(&program);
  const std::vector<std::string> extras = program.remaining(true);
  if (!extras.empty()) return unexpected(*command, extras.front());
  return std::string(error.what());
}

}  // namespace

bool parse_command_line(CLI::App& program, int argc, const char* const* argv) {
  try {
    program.parse(argc, argv);
    return true;
  } catch (const CLI::CallForHelp&) {
    std::cout << deepest_command(&program)->help();
  } catch (const CLI::CallForVersion& version) {
    std::cout << version.what() << '\n';
  } catch (const CLI::ParseError& error) {
    const CLI::App* command = deepest_command(&program);
    const std::string name = command == &program ? "tessera" : "tessera " + command->get_name();
    throw UsageError(describe(program, error) + " ('" + name + " --help' lists what is valid)");
  }
  return false;
}

}  // namespace tessera
