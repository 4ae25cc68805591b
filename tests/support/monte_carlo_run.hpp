#pragma once

#include <cmath>
#include <cstdint>

#include "cpu_fallback/stages.hpp"
#include "host/pipelines/monte_carlo.hpp"
#include "tests/support/option_cases.hpp"
#include "tests/support/teams.hpp"

namespace tessera::support {

/// The result of a plan on a team.
inline McResult run(const McPlan& plan, TeamCase team = {cpu::Team::serial, 1},
                    const McObserver& observer = {}) {
  cpu::Executor executor({team.team, team.workers, cpu::best_instruction_set()});
  return simulate(executor, plan, observer);
}

inline McPlan plan_of(Payoff payoff, OptionSide side, int steps, std::int64_t paths) {
  McPlan plan;
  plan.problem = problem_of(payoff, side, Monitoring::discrete, steps);
  plan.paths = paths;
  return plan;
}

/// The discounted price of a European option.
inline double black_scholes(const Market& market, const OptionContract& contract) {
  const double t = contract.maturity;
  const double log_mean =
      std::log(market.spot) +
      (market.rate - market.dividend - 0.5 * market.volatility * market.volatility) * t;
  return std::exp(-market.rate * t) *
         lognormal_payoff_mean(log_mean, market.volatility * market.volatility * t, contract.strike,
                               contract.side);
}

}  // namespace tessera::support
