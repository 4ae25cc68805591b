#include "host/closed_forms/reference.hpp"

#include "host/closed_forms/barrier.hpp"
#include "host/closed_forms/geometric_asian.hpp"
#include "host/closed_forms/heston.hpp"
#include "host/closed_forms/lookback.hpp"

namespace tessera {
namespace {

GbmOption gbm_option(const PathProblem& problem) {
  const Market& market = problem.market;
  return {market.spot,     problem.contract.strike, market.rate,
          market.dividend, market.volatility,       problem.contract.maturity};
}

HestonOption heston_option(const PathProblem& problem) {
  const Market& market = problem.market;
  const HestonVariance& variance = problem.variance;
  return {market.spot,
          problem.contract.strike,
          market.rate,
          market.dividend,
          problem.contract.maturity,
          variance.initial,
          variance.kappa,
          variance.theta,
          variance.vol_of_vol,
          variance.correlation};
}

// Barrier and lookback options that are watched all the time.
KnownPrice watched_price(const PathProblem& problem) {
  const OptionContract& contract = problem.contract;
  const GbmOption terms = gbm_option(problem);
  if (contract.payoff == Payoff::lookback) {
    return {lookback_price(contract.side, terms), "Conze-Viswanathan, watched all the time"};
  }
  return {barrier_price(contract.payoff, contract.side, terms, contract.barrier),
          "Reiner-Rubinstein, watched all the time"};
}

KnownPrice moved_barrier_price(const PathProblem& problem) {
  const OptionContract& contract = problem.contract;
  const double moved =
      continuous_barrier_of_discrete(contract.payoff, contract.barrier, problem.market.volatility,
                                     contract.maturity / contract.steps);
  return {barrier_price(contract.payoff, contract.side, gbm_option(problem), moved),
          "Reiner-Rubinstein, barrier moved for the dates (Broadie-Glasserman-Kou)"};
}

}  // namespace

std::optional<KnownPrice> reference_price(const PathProblem& problem) {
  const OptionContract& contract = problem.contract;
  if (contract.heavy > 0) return std::nullopt;
  if (problem.model == PathModel::heston) {
    if (contract.payoff != Payoff::european) return std::nullopt;
    return KnownPrice{heston_price(contract.side, heston_option(problem)),
                      "Heston, by one integral"};
  }
  if (contract.payoff == Payoff::european) {
    return KnownPrice{black_scholes_price(contract.side, gbm_option(problem)), "Black-Scholes"};
  }
  if (contract.payoff == Payoff::asian_geometric) {
    return KnownPrice{geometric_asian_price(contract.side, gbm_option(problem), contract.steps),
                      "lognormal geometric mean on the dates"};
  }
  if (contract.monitoring == Monitoring::bridge) return watched_price(problem);
  return std::nullopt;
}

std::optional<KnownPrice> nearby_price(const PathProblem& problem) {
  const OptionContract& contract = problem.contract;
  if (contract.heavy > 0 || problem.model != PathModel::gbm) return std::nullopt;
  if (contract.monitoring == Monitoring::corrected) return watched_price(problem);
  const bool on_dates = contract.monitoring == Monitoring::discrete;
  if (is_barrier(contract.payoff) && on_dates) return moved_barrier_price(problem);
  return std::nullopt;
}

std::optional<BlackScholesGreeks> reference_greeks(const PathProblem& problem) {
  const OptionContract& contract = problem.contract;
  if (problem.model != PathModel::gbm || contract.payoff != Payoff::european ||
      contract.heavy > 0) {
    return std::nullopt;
  }
  return black_scholes_greeks(contract.side, gbm_option(problem));
}

}  // namespace tessera
