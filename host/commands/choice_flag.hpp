#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <type_traits>

#include "host/choice.hpp"

namespace tessera {

/// Adds `flag` to a command: with a value that is read by set_choice, or without one for a choice
/// of yes or no. What is typed ends up in `choice`, which must outlive the command.
template <class T>
CLI::Option* add_choice(CLI::App& command, const std::string& flag, Choice<T>& choice,
                        const std::string& help) {
  if constexpr (std::is_same_v<T, bool>) {
    return command.add_flag_callback(
        flag,
        [&choice, flag] {
          choice = {true, flag};
        },
        help);
  } else {
    const char* const kind = std::is_same_v<T, std::string> ? "NAME"
                             : std::is_integral_v<T>        ? "N"
                                                            : "X";
    return command
        .add_option_function<std::string>(
            flag,
            [&choice, flag](const std::string& text) { set_choice(choice, flag + " ", text); },
            help)
        ->type_name(kind);
  }
}

}  // namespace tessera
