#include "host/commands/mc_parameters.hpp"

#include <nlohmann/json.hpp>
#include <vector>

#include "host/report/canonical_json.hpp"
#include "host/report/option_names.hpp"
#include "host/report/sha256.hpp"

namespace tessera {
namespace {

using nlohmann::json;

json basket_json(const Basket& basket, const CorrelationMatrix& correlation) {
  const auto per_asset = [&](const double* values) {
    return json(std::vector<double>(values, values + basket.count));
  };
  json matrix = json::array();
  for (int row = 0; row < correlation.assets; ++row) {
    json entries = json::array();
    for (int column = 0; column < correlation.assets; ++column) {
      entries.push_back(correlation.at(row, column));
    }
    matrix.push_back(entries);
  }
  return {{"spot", per_asset(basket.spot)},
          {"dividend", per_asset(basket.dividend)},
          {"volatility", per_asset(basket.volatility)},
          {"weight", per_asset(basket.weight)},
          {"correlation_matrix", matrix}};
}

json heston_json(const HestonVariance& variance) {
  return {{"kappa", variance.kappa},
          {"theta", variance.theta},
          {"vol_of_vol", variance.vol_of_vol},
          {"correlation", variance.correlation},
          {"initial_variance", variance.initial}};
}

json market_json(const PathProblem& problem, const CorrelationMatrix& correlation) {
  const Market& market = problem.market;
  json found{{"model", name_of(problem.model)}, {"rate", market.rate}};
  if (problem.contract.payoff == Payoff::basket) {
    found.update(basket_json(problem.basket, correlation));
    return found;
  }
  found["spot"] = market.spot;
  found["dividend"] = market.dividend;
  if (problem.model == PathModel::heston) {
    found.update(heston_json(problem.variance));
  } else {
    found["volatility"] = market.volatility;
  }
  return found;
}

json contract_json(const OptionContract& contract) {
  json found{{"payoff", name_of(contract.payoff, contract.side)},
             {"strike", contract.strike},
             {"maturity", contract.maturity},
             {"steps", contract.steps},
             {"heavy", contract.heavy}};
  if (is_barrier(contract.payoff)) found["barrier"] = contract.barrier;
  if (has_monitoring(contract.payoff)) found["monitoring"] = name_of(contract.monitoring);
  return found;
}

}  // namespace

json parameters_json(const McPlan& plan, const CorrelationMatrix& correlation) {
  const PathProblem& problem = plan.problem;
  json parameters = contract_json(problem.contract);
  parameters.update(market_json(problem, correlation));
  parameters.update({{"paths", plan.paths},
                     {"seed", problem.sampler.seed},
                     {"sampler", name_of(problem.sampler.sampler)},
                     {"antithetic", problem.layout.antithetic},
                     {"control_variate", plan.control_variate},
                     {"precision", name_of(problem.precision)},
                     {"greeks", problem.greeks}});
  if (problem.sampler.sampler == Sampler::sobol) {
    parameters["scramble"] = name_of(problem.sampler.scrambling);
  }
  if (plan.target_error > 0.0) parameters["target_error"] = plan.target_error;
  return parameters;
}

std::string parameter_fingerprint(const json& parameters) {
  json canonical = parameters;
  canonical["seed"] = std::to_string(parameters.at("seed").get<std::uint64_t>());
  return sha256(canonical_json(canonical));
}

}  // namespace tessera
