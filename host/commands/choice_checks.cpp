#include "host/commands/choice_checks.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "host/io/pending_file.hpp"
#include "host/suggestion.hpp"

namespace tessera {
namespace {

// Two results in one file, or a result in the place of an input, would be lost.
void require_own_file(const Choice<std::string>& file, const std::string& other,
                      const std::string& whose) {
  std::error_code ignored;
  const auto normal = [&](const std::string& name) {
    return std::filesystem::weakly_canonical(std::filesystem::absolute(name, ignored), ignored);
  };
  if (!other.empty() && normal(*file.value) == normal(other)) {
    file.refuse("this is the file of " + whose + "; give it one of its own");
  }
}

}  // namespace

void require_one_of(const Choice<std::string>& choice, const std::vector<std::string>& valid) {
  if (!choice.value || std::ranges::find(valid, *choice.value) != valid.end()) return;
  choice.refuse("unknown" + suggestion(*choice.value, valid));
}

void require_extension(const Choice<std::string>& file, std::string_view extension) {
  if (!file.value || file.value->empty()) return;
  if (std::filesystem::path(*file.value).extension() == extension) return;
  file.refuse("the name must end in " + std::string(extension));
}

void require_results_apart(const std::vector<const Choice<std::string>*>& results,
                           const std::vector<InputFile>& inputs) {
  std::vector<const Choice<std::string>*> files;
  for (const auto* file : results) {
    if (!file->value || file->value->empty() || *file->value == "-") continue;
    if (const std::string reason = why_not_writable(*file->value); !reason.empty()) {
      file->refuse(reason);
    }
    for (const InputFile& input : inputs) require_own_file(*file, input.name, input.what);
    for (const auto* other : files) require_own_file(*file, *other->value, other->said);
    files.push_back(file);
  }
}

}  // namespace tessera
