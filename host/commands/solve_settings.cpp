#include "host/commands/solve_settings.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "host/commands/choice_checks.hpp"
#include "host/errors.hpp"
#include "host/io/field_file.hpp"

namespace tessera {
namespace {

using Json = nlohmann::json;

void check_operator(const SolveChoices& choices) {
  const Choice<std::string>& choice = choices.linear_operator;
  require_one_of(choice, {"csr", "cusparse", "matrix-free"});
  if (choice.value == "matrix-free" && choices.reproducible.value == true) {
    choice.refuse("its bits are its own; with " + choices.reproducible.said + " valid is csr");
  }
  if (choice.value == "cusparse" && choices.reproducible.value == true) {
    choice.refuse("its bits are its own; with " + choices.reproducible.said + " valid is csr");
  }
}

void check_solver(const SolveChoices& choices) {
  require_one_of(choices.preconditioner, {"jacobi", "multigrid"});
  require_one_of(choices.assembly, {"gather", "triplets"});
  check_operator(choices);
  require(
      choices.rtol, [](double rtol) { return rtol > 0.0 && rtol < 1.0; },
      "must lie between 0 and 1, both excluded");
  require(
      choices.max_iterations, [](std::int64_t limit) { return limit >= 1; }, "must be 1 or more");
  require(
      choices.monitor_every, [](std::int64_t every) { return every >= 0; },
      "must be 0 (never) or more");
}

void check_physics(const SolveChoices& choices) {
  const auto is_finite = [](double value) { return std::isfinite(value); };
  require(choices.inflow, is_finite, "must be finite");
  require(choices.reference_pressure, is_finite, "must be finite");
  require(
      choices.density, [](double value) { return value > 0.0 && std::isfinite(value); },
      "must be positive and finite");
}

void check_outputs(const SolveChoices& choices, const std::string& mesh,
                   const std::string& config) {
  require_one_of(choices.picture_field, {"potential", "speed", "pressure"});
  if (choices.output.value && !choices.output.value->empty()) {
    const std::string reason = why_no_field_format(*choices.output.value);
    if (!reason.empty()) choices.output.refuse(reason);
  }
  require_extension(choices.picture, ".png");
  require_extension(choices.history, ".csv");
  require_extension(choices.report, ".html");
  require_extension(choices.trace, ".json");
  require_results_apart({&choices.output, &choices.picture, &choices.history, &choices.report,
                         &choices.json, &choices.trace},
                        {{mesh, "the mesh"}, {config, "the case"}});
}

void apply_inflow(const Choice<double>& inflow, FlowCase& physics) {
  if (!inflow.value) return;
  physics.inflow = *inflow.value;
  if (physics.boundaries.empty()) return;
  const auto inlet = std::ranges::find(physics.boundaries, "inlet", &BoundaryRule::name);
  if (inlet == physics.boundaries.end() || inlet->type != BoundaryRule::Type::flux) {
    inflow.refuse(R"(the case file has no [boundary.inlet] with type = "flux" that it could mean)");
  }
  inlet->value = *inflow.value;
}

const char* name_of(BoundaryRule::Type type) {
  switch (type) {
    case BoundaryRule::Type::flux:
      return "flux";
    case BoundaryRule::Type::potential:
      return "potential";
    case BoundaryRule::Type::robin:
      break;
  }
  return "robin";
}

Json physics_json(const FlowCase& physics) {
  Json json{{"density", physics.density}, {"reference_pressure", physics.reference_pressure}};
  if (physics.boundaries.empty()) json["inflow"] = physics.inflow;
  for (const BoundaryRule& rule : physics.boundaries) {
    Json& boundary = json["boundary"][rule.name];
    boundary = {{"type", name_of(rule.type)}, {"value", rule.value}};
    if (rule.type == BoundaryRule::Type::robin) boundary["coefficient"] = rule.coefficient;
  }
  for (const RegionRule& rule : physics.conductivities) {
    json["material"][rule.name] = {{"conductivity", rule.value}};
  }
  for (const RegionRule& rule : physics.sources) {
    json["source"][rule.name] = {{"value", rule.value}};
  }
  return json;
}

SolveChoices merged(const SolveChoices& flags, const RunChoices& environment,
                    const SolveChoices& case_file) {
  SolveChoices choices = flags;
  choices.RunChoices::fill_from(environment);
  choices.fill_from(case_file);
  return choices;
}

void take_choices(const SolveChoices& choices, SolveSettings& settings) {
  const auto take = [](auto& target, const auto& choice) {
    if (choice.value) target = *choice.value;
  };
  take(settings.physics.density, choices.density);
  take(settings.physics.reference_pressure, choices.reference_pressure);
  settings.preconditioner = choices.preconditioner;
  settings.linear_operator = choices.linear_operator;
  if (choices.assembly.value == "triplets") settings.assembly = Assembly::triplets;
  take(settings.cg.rtol, choices.rtol);
  take(settings.cg.max_iterations, choices.max_iterations);
  take(settings.cg.monitor_every, choices.monitor_every);
  take(settings.repair, choices.repair);
  take(settings.output, choices.output);
  take(settings.picture, choices.picture);
  take(settings.picture_field, choices.picture_field);
  take(settings.history, choices.history);
  take(settings.report, choices.report);
}

}  // namespace

bool SolveSettings::has_pressure() const {
  return std::ranges::all_of(physics.conductivities,
                             [](const RegionRule& rule) { return rule.value == 1.0; });
}

SolveSettings settle(const std::string& mesh, const std::string& config, const SolveChoices& flags,
                     const RunChoices& environment, const CaseFile& case_file) {
  const SolveChoices choices = merged(flags, environment, case_file.choices);
  check_solver(choices);
  check_physics(choices);
  check_outputs(choices, mesh, config);

  SolveSettings settings;
  static_cast<RunSettings&>(settings) = settle_run(choices);
  settings.mesh = mesh;
  settings.config = config;
  settings.physics = case_file.physics;
  take_choices(choices, settings);
  if (case_file.choices.inflow.value && !case_file.physics.boundaries.empty()) {
    case_file.choices.inflow.refuse("this case names its boundaries; say it in [boundary.inlet]");
  }
  apply_inflow(choices.inflow, settings.physics);
  if (settings.picture_field == "pressure" && !settings.has_pressure()) {
    choices.picture_field.refuse("there is no pressure where a conductivity is not 1");
  }
  return settings;
}

Json options_json(const SolveSettings& settings, const FlowMethod& method) {
  Json json = physics_json(settings.physics);
  json.update({{"mesh", settings.mesh},
               {"config", settings.config},
               {"backend", settings.backend.backend.value.value_or("auto")},
               {"preconditioner", name_of(method.preconditioner)},
               {"operator", name_of(method.linear_operator)},
               {"assembly", name_of(method.assembly)},
               {"rtol", settings.cg.rtol},
               {"max_iterations", settings.cg.max_iterations},
               {"monitor_every", settings.cg.monitor_every},
               {"reproducible", settings.reproducible},
               {"repair", settings.repair},
               {"output", settings.output},
               {"picture", settings.picture},
               {"picture_field", settings.picture_field},
               {"history", settings.history},
               {"report", settings.report},
               {"json", settings.json},
               {"trace", settings.trace.value.value_or("")}});
  return json;
}

}  // namespace tessera
