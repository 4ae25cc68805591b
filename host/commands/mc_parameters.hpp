#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "host/commands/correlation_matrix.hpp"
#include "host/pipelines/monte_carlo.hpp"

namespace tessera {

/// Everything that can change the bits of a result, under the names of the flags with `_` for `-`;
/// what has no meaning for the payoff and the model is left out.
[[nodiscard]] nlohmann::json parameters_json(const McPlan& plan,
                                             const CorrelationMatrix& correlation);

/// SHA-256 of the canonical JSON (RFC 8785) of `parameters`, in which the seed stands as a string,
/// because the numbers of canonical JSON are doubles.
[[nodiscard]] std::string parameter_fingerprint(const nlohmann::json& parameters);

/// Calls visit(name, choice) for every choice that decides the bits, with its name in the JSON.
template <class Choices, class Visit>
void visit_parameters(Choices& choices, const Visit& visit) {
  visit("payoff", choices.payoff);
  visit("model", choices.model);
  visit("spot", choices.spot);
  visit("dividend", choices.dividend);
  visit("volatility", choices.volatility);
  visit("weight", choices.weight);
  visit("correlation_matrix", choices.correlation_matrix);
  visit("strike", choices.strike);
  visit("rate", choices.rate);
  visit("maturity", choices.maturity);
  visit("barrier", choices.barrier);
  visit("monitoring", choices.monitoring);
  visit("kappa", choices.kappa);
  visit("theta", choices.theta);
  visit("vol_of_vol", choices.vol_of_vol);
  visit("correlation", choices.correlation);
  visit("initial_variance", choices.initial_variance);
  visit("paths", choices.paths);
  visit("steps", choices.steps);
  visit("seed", choices.seed);
  visit("sampler", choices.sampler);
  visit("scramble", choices.scramble);
  visit("precision", choices.precision);
  visit("antithetic", choices.antithetic);
  visit("control_variate", choices.control_variate);
  visit("heavy", choices.heavy);
  visit("target_error", choices.target_error);
  visit("greeks", choices.greeks);
}

}  // namespace tessera
