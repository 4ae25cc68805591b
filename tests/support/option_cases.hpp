#pragma once

#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "kernels/stages/path_simulation.hpp"

namespace tessera::support {

/// A problem with a name that a failing test can show.
struct OptionCase {
  std::string name;
  PathProblem problem;

  friend std::ostream& operator<<(std::ostream& stream, const OptionCase& value) {
    return stream << value.name;
  }
};

/// Three correlated assets.
inline Basket three_assets() {
  Basket basket;
  basket.count = 3;
  const double correlation_factor[6] = {1.0, 0.6, 0.8, 0.3, 0.4, 0.8660254037844386};
  for (int entry = 0; entry < 6; ++entry) basket.cholesky[entry] = correlation_factor[entry];
  for (int asset = 0; asset < 3; ++asset) {
    basket.spot[asset] = 90.0 + 10.0 * asset;
    basket.dividend[asset] = 0.01 * asset;
    basket.volatility[asset] = 0.2 + 0.05 * asset;
    basket.weight[asset] = 0.5 - 0.1 * asset;
  }
  return basket;
}

inline PathProblem problem_of(Payoff payoff, OptionSide side, Monitoring monitoring, int steps) {
  PathProblem problem;
  problem.contract.payoff = payoff;
  problem.contract.side = side;
  problem.contract.monitoring = monitoring;
  problem.contract.steps = steps;
  problem.contract.strike = 98.0;
  if (payoff == Payoff::barrier_up_out) problem.contract.barrier = 125.0;
  if (payoff == Payoff::barrier_down_out) problem.contract.barrier = 85.0;
  problem.market = {100.0, 0.04, 0.01, 0.25};
  if (payoff == Payoff::basket) problem.basket = three_assets();
  return problem;
}

inline const char* name_of(Payoff payoff) {
  constexpr const char* kNames[] = {"european",       "asian_arithmetic", "asian_geometric",
                                    "barrier_up_out", "barrier_down_out", "lookback",
                                    "basket"};
  return kNames[static_cast<int>(payoff)];
}

/// Every combination of model, payoff, side and monitoring that is supported, over `steps` steps.
inline std::vector<OptionCase> every_contract(int steps) {
  std::vector<OptionCase> cases;
  for (const PathModel model : {PathModel::gbm, PathModel::heston}) {
    for (int payoff = 0; payoff <= static_cast<int>(Payoff::basket); ++payoff) {
      for (const OptionSide side : {OptionSide::call, OptionSide::put}) {
        for (int monitoring = 0; monitoring < 3; ++monitoring) {
          const auto which = static_cast<Payoff>(payoff);
          const auto when = static_cast<Monitoring>(monitoring);
          if (!is_supported(model, which, when)) continue;
          PathProblem problem = problem_of(which, side, when, steps);
          problem.model = model;
          cases.push_back({std::string(model == PathModel::gbm ? "gbm_" : "heston_") +
                               name_of(which) + (side == OptionSide::call ? "_call_" : "_put_") +
                               std::to_string(monitoring),
                           problem});
        }
      }
    }
  }
  return cases;
}

/// The variations of a problem: plain, antithetic, with a control, with sensitivities, with heavy
/// rounds, and each of them in f32.
inline std::vector<OptionCase> variations_of(const OptionCase& option) {
  std::vector<OptionCase> cases;
  const auto add = [&](const std::string& name, const PathProblem& problem) {
    cases.push_back({option.name + "_" + name, problem});
    cases.push_back({option.name + "_" + name + "_f32", problem});
    cases.back().problem.precision = Precision::f32;
  };
  add("plain", option.problem);
  PathProblem problem = option.problem;
  problem.control = control_of(problem.model, problem.contract.payoff);
  problem.control_beta = 0.75;
  problem.control_mean = 10.0;
  add("control", problem);
  problem.layout.antithetic = true;
  add("antithetic_control", problem);
  problem.contract.heavy = 3;
  add("antithetic_control_heavy", problem);
  problem = option.problem;
  problem.greeks = true;
  add("greeks", problem);
  problem.layout.antithetic = true;
  problem.control = control_of(problem.model, problem.contract.payoff);
  problem.control_beta = 0.5;
  add("antithetic_control_greeks", problem);
  problem.contract.heavy = 2;
  add("antithetic_control_heavy_greeks", problem);
  return cases;
}

}  // namespace tessera::support
