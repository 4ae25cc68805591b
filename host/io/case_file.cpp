#include "host/io/case_file.hpp"

// toml++ reports its errors as values here: the only exceptions are ours.
#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#include <cmath>
#include <fstream>
#include <functional>
#include <map>
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

std::string kind_of(const toml::node& node) {
  std::ostringstream kind;
  kind << node.type();
  return kind.str();
}

double number_at(const std::string& source, std::string_view key, const toml::node& node) {
  const auto number = node.value<double>();
  if (!node.is_number() || !number || !std::isfinite(*number)) {
    Place(source, node)
        .refuse("'" + std::string(key) + "' must be a finite number, not a " + kind_of(node));
  }
  return *number;
}

void read_value(const std::string& source, std::string_view key, const toml::node& node,
                std::optional<double>& target) {
  target = number_at(source, key, node);
}

template <class Integer>
requires std::is_integral_v<Integer>
void read_value(const std::string& source, std::string_view key, const toml::node& node,
                std::optional<Integer>& target) {
  if constexpr (std::is_same_v<Integer, bool>) {
    if (!node.is_boolean()) {
      Place(source, node)
          .refuse("'" + std::string(key) + "' must be true or false, not a " + kind_of(node));
    }
    target = node.value<bool>();
  } else {
    const auto number = node.value<std::int64_t>();
    if (!node.is_integer() || *number < 0 || *number > std::numeric_limits<Integer>::max()) {
      Place(source, node)
          .refuse("'" + std::string(key) + "' must be a whole number, 0 or more, not a " +
                  kind_of(node));
    }
    target = static_cast<Integer>(*number);
  }
}

void read_value(const std::string& source, std::string_view key, const toml::node& node,
                std::optional<std::string>& target) {
  if (!node.is_string()) {
    Place(source, node)
        .refuse("'" + std::string(key) + "' must be a string, not a " + kind_of(node));
  }
  target = node.value<std::string>();
}

const toml::table& table_at(const std::string& source, std::string_view name,
                            const toml::node& node) {
  if (!node.is_table()) {
    Place(source, node)
        .refuse("'" + std::string(name) + "' must be a table, not a " + kind_of(node));
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
  std::pair<const std::string, std::function<void(const toml::node&)>> key(
      const std::string& name, std::optional<T>& target) {
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
    read_table(
        source_, "[solver]", table_at(source_, "solver", node),
        {key("preconditioner", choices.preconditioner), key("operator", choices.linear_operator),
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
                key("json", choices.json)});
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
    std::optional<std::string> type;
    std::optional<double> value;
    std::optional<double> coefficient;
    read_table(source_, label, table,
               {key("type", type), key("value", value), key("coefficient", coefficient)});
    const Place place(source_, table);
    if (!type) place.refuse(label + " needs type = \"flux\", \"potential\" or \"robin\"");
    if (!value) place.refuse(label + " needs a value");
    BoundaryRule rule{name, boundary_type(place, *type), *value, coefficient.value_or(0.0),
                      place.text()};
    if (coefficient && rule.type != BoundaryRule::Type::robin) {
      place.refuse(label + ": only type = \"robin\" has a coefficient");
    }
    if (rule.type == BoundaryRule::Type::robin && !coefficient) {
      place.refuse(label + " needs a coefficient, for q = value - coefficient * u");
    }
    if (rule.coefficient < 0.0) {
      place.refuse(label + ": coefficient = " + std::to_string(rule.coefficient) +
                   " must be 0 or positive, else the system is not positive definite");
    }
    return rule;
  }

  static BoundaryRule::Type boundary_type(const Place& place, const std::string& type) {
    if (type == "flux") return BoundaryRule::Type::flux;
    if (type == "potential") return BoundaryRule::Type::potential;
    if (type == "robin") return BoundaryRule::Type::robin;
    const std::vector<std::string> known{"flux", "potential", "robin"};
    place.refuse("unknown boundary type '" + type + "'" + suggestion(type, known));
  }

  void read_regions(const toml::node& node, const std::string& section, const std::string& quantity,
                    std::vector<RegionRule>& rules) {
    for (const auto& [name, region] : table_at(source_, section, node)) {
      const std::string label = "[" + section + "." + std::string(name.str()) + "]";
      const toml::table& table = table_at(source_, label, region);
      std::optional<double> value;
      read_table(source_, label, table, {key(quantity, value)});
      const Place place(source_, table);
      if (!value) place.refuse(label + " needs " + quantity);
      if (section == "material" && !(*value > 0.0)) {
        place.refuse(label + ": conductivity = " + std::to_string(*value) + " must be positive");
      }
      rules.push_back({std::string(name.str()), *value, place.text()});
    }
  }

  const std::string& source_;
  CaseFile result_;
};

}  // namespace

void SolveChoices::fill_from(const SolveChoices& fallback) {
  const auto fill = [](auto& mine, const auto& other) {
    if (!mine) mine = other;
  };
  fill(backend, fallback.backend);
  fill(device, fallback.device);
  fill(workers, fallback.workers);
  fill(reproducible, fallback.reproducible);
  fill(inflow, fallback.inflow);
  fill(density, fallback.density);
  fill(reference_pressure, fallback.reference_pressure);
  fill(preconditioner, fallback.preconditioner);
  fill(linear_operator, fallback.linear_operator);
  fill(rtol, fallback.rtol);
  fill(max_iterations, fallback.max_iterations);
  fill(monitor_every, fallback.monitor_every);
  fill(repair, fallback.repair);
  fill(output, fallback.output);
  fill(picture, fallback.picture);
  fill(picture_field, fallback.picture_field);
  fill(history, fallback.history);
  fill(report, fallback.report);
  fill(json, fallback.json);
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
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  if (std::filesystem::is_directory(path) || !stream || !(text << stream.rdbuf())) {
    throw UsageError("cannot read the case file '" + path.string() + "'");
  }
  return parse_case(text.str(), path.string());
}

}  // namespace tessera
