#include "host/commands/mc_settings.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <span>
#include <utility>

#include "host/commands/choice_checks.hpp"
#include "host/commands/mc_checks.hpp"
#include "host/commands/mc_parameters.hpp"
#include "host/errors.hpp"
#include "host/report/option_names.hpp"

namespace tessera {
namespace {

constexpr std::int64_t kDefaultPaths = 10'000'000;
constexpr int kStepsOfAYear = 252;  // trading days

void take_contract(const McChoices& choices, McPlan& plan) {
  PathProblem& problem = plan.problem;
  OptionContract& contract = problem.contract;
  for (const NamedPayoff& named : named_payoffs()) {
    if (choices.payoff.value != named.name) continue;
    contract.payoff = named.payoff;
    contract.side = named.side;
  }
  if (choices.model.value == "heston") problem.model = PathModel::heston;
  if (choices.monitoring.value == "bridge") contract.monitoring = Monitoring::bridge;
  if (choices.monitoring.value == "corrected") contract.monitoring = Monitoring::corrected;
  contract.strike = choices.strike.value.value_or(contract.strike);
  contract.barrier = choices.barrier.value.value_or(contract.barrier);
  contract.maturity = choices.maturity.value.value_or(contract.maturity);
  contract.heavy = choices.heavy.value.value_or(contract.heavy);
  // The variance of Heston is a path too, whatever the payoff looks at.
  const bool has_dates = is_path_dependent(contract.payoff) || problem.model == PathModel::heston;
  contract.steps = choices.steps.value.value_or(has_dates ? kStepsOfAYear : 1);
}

double first_of(const Choice<std::vector<double>>& choice, double otherwise) {
  return choice.value ? choice.value->front() : otherwise;
}

void take_market(const McChoices& choices, PathProblem& problem) {
  Market& market = problem.market;
  market.rate = choices.rate.value.value_or(market.rate);
  market.spot = first_of(choices.spot, market.spot);
  market.dividend = first_of(choices.dividend, market.dividend);
  market.volatility = first_of(choices.volatility, market.volatility);
  HestonVariance& variance = problem.variance;
  variance.kappa = choices.kappa.value.value_or(variance.kappa);
  variance.theta = choices.theta.value.value_or(variance.theta);
  variance.vol_of_vol = choices.vol_of_vol.value.value_or(variance.vol_of_vol);
  variance.correlation = choices.correlation.value.value_or(variance.correlation);
  variance.initial = choices.initial_variance.value.value_or(variance.initial);
}

void take_simulation(const McChoices& choices, McPlan& plan) {
  PathProblem& problem = plan.problem;
  plan.paths = choices.paths.value.value_or(kDefaultPaths);
  plan.control_variate = choices.control_variate.value.value_or(false);
  plan.target_error = choices.target_error.value.value_or(0.0);
  problem.greeks = choices.greeks.value.value_or(false);
  problem.layout.antithetic = choices.antithetic.value.value_or(false);
  problem.sampler.seed = choices.seed.value.value_or(problem.sampler.seed);
  if (choices.sampler.value == "sobol") problem.sampler.sampler = Sampler::sobol;
  if (choices.scramble.value == "shift") problem.sampler.scrambling = Scrambling::shift;
  if (choices.precision.value == "f32") problem.precision = Precision::f32;
}

// A value per asset: as many as there are assets, or one for all of them.
void take_per_asset(const Choice<std::vector<double>>& choice, int assets, double otherwise,
                    double (&values)[kMaxAssets]) {
  const std::vector<double> said = choice.value.value_or(std::vector<double>{otherwise});
  const auto count = static_cast<std::size_t>(assets);
  if (said.size() != 1 && said.size() != count) {
    choice.refuse("stands " + std::to_string(said.size()) +
                  " times; valid is once, or once for "
                  "each of the " +
                  std::to_string(assets) + " assets (--spot)");
  }
  for (std::size_t asset = 0; asset < count; ++asset) {
    values[asset] = said[said.size() == 1 ? 0 : asset];
  }
}

void take_weights(const McChoices& choices, Basket& basket) {
  const auto& weight = choices.weight;
  take_per_asset(weight, basket.count, 1.0 / basket.count, basket.weight);
  const std::span weights(basket.weight, static_cast<std::size_t>(basket.count));
  if (weight.value && weight.value->size() != weights.size()) {
    weight.refuse("stands once; a basket needs a weight for each of its " +
                  std::to_string(basket.count) + " assets, or none for equal weights");
  }
  if (std::ranges::all_of(weights, [](double each) { return each == 0.0; })) {
    weight.refuse("a basket with weights of 0 is worth nothing");
  }
}

CorrelationMatrix take_correlation(const McSettings& settings, const McChoices& choices,
                                   Basket& basket) {
  CorrelationMatrix matrix = no_correlation(basket.count);
  if (choices.correlation_matrix.value) {
    matrix = read_correlation_matrix(*choices.correlation_matrix.value);
  }
  if (settings.audit && settings.audit->correlation) matrix = *settings.audit->correlation;
  if (matrix.assets != basket.count) {
    throw InputError(matrix.where.front() + ": the matrix has " + std::to_string(matrix.assets) +
                     " rows, but the basket has " + std::to_string(basket.count) +
                     " assets (--spot, once per asset)");
  }
  std::ranges::copy(cholesky_factor(matrix), basket.cholesky);
  return matrix;
}

void take_basket(const McChoices& choices, McSettings& settings) {
  PathProblem& problem = settings.plan.problem;
  if (problem.contract.payoff != Payoff::basket) return;
  Basket& basket = problem.basket;
  const std::vector<double> spots = choices.spot.value.value_or(std::vector<double>{100.0});
  if (spots.size() > kMaxAssets) {
    choices.spot.refuse("a basket has " + std::to_string(kMaxAssets) + " assets at most");
  }
  basket.count = static_cast<std::int32_t>(spots.size());
  take_per_asset(choices.spot, basket.count, 100.0, basket.spot);
  take_per_asset(choices.dividend, basket.count, problem.market.dividend, basket.dividend);
  take_per_asset(choices.volatility, basket.count, problem.market.volatility, basket.volatility);
  take_weights(choices, basket);
  settings.correlation = take_correlation(settings, choices, basket);
}

// The recorded parameters, with where and how to run as it is said now.
McChoices replayed(const McChoices& said, const McAudit& audit) {
  require_no_parameters(said);
  McChoices choices = audit.choices;
  choices.fill_from(said);
  choices.replay = said.replay;
  return choices;
}

}  // namespace

McSettings settle_mc(const McChoices& flags, const RunChoices& environment) {
  McChoices choices = flags;
  choices.fill_from(environment);
  McSettings settings;
  static_cast<RunSettings&>(settings) = settle_run(choices);
  if (choices.replay.value) {
    settings.audit = read_audit(*choices.replay.value);
    choices = replayed(choices, *settings.audit);
  }
  check_mc_values(choices);
  take_contract(choices, settings.plan);
  take_market(choices, settings.plan.problem);
  take_simulation(choices, settings.plan);
  check_mc_choices(choices, settings.plan);
  take_basket(choices, settings);
  check_sobol_size(choices, settings.plan);
  require_extension(choices.trace, ".json");
  require_results_apart({&choices.json, &choices.trace},
                        {{choices.correlation_matrix.value.value_or(""), "the correlations"},
                         {choices.replay.value.value_or(""), "the run to repeat"}});
  if (settings.audit) {
    require_fingerprint(*settings.audit, parameter_fingerprint(
                                             parameters_json(settings.plan, settings.correlation)));
  } else {
    settings.warnings = mc_warnings(choices, settings.plan);
  }
  return settings;
}

nlohmann::json options_json(const McSettings& settings) {
  nlohmann::json json = parameters_json(settings.plan, settings.correlation);
  json.update({{"backend", settings.backend.backend.value.value_or("auto")},
               {"reproducible", settings.reproducible},
               {"json", settings.json}});
  if (settings.audit) json["replay"] = settings.audit->file;
  return json;
}

}  // namespace tessera
