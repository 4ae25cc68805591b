#include "host/io/case_file.hpp"

// toml++ reports its errors as values here: the only exceptions are ours.
#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <sstream>
#include <string_view>
#include <toml++/toml.h>
#include <vector>

#include "host/errors.hpp"
#include "host/suggestion.hpp"

namespace tessera {
namespace {

// A place in the case file, for messages.
class Place {
 public:
  Place(const std::string& source, const toml::node& node) : source_(source), node_(node) {}

  [[nodiscard]] std::string text() const {
    return source_ + ":" + std::to_string(node_.source().begin.line);
  }
  [[noreturn]] void refuse(const std::string& reason) const {
    throw UsageError(text() + ": " + reason);
  }

 private:
  const std::string& source_;
  const toml::node& node_;
};

// A value as it stands in the file: 2.5, "jacobi", { a = 1 }.
std::string text_of(const toml::node& node) {
  if (const auto* text = node.as_string()) return '"' + text->get() + '"';
  std::ostringstream text;
  node.visit([&text](const auto& value) { text << value; });
  return text.str();
}

bool read(const toml::node& node, std::optional<double>& target) {
  if (node.is_number()) target = node.value<double>();
  return target && std::isfinite(*target);
}

template <class Integer>
requires std::is_integral_v<Integer>
bool read(const toml::node& node, std::optional<Integer>& target) {
  if (node.is_integer()) target = node.value<Integer>();
  return target.has_value();
}

bool read(const toml::node& node, std::optional<bool>& target) {
  if (node.is_boolean()) target = node.value<bool>();
  return target.has_value();
}

bool read(const toml::node& node, std::optional<std::string>& target) {
  if (node.is_string()) target = node.value<std::string>();
  return target.has_value();
}

template <class T>
constexpr const char* kMustBe = "must be a whole number";
template <>
constexpr const char* kMustBe<double> = "must be a finite number";
template <>
constexpr const char* kMustBe<bool> = "must be true or false";
template <>
constexpr const char* kMustBe<std::string> = "must be a string in quotes";

template <class T>
void read_value(const std::string& source, std::string_view key, const toml::node& node,
                Choice<T>& target) {
  const std::string before = target.said;
  target.said = Place(source, node).text() + ": " + std::string(key) + " = " + text_of(node);
  if (target.value) target.refuse("already said in " + before);
  if (!read(node, target.value)) target.refuse(kMustBe<T>);
}

const toml::table& table_at(const std::string& source, std::string_view name,
                            const toml::node& node) {
  if (!node.is_table()) {
    Place(source, node)
        .refuse(std::string(name) + " = " + text_of(node) + ": must be a table, [" +
                std::string(name) + "]");
  }
  return *node.as_table();
}

// What to do with each key of a table; an unknown key is refused with a suggestion.
using KeyReaders = std::map<std::string, std::function<void(const toml::node&)>, std::less<>>;

void read_table(const std::string& source, const std::string& name, const toml::table& table,
                const KeyReaders& readers) {
  std::vector<std::string> known;
  for (const auto& reader : readers) known.push_back(reader.first);
  for (const auto& [key, node] : table) {
    const auto reader = readers.find(key.str());
    if (reader == readers.end()) {
      Place(source, node)
          .refuse("unknown key '" + std::string(key.str()) + "' in " + name +
                  suggestion(key.str(), known));
    }
    reader->second(node);
  }
}

class CaseReader {
 public:
  explicit CaseReader(const std::string& source) : source_(source) {}

  CaseFile read(const toml::table& root) {
    const KeyReaders sections{
        {"flow", [&](const toml::node& node) { read_flow(node); }},
        {"solver", [&](const toml::node& node) { read_solver(node); }},
        {"output", [&](const toml::node& node) { read_output(node); }},
        {"boundary", [&](const toml::node& node) { read_boundaries(node); }},
        {"material",
         [&](const toml::node& node) {
           read_regions(node, "material", "conductivity", result_.physics.conductivities);
         }},
        {"source",
         [&](const toml::node& node) {
           read_regions(node, "source", "value", result_.physics.sources);
         }},
    };
    read_table(source_, "the case file", root, sections);
    return std::move(result_);
  }

 private:
  template <class T>
  std::pair<const std::string, std::function<void(const toml::node&)>> key(const std::string& name,
                                                                           Choice<T>& target) {
    return {name, [this, name, &target](const toml::node& node) {
              read_value(source_, name, node, target);
            }};
  }

  void read_flow(const toml::node& node) {
    SolveChoices& choices = result_.choices;
    read_table(source_, "[flow]", table_at(source_, "flow", node),
               {key("inflow", choices.inflow), key("density", choices.density),
                key("reference_pressure", choices.reference_pressure)});
  }

  void read_solver(const toml::node& node) {
    SolveChoices& choices = result_.choices;
    read_table(source_, "[solver]", table_at(source_, "solver", node),
               {key("preconditioner", choices.preconditioner),
                key("operator", choices.linear_operator), key("assembly", choices.assembly),
                key("rtol", choices.rtol), key("max_iterations", choices.max_iterations),
                key("monitor_every", choices.monitor_every), key("repair", choices.repair),
                key("backend", choices.backend), key("device", choices.device),
                key("workers", choices.workers), key("reproducible", choices.reproducible)});
  }

  void read_output(const toml::node& node) {
    SolveChoices& choices = result_.choices;
    read_table(source_, "[output]", table_at(source_, "output", node),
               {key("field", choices.output), key("output", choices.output),
                key("picture", choices.picture), key("picture_field", choices.picture_field),
                key("history", choices.history), key("report", choices.report),
                key("json", choices.json), key("dry_run", choices.dry_run),
                key("quiet", choices.quiet), key("verbose", choices.verbose),
                key("no_progress", choices.no_progress), key("trace", choices.trace)});
  }

  void read_boundaries(const toml::node& node) {
    for (const auto& [name, rule] : table_at(source_, "boundary", node)) {
      const std::string label = "[boundary." + std::string(name.str()) + "]";
      result_.physics.boundaries.push_back(
          read_boundary(std::string(name.str()), label, table_at(source_, label, rule)));
    }
  }

  BoundaryRule read_boundary(const std::string& name, const std::string& label,
                             const toml::table& table) {
    Choice<std::string> type;
    Choice<double> value;
    Choice<double> coefficient;
    read_table(source_, label, table,
               {key("type", type), key("value", value), key("coefficient", coefficient)});
    const Place place(source_, table);
    if (!type.value) place.refuse(label + R"( needs type = "flux", "potential" or "robin")");
    if (!value.value) place.refuse(label + " needs a value");
    BoundaryRule rule{name, boundary_type(type), *value.value, coefficient.value.value_or(0.0),
                      place.text()};
    const bool robin = rule.type == BoundaryRule::Type::robin;
    if (coefficient.value && !robin) coefficient.refuse(R"(only type = "robin" has a coefficient)");
    if (robin && !coefficient.value) {
      place.refuse(label + " needs a coefficient, for q = value - coefficient * u");
    }
    if (rule.coefficient < 0.0) {
      coefficient.refuse("must be 0 or positive, else the system is not positive definite");
    }
    return rule;
  }

  static BoundaryRule::Type boundary_type(const Choice<std::string>& type) {
    if (type.value == "flux") return BoundaryRule::Type::flux;
    if (type.value == "potential") return BoundaryRule::Type::potential;
    if (type.value == "robin") return BoundaryRule::Type::robin;
    const std::vector<std::string> known{"flux", "potential", "robin"};
    type.refuse("unknown type" + suggestion(*type.value, known));
  }

  void read_regions(const toml::node& node, const std::string& section, const std::string& quantity,
                    std::vector<RegionRule>& rules) {
    for (const auto& [name, region] : table_at(source_, section, node)) {
      const std::string label = "[" + section + "." + std::string(name.str()) + "]";
      const toml::table& table = table_at(source_, label, region);
      Choice<double> value;
      read_table(source_, label, table, {key(quantity, value)});
      const Place place(source_, table);
      if (!value.value) place.refuse(label + " needs a " + quantity);
      if (section == "material" && !(*value.value > 0.0)) value.refuse("must be positive");
      rules.push_back({std::string(name.str()), *value.value, place.text()});
    }
  }

  const std::string& source_;
  CaseFile result_;
};

}  // namespace

void SolveChoices::fill_from(const SolveChoices& fallback) {
  RunChoices::fill_from(fallback);
  const auto fill = [](auto& mine, const auto& other) {
    if (!mine.value) mine = other;
  };
  fill(inflow, fallback.inflow);
  fill(density, fallback.density);
  fill(reference_pressure, fallback.reference_pressure);
  fill(preconditioner, fallback.preconditioner);
  fill(linear_operator, fallback.linear_operator);
  fill(assembly, fallback.assembly);
  fill(rtol, fallback.rtol);
  fill(max_iterations, fallback.max_iterations);
  fill(monitor_every, fallback.monitor_every);
  fill(repair, fallback.repair);
  fill(output, fallback.output);
  fill(picture, fallback.picture);
  fill(picture_field, fallback.picture_field);
  fill(history, fallback.history);
  fill(report, fallback.report);
}

CaseFile parse_case(std::string_view text, const std::string& source) {
  const toml::parse_result parsed = toml::parse(text, source);
  if (!parsed) {
    throw UsageError(source + ":" + std::to_string(parsed.error().source().begin.line) + ": " +
                     std::string(parsed.error().description()));
  }
  return CaseReader(source).read(parsed.table());
}

CaseFile read_case_file(const std::filesystem::path& path) {
  std::error_code ignored;
  const bool is_folder = std::filesystem::is_directory(path, ignored);
  std::ifstream stream(path, std::ios::binary);
  if (is_folder || !stream) {
    throw UsageError("cannot read the case file '" + path.string() +
                     "': " + (is_folder ? "it is a folder" : std::strerror(errno)));
  }
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  return parse_case(text, path.string());
}

}  // namespace tessera
