#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/run_choices.hpp"

namespace CLI {
class App;
}

namespace tessera {

/// The choices of one `tessera mc`. What stands before `replay` decides the bits of the result.
struct McChoices : RunChoices {
  Choice<std::string> payoff;
  Choice<std::string> model;
  Choice<std::vector<double>> spot;  // of a basket one per asset, as the three below
  Choice<std::vector<double>> dividend;
  Choice<std::vector<double>> volatility;
  Choice<std::vector<double>> weight;
  Choice<std::string> correlation_matrix;
  Choice<double> strike;
  Choice<double> rate;
  Choice<double> maturity;
  Choice<double> barrier;
  Choice<std::string> monitoring;
  Choice<double> kappa;
  Choice<double> theta;
  Choice<double> vol_of_vol;
  Choice<double> correlation;
  Choice<double> initial_variance;
  Choice<std::int64_t> paths;
  Choice<int> steps;
  Choice<std::uint64_t> seed;
  Choice<std::string> sampler;
  Choice<std::string> scramble;
  Choice<std::string> precision;
  Choice<bool> antithetic;
  Choice<bool> control_variate;
  Choice<int> heavy;
  Choice<double> target_error;
  Choice<bool> greeks;

  Choice<std::string> replay;
};

/// Adds every flag of `tessera mc` to `command`; `choices` must outlive it.
void add_mc_flags(CLI::App& command, McChoices& choices);

}  // namespace tessera
