#include "host/report/mc_summary.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>
#include <utility>
#include <vector>

#include "host/report/checksum.hpp"
#include "host/report/format.hpp"
#include "host/report/option_names.hpp"
#include "kernels/stages/path_bumps.hpp"

namespace tessera {
namespace {

using nlohmann::json;

// A Greek with its estimate, method and, where known, exact value; of differences also by how much
// the spot or the volatility is moved.
struct NamedGreek {
  const char* name;
  Estimate estimate;
  GreekMethod method;
  std::optional<double> exact;
  std::optional<double> bump;
};

std::vector<NamedGreek> greeks_of(const McPlan& plan, const McResult& result,
                                  const McReferences& references) {
  if (!result.greeks) return {};
  const GreekMethods methods = greek_methods(plan.problem.model, plan.problem.contract);
  const auto& exact = references.greeks;
  const auto known = [&](double BlackScholesGreeks::*greek) {
    return exact ? std::optional<double>((*exact).*greek) : std::nullopt;
  };
  std::optional<double> spot;
  std::optional<double> volatility;
  if (takes_differences(plan.problem)) {
    const BumpSizes bump = bump_sizes(plan.problem);
    spot = bump.spot;
    volatility = bump.volatility;
  }
  return {
      {"delta", result.greeks->delta, methods.delta, known(&BlackScholesGreeks::delta), spot},
      {"gamma", result.greeks->gamma, methods.gamma, known(&BlackScholesGreeks::gamma), spot},
      {"vega", result.greeks->vega, methods.vega, known(&BlackScholesGreeks::vega), volatility},
  };
}

json number(double value) { return std::isfinite(value) ? json(value) : json(nullptr); }
json number(const std::optional<double>& value) { return value ? number(*value) : json(nullptr); }

json known_json(const std::optional<KnownPrice>& known) {
  if (!known) return nullptr;
  return {{"value", number(known->value)}, {"source", known->source}};
}

json greeks_json(const std::vector<NamedGreek>& greeks) {
  if (greeks.empty()) return nullptr;
  json found;
  for (const NamedGreek& greek : greeks) {
    found[greek.name] = {{"value", number(greek.estimate.value)},
                         {"standard_error", number(greek.estimate.standard_error)},
                         {"method", name_of(greek.method)},
                         {"bump", number(greek.bump)},
                         {"reference", number(greek.exact)}};
  }
  return found;
}

std::pair<double, double> confidence(const McResult& result) {
  const double half = result.confidence_factor * result.price.standard_error;
  return {result.price.value - half, result.price.value + half};
}

json control_json(const McPlan& plan, const McResult& result) {
  if (!plan.control_variate) return nullptr;
  const PathProblem& problem = plan.problem;
  return {{"control", name_of(control_of(problem.model, problem.contract.payoff))},
          {"beta", number(result.control_beta)}};
}

json invalid_json(const McResult& result) {
  if (result.is_valid()) return nullptr;
  return {{"samples", result.moments.invalid_count},
          {"first_path", result.moments.first_invalid_path}};
}

std::optional<double> paths_per_second(const McResult& result) {
  if (!(result.seconds > 0.0)) return std::nullopt;
  return static_cast<double>(result.paths) / result.seconds;
}

// Decimals that show two digits of an error.
int decimals_of(double error) {
  constexpr int kWithoutError = 6;
  if (!(error > 0.0) || !std::isfinite(error)) return kWithoutError;
  return std::max(0, 1 - static_cast<int>(std::floor(std::log10(error))));
}

std::string with_error(const Estimate& estimate) {
  if (!std::isfinite(estimate.standard_error)) return format_number(estimate.value, 10);
  const int decimals = decimals_of(estimate.standard_error);
  return format_fixed(estimate.value, decimals) + " +- " +
         format_fixed(estimate.standard_error, decimals);
}

std::string price_text(const McResult& result) {
  const double error = result.price.standard_error;
  if (!std::isfinite(error)) return with_error(result.price) + ", of too few samples for an error";
  const auto [low, high] = confidence(result);
  return with_error(result.price) +
         " (standard error), 95 %: " + format_fixed(low, decimals_of(error)) + " to " +
         format_fixed(high, decimals_of(error));
}

std::string distance_text(double exact, const Estimate& estimate) {
  if (!(estimate.standard_error > 0.0)) return "";
  const double distance = (estimate.value - exact) / estimate.standard_error;
  return "; the value lies " + format_fixed(std::abs(distance), 1) + " standard errors " +
         (distance < 0.0 ? "below" : "above");
}

std::string rate_text(double rate) { return format_number(100.0 * rate, 6) + " %"; }

std::string asset_text(double spot, double volatility, double dividend) {
  std::string text = "spot " + format_number(spot, 10) + ", volatility " + rate_text(volatility);
  return dividend == 0.0 ? text : text + ", yield " + rate_text(dividend);
}

std::string option_text(const OptionContract& contract) {
  std::string text =
      name_of(contract.payoff, contract.side) + ", strike " + format_number(contract.strike, 10) +
      ", " + format_number(contract.maturity, 6) + (contract.maturity == 1.0 ? " year" : " years");
  if (is_barrier(contract.payoff)) text += ", barrier " + format_number(contract.barrier, 10);
  if (has_monitoring(contract.payoff)) {
    text += std::string(", monitoring ") + name_of(contract.monitoring);
  }
  return text;
}

std::string variance_text(const PathProblem& problem) {
  const HestonVariance& variance = problem.variance;
  return "spot " + format_number(problem.market.spot, 10) +
         (problem.market.dividend == 0.0 ? "" : ", yield " + rate_text(problem.market.dividend)) +
         "; variance " + format_number(variance.initial) + " to " + format_number(variance.theta) +
         ", kappa " + format_number(variance.kappa) + ", vol of vol " +
         format_number(variance.vol_of_vol) + ", correlation " +
         format_number(variance.correlation);
}

std::string model_text(const PathProblem& problem) {
  const Market& market = problem.market;
  std::string text = std::string(name_of(problem.model)) + ", rate " + rate_text(market.rate);
  const Basket& basket = problem.basket;
  for (int asset = 0; asset < basket.count; ++asset) {
    text += "\n           asset " + std::to_string(asset + 1) + ": weight " +
            format_number(basket.weight[asset]) + ", " +
            asset_text(basket.spot[asset], basket.volatility[asset], basket.dividend[asset]);
  }
  if (basket.count > 0) return text;
  if (problem.model == PathModel::heston) return text + ", " + variance_text(problem);
  return text + ", " + asset_text(market.spot, market.volatility, market.dividend);
}

std::string sampler_text(const McPlan& plan) {
  const PathProblem& problem = plan.problem;
  const SamplerChoice& sampler = problem.sampler;
  std::string text = name_of(sampler.sampler);
  if (sampler.sampler == Sampler::sobol) {
    text +=
        ", " + std::to_string(kScramblings) + " scramblings (" + name_of(sampler.scrambling) + ")";
  }
  text += ", seed " + std::to_string(sampler.seed) + ", " + format_count(problem.contract.steps) +
          (problem.contract.steps == 1 ? " step, " : " steps, ") + name_of(problem.precision);
  if (problem.layout.antithetic) text += ", antithetic";
  if (plan.control_variate) {
    text += std::string(", control variate ") +
            name_of(control_of(problem.model, problem.contract.payoff));
  }
  if (problem.contract.heavy > 0) {
    text += ", " + format_count(problem.contract.heavy) + " heavy rounds";
  }
  return text;
}

}  // namespace

McReferences references_of(const PathProblem& problem) {
  return {reference_price(problem), nearby_price(problem),
          problem.greeks ? reference_greeks(problem) : std::nullopt};
}

std::string moments_checksum(const SampleMoments& moments, bool greeks) {
  std::vector<double> values{static_cast<double>(moments.count)};
  for (int output = 0; output < (greeks ? kOutputs : 1); ++output) {
    values.push_back(moments.sum[output]);
    values.push_back(moments.m2[output]);
  }
  return checksum(values);
}

json mc_figures_json(const McPlan& plan, const McResult& result, const McReferences& references) {
  const auto [low, high] = confidence(result);
  json figures{{"value", number(result.price.value)},
               {"standard_error", number(result.price.standard_error)},
               {"confidence_95", json::array({number(low), number(high)})},
               {"reference", nullptr},
               {"reference_source", nullptr},
               {"nearby", known_json(references.nearby)},
               {"greeks", greeks_json(greeks_of(plan, result, references))},
               {"paths", result.paths},
               {"samples", result.samples},
               {"paths_per_s", number(paths_per_second(result))},
               {"status", result.is_valid() ? "ok" : "invalid"},
               {"invalid", invalid_json(result)},
               {"control_variate", control_json(plan, result)},
               {"reached_target", nullptr},
               {"checksum", moments_checksum(result.moments, plan.problem.greeks)}};
  if (references.exact) {
    figures["reference"] = number(references.exact->value);
    figures["reference_source"] = references.exact->source;
  }
  if (plan.target_error > 0.0) figures["reached_target"] = result.reached_target;
  return figures;
}

std::string mc_setup_text(const McPlan& plan) {
  return "option     " + option_text(plan.problem.contract) + "\nmodel      " +
         model_text(plan.problem) + "\nsampler    " + sampler_text(plan) + "\n";
}

std::string mc_figures_text(const McPlan& plan, const McResult& result,
                            const McReferences& references) {
  std::ostringstream text;
  text << "value      " << price_text(result) << '\n';
  if (references.exact) {
    text << "reference  " << format_number(references.exact->value, 10) << " ("
         << references.exact->source << ")" << distance_text(references.exact->value, result.price)
         << '\n';
  }
  if (references.nearby) {
    text << "nearby     " << format_number(references.nearby->value, 10) << " ("
         << references.nearby->source << ")\n";
  }
  for (const NamedGreek& greek : greeks_of(plan, result, references)) {
    std::string name = greek.name;
    name.resize(11, ' ');
    text << name << with_error(greek.estimate) << " (" << name_of(greek.method);
    if (greek.bump) text << ", +- " << format_number(*greek.bump, 6);
    text << ")";
    if (greek.exact) {
      text << "; exact " << format_number(*greek.exact, 8)
           << distance_text(*greek.exact, greek.estimate);
    }
    text << '\n';
  }
  text << "paths      " << format_count(result.paths) << " in " << format_duration(result.seconds);
  if (const auto rate = paths_per_second(result)) text << ", " << format_rate(*rate, "paths");
  text << '\n';
  return text.str();
}

}  // namespace tessera
