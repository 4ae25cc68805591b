#include "host/commands/hex_settings.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <system_error>

#include "host/commands/choice_checks.hpp"
#include "host/errors.hpp"
#include "host/io/npy_file.hpp"
#include "host/pipelines/hex_memory.hpp"
#include "host/report/format.hpp"
#include "host/report/hex_summary.hpp"

namespace tessera {
namespace {

constexpr std::int64_t kDefaultSide = 2048;
constexpr std::int64_t kDefaultSteps = 50;

void check_words(const HexChoices& choices) {
  require_one_of(choices.topology, {"hex", "square"});
  require_one_of(choices.border, {"fixed", "periodic", "reflecting"});
  require_one_of(choices.precision, {"f64", "f32"});
}

void check_numbers(const HexChoices& choices) {
  const auto at_least = [](auto least) { return [least](auto value) { return value >= least; }; };
  require(choices.rows, at_least(1), "must be 1 or more");
  require(choices.cols, at_least(1), "must be 1 or more");
  require(choices.steps, at_least(0), "must be 0 or more");
  require(choices.heavy, at_least(0), "must be 0 or more");
  require(choices.snapshot_every, at_least(0), "must be 0 (never) or more");
  require(
      choices.alpha, [](double value) { return std::isfinite(value); }, "must be finite");
  const bool single = choices.precision.value == "f32";
  require(
      choices.impulse,
      [single](double value) {
        return std::abs(value) <= (single ? double{std::numeric_limits<float>::max()}
                                          : std::numeric_limits<double>::max());
      },
      single ? "must be finite in f32" : "must be finite");
}

void check_outputs(const HexChoices& choices) {
  require_extension(choices.output, ".npy");
  require_extension(choices.picture, ".png");
  require_extension(choices.trace, ".json");
  require_results_apart({&choices.output, &choices.picture, &choices.json, &choices.trace},
                        {{choices.initial.value.value_or(""), "the initial field"}});
  if (choices.snapshot_every.value.value_or(0) > 0 && choices.output.value.value_or("").empty() &&
      choices.picture.value.value_or("").empty()) {
    choices.snapshot_every.refuse("snapshots are those of --output and --picture; give one");
  }
}

std::optional<int> fuse_of(const Choice<std::string>& choice) {
  if (!choice.value || *choice.value == "auto") return std::nullopt;
  int steps = 0;
  const char* const end = choice.value->data() + choice.value->size();
  const auto [stop, failure] = std::from_chars(choice.value->data(), end, steps);
  if (stop != end || failure != std::errc() || steps < 1) {
    choice.refuse("must be auto or a whole number from 1 on");
  }
  return steps;
}

DiffusionRule rule_of(const HexChoices& choices) {
  DiffusionRule rule;
  if (choices.topology.value == "square") rule.topology = Topology::square;
  if (choices.border.value == "periodic") rule.border = GridBorder::periodic;
  if (choices.border.value == "reflecting") rule.border = GridBorder::reflecting;
  rule.alpha = choices.alpha.value.value_or(rule.alpha);
  rule.heavy = choices.heavy.value.value_or(rule.heavy);
  return rule;
}

void require_agreement(const Choice<std::int64_t>& said, std::int64_t held,
                       const std::string& initial, const char* what) {
  if (!said.value || *said.value == held) return;
  said.refuse(initial + " has " + std::to_string(held) + " " + what + ", which --initial sets");
}

void take_size(const HexChoices& choices, HexSettings& settings) {
  settings.plan.rows = choices.rows.value.value_or(kDefaultSide);
  settings.plan.cols = choices.cols.value.value_or(kDefaultSide);
  if (!settings.initial.empty()) {
    if (choices.impulse.value) {
      choices.impulse.refuse("the field starts from " + choices.initial.said + "; leave out one");
    }
    const NpyShape shape = read_npy_shape(settings.initial);
    require_agreement(choices.rows, shape.rows, settings.initial, "rows");
    require_agreement(choices.cols, shape.cols, settings.initial, "columns");
    settings.plan.rows = shape.rows;
    settings.plan.cols = shape.cols;
  }
  if (!fits_hex_field(settings.plan.rows, settings.plan.cols, settings.value_bytes)) {
    throw UsageError("a grid of " + format_count(settings.plan.rows) + " x " +
                     format_count(settings.plan.cols) + " cells is too large: a field can have " +
                     format_bytes(kLargestHexField) + " at most");
  }
}

void check_period(const HexChoices& choices, const HexPlan& plan) {
  if (plan.rule.topology != Topology::hex || plan.rule.border != GridBorder::periodic) return;
  if (plan.rows % 2 == 0) return;
  choices.border.refuse("a hexagonal grid of " + std::to_string(plan.rows) +
                        " rows does not fit itself, because odd rows stand half a cell to the "
                        "right; valid is an even number of rows");
}

std::vector<std::string> warnings_about(const DiffusionRule& rule) {
  const bool hex = rule.topology == Topology::hex;
  const double most = hex ? 4.0 / 3.0 : 1.0;
  if (rule.alpha >= 0.0 && rule.alpha <= most) return {};
  return {"warning: alpha " + format_number(rule.alpha, 10) + " lies outside 0 to " +
          (hex ? "4/3" : "1") + ", where the steps are stable; differences will grow"};
}

}  // namespace

HexSettings settle_hex(const HexChoices& flags, const RunChoices& environment) {
  HexChoices choices = flags;
  choices.fill_from(environment);
  check_words(choices);
  check_numbers(choices);
  check_outputs(choices);
  HexSettings settings;
  static_cast<RunSettings&>(settings) = settle_run(choices);
  settings.plan.rule = rule_of(choices);
  settings.plan.steps = choices.steps.value.value_or(kDefaultSteps);
  settings.plan.fuse = fuse_of(choices.fuse);
  settings.plan.snapshot_every = choices.snapshot_every.value.value_or(0);
  settings.value_bytes = choices.precision.value == "f32" ? 4 : 8;
  settings.impulse = choices.impulse.value.value_or(settings.impulse);
  settings.initial = choices.initial.value.value_or("");
  take_size(choices, settings);
  check_period(choices, settings.plan);
  settings.warnings = warnings_about(settings.plan.rule);
  settings.output = choices.output.value.value_or("");
  settings.picture = choices.picture.value.value_or("");
  return settings;
}

nlohmann::json options_json(const HexSettings& settings) {
  const HexPlan& plan = settings.plan;
  nlohmann::json json{{"topology", name_of(plan.rule.topology)},
                      {"rows", plan.rows},
                      {"cols", plan.cols},
                      {"steps", plan.steps},
                      {"alpha", plan.rule.alpha},
                      {"heavy", plan.rule.heavy},
                      {"border", name_of(plan.rule.border)},
                      {"precision", settings.value_bytes == 8 ? "f64" : "f32"},
                      {"fuse", "auto"},
                      {"initial", settings.initial},
                      {"snapshot_every", plan.snapshot_every},
                      {"backend", settings.backend.backend.value.value_or("auto")},
                      {"reproducible", settings.reproducible},
                      {"output", settings.output},
                      {"picture", settings.picture},
                      {"json", settings.json},
                      {"trace", settings.trace.value.value_or("")}};
  if (plan.fuse) json["fuse"] = *plan.fuse;
  if (settings.initial.empty()) json["impulse"] = settings.impulse;
  return json;
}

std::filesystem::path snapshot_file(const std::filesystem::path& file, std::int64_t step,
                                    std::int64_t steps) {
  constexpr std::size_t kFewestDigits = 6;
  const std::size_t digits = std::max(kFewestDigits, std::to_string(steps).size());
  std::string number = std::to_string(step);
  number.insert(0, digits - number.size(), '0');
  std::filesystem::path name = file.stem();
  name += "-" + number;
  name += file.extension();
  return file.parent_path() / name;
}

}  // namespace tessera
