#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "host/choice.hpp"

namespace tessera {

/// Refuses a choice that is none of `valid`, with a suggestion. One that was not said passes, here
/// and below.
void require_one_of(const Choice<std::string>& choice, const std::vector<std::string>& valid);

/// Refuses a choice that does not meet `condition`, with `reason`.
template <class T, class Condition>
void require(const Choice<T>& choice, Condition condition, const std::string& reason) {
  if (choice.value && !condition(*choice.value)) choice.refuse(reason);
}

/// Refuses the name of a file that does not end in `extension`; an empty name means no file.
void require_extension(const Choice<std::string>& file, std::string_view extension);

/// A file that a run reads, and what it is in a message: "the mesh".
struct InputFile {
  std::string name;  // may be empty
  std::string what;
};

/// Refuses results that cannot be written, that would take the place of an input, or of each other.
/// Empty names and `-` are no files.
void require_results_apart(const std::vector<const Choice<std::string>*>& results,
                           const std::vector<InputFile>& inputs);

}  // namespace tessera
