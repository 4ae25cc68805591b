#include "host/closed_forms/reference.hpp"

#include "host/closed_forms/barrier.hpp"
#include "host/closed_forms/geometric_asian.hpp"
#include "host/closed_forms/heston.hpp"
#include "host/closed_forms/lookback.hpp"
#include "kernels/stages/path_bumps.hpp"

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

// First and second derivative of price(x) at 0, of fourth order in `step`.
struct Slopes {
  double first = 0.0;
  double second = 0.0;
};
template <class Price>
Slopes slopes_of(const Price& price, double step) {
  const double near_up = price(step);
  const double near_down = price(-step);
  const double far_up = price(2.0 * step);
  const double far_down = price(-2.0 * step);
  const double here = price(0.0);
  return {
      (8.0 * (near_up - near_down) - (far_up - far_down)) / (12.0 * step),
      (16.0 * (near_up + near_down) - (far_up + far_down) - 30.0 * here) / (12.0 * step * step)};
}

BlackScholesGreeks slopes_of_reference(const PathProblem& problem) {
  const BumpSizes bump = bump_sizes(problem);
  const auto price = [&](double spot, double volatility) {
    return reference_price(moved(problem, spot, volatility))->value;
  };
  const Slopes by_spot =
      slopes_of([&](double moved_by) { return price(moved_by, 0.0); }, 0.5 * bump.spot);
  const Slopes by_volatility =
      slopes_of([&](double moved_by) { return price(0.0, moved_by); }, 0.5 * bump.volatility);
  return {by_spot.first, by_spot.second, by_volatility.first};
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
  if (!reference_price(problem)) return std::nullopt;
  if (problem.model == PathModel::gbm && problem.contract.payoff == Payoff::european) {
    return black_scholes_greeks(problem.contract.side, gbm_option(problem));
  }
  return slopes_of_reference(problem);
}

}  // namespace tessera
