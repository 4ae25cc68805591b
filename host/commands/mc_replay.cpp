#include "host/commands/mc_replay.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <nlohmann/json.hpp>
#include <string_view>
#include <type_traits>
#include <vector>

#include "host/commands/mc_parameters.hpp"
#include "host/errors.hpp"
#include "host/io/file_bytes.hpp"
#include "host/suggestion.hpp"

namespace tessera {
namespace {

using nlohmann::json;

// Options that do not decide the bits.
constexpr std::array kOtherOptions{"backend",      "device", "workers",
                                   "reproducible", "json",   "replay"};

[[noreturn]] void refuse(const std::string& where, const std::string& reason) {
  throw InputError(where + ": " + reason);
}

bool fits(const json& value, const std::string*) { return value.is_string(); }
bool fits(const json& value, const bool*) { return value.is_boolean(); }
bool fits(const json& value, const double*) { return value.is_number(); }
bool fits(const json& value, const std::vector<double>*) {
  if (!value.is_array()) return value.is_number();
  return !value.empty() &&
         std::ranges::all_of(value, [](const json& item) { return item.is_number(); });
}
bool fits(const json& value, const std::uint64_t*) { return value.is_number_unsigned(); }
template <class Whole>
requires std::is_integral_v<Whole>
bool fits(const json& value, const Whole*) {
  if (!value.is_number_integer()) return false;
  const auto number = value.get<std::int64_t>();
  return number >= std::numeric_limits<Whole>::min() && number <= std::numeric_limits<Whole>::max();
}

// A value as a message shows it: what is nested may be of any depth and length.
std::string shown(const json& value) {
  constexpr std::size_t kLongest = 80;
  if (value.is_structured()) return value.is_array() ? "an array" : "an object";
  const std::string text = value.dump();
  return text.size() <= kLongest ? text : text.substr(0, kLongest) + "...";
}

template <class T>
T read(const json& value) {
  return value.get<T>();
}
template <>
std::vector<double> read(const json& value) {
  if (value.is_number()) return {value.get<double>()};
  return value.get<std::vector<double>>();
}

template <class T>
void take(const json& options, const std::string& file, const char* name, Choice<T>& choice) {
  if (!options.contains(name)) return;
  const json& value = options[name];
  choice.said = file + ": options." + name + " = ";
  if (!fits(value, static_cast<const T*>(nullptr))) {
    refuse(choice.said + shown(value), "not the kind of value that tessera mc writes there");
  }
  choice.said += value.dump();
  choice.value = read<T>(value);
}

CorrelationMatrix matrix_of(const json& rows, const std::string& file) {
  const std::string where = file + ": options.correlation_matrix";
  if (!rows.is_array() || rows.empty()) refuse(where, "must be an array of rows");
  CorrelationMatrix matrix;
  matrix.assets = static_cast<int>(rows.size());
  for (const json& row : rows) {
    matrix.where.push_back(where + ", row " + std::to_string(matrix.where.size() + 1));
    if (!row.is_array() || row.size() != rows.size() ||
        !fits(row, static_cast<const std::vector<double>*>(nullptr))) {
      refuse(matrix.where.back(), "must have as many numbers as there are rows");
    }
    for (const json& entry : row) matrix.entries.push_back(entry.get<double>());
  }
  return matrix;
}

void require_known(const json& options, const std::string& file) {
  std::vector<std::string> known(kOtherOptions.begin(), kOtherOptions.end());
  McChoices none;
  visit_parameters(none, [&](const char* name, const auto&) { known.emplace_back(name); });
  for (const auto& [name, value] : options.items()) {
    if (std::ranges::find(known, name) != known.end()) continue;
    refuse(file + ": options." + name, "unknown option" + suggestion(name, known));
  }
}

json parsed(const std::filesystem::path& file) {
  const FileBytes bytes = read_file_bytes(file);
  json summary = json::parse(bytes.view(), nullptr, /*allow_exceptions=*/false);
  if (summary.is_discarded()) refuse(file.string(), "not JSON");
  if (!summary.is_object() || summary.value("command", json()) != "mc" ||
      !summary.contains("options") || !summary["options"].is_object()) {
    refuse(file.string(), "not a summary of tessera mc, as --json FILE writes it");
  }
  return summary;
}

// A text of the summary at `place`; the summary of a run that did not finish has none.
std::string text_at(const json& summary, const std::filesystem::path& file, const char* place) {
  const json::json_pointer pointer(place);
  if (!summary.contains(pointer) || !summary[pointer].is_string()) {
    refuse(file.string(), "has no text at " + std::string(place) +
                              "; only the summary of a finished run can be repeated");
  }
  return summary[pointer].get<std::string>();
}

}  // namespace

McAudit read_audit(const std::filesystem::path& file) {
  const json summary = parsed(file);
  const json& options = summary["options"];
  McAudit audit;
  audit.file = file.string();
  audit.fingerprint = text_at(summary, file, "/audit/parameter_fingerprint");
  audit.checksum = text_at(summary, file, "/checksum");
  audit.made_by = text_at(summary, file, "/audit/version") + " (" +
                  text_at(summary, file, "/audit/commit") + ")";
  require_known(options, audit.file);
  visit_parameters(audit.choices, [&](const std::string& name, auto& choice) {
    if (name != "correlation_matrix") take(options, audit.file, name.c_str(), choice);
  });
  if (options.contains("correlation_matrix")) {
    audit.correlation = matrix_of(options["correlation_matrix"], audit.file);
  }
  return audit;
}

void require_no_parameters(const McChoices& flags) {
  visit_parameters(flags, [&](const char*, const auto& choice) {
    if (choice.value) {
      choice.refuse("a replay takes its parameters from " +
                    flags.replay.value.value_or("its file") + "; leave this out, or --replay");
    }
  });
}

void require_fingerprint(const McAudit& audit, const std::string& found) {
  if (audit.fingerprint == found) return;
  throw Error(ExitCode::verification_failed, audit.file + ": its options have the fingerprint " +
                                                 found + ", but audit.parameter_fingerprint is " +
                                                 audit.fingerprint +
                                                 "; one of them was changed after the run");
}

}  // namespace tessera
