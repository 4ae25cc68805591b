#pragma once

#include "kernels/numerics/exact_exp.hpp"
#include "kernels/numerics/exact_log.hpp"
#include "kernels/numerics/option_contract.hpp"
#include "kernels/numerics/random_numbers.hpp"

// What the functions of one path read: a contract and its market as numbers of the type in which
// paths are simulated, all computed in double and rounded once.
//
// A path is x, the logarithm of S over the spot: S = spot exp x. Maxima are found as they are,
// minima as maxima of -x: `sign` is 1 or -1.

namespace tessera {
inline namespace TESSERA_ISA {

/// -zeta(1/2) / sqrt(2 pi), by which a discretely watched barrier seems to lie further away.
inline constexpr double kMonitoringShift = 0.58259715793901068;

template <class Real>
struct PathTerms {
  // 1, or -1 for the path with the negative normals.
  Real mirror;
  // One step of geometric Brownian motion: x grows by volatility z + drift. A mirrored path has
  // `volatility` negative.
  Real drift, volatility;
  Real sigma;   // per square root of a year
  Real growth;  // (r - q + sigma^2/2) dt: d x_k / d sigma = (x_k - growth k) / sigma
  Real spot;
  // The payoff is max(scale level - strike, 0), both times 1 for calls and -1 for puts.
  Real scale, strike;
  Real side;
  Real control_scale;      // of the control with the underlying or the geometric mean, without side
  Real steps, step_share;  // number of steps and its inverse
  Real sign;
  Real barrier;          // sign ln(B / spot), moved where corrected
  Real extreme_shift;    // what is added to the signed extreme
  Real bridge_variance;  // sigma^2 dt
  Real crossing;         // -2 / (sigma^2 dt)
  Real mean_variance;    // variance of the mean of x over the dates
  std::int32_t step_count, heavy;
};

/// 1 where the payoff looks at maxima, -1 where at minima.
[[nodiscard]] TESSERA_HD constexpr double extreme_sign(const OptionContract& contract) {
  if (contract.payoff == Payoff::barrier_up_out) return 1.0;
  if (contract.payoff == Payoff::barrier_down_out) return -1.0;
  return contract.side == OptionSide::call ? 1.0 : -1.0;
}

template <class Real>
[[nodiscard]] TESSERA_HD PathTerms<Real> path_terms(const OptionContract& contract,
                                                    const Market& market) {
  const double steps = contract.steps;
  const double dt = contract.maturity / steps;
  const double step_volatility = market.volatility * exact::square_root(dt);
  const double variance = market.volatility * market.volatility;
  const double yield = market.rate - market.dividend;
  const double side = contract.side == OptionSide::call ? 1.0 : -1.0;
  const double sign = extreme_sign(contract);
  const bool is_mean = contract.payoff == Payoff::asian_arithmetic;
  const double shift =
      contract.monitoring == Monitoring::corrected ? kMonitoringShift * step_volatility : 0.0;
  const double barrier =
      is_barrier(contract.payoff) ? sign * exact::log(contract.barrier / market.spot) - shift : 0.0;
  const double step_variance = step_volatility * step_volatility;

  PathTerms<Real> terms;
  terms.mirror = Real{1};
  terms.drift = static_cast<Real>((yield - 0.5 * variance) * dt);
  terms.volatility = static_cast<Real>(step_volatility);
  terms.sigma = static_cast<Real>(market.volatility);
  terms.growth = static_cast<Real>((yield + 0.5 * variance) * dt);
  terms.spot = static_cast<Real>(market.spot);
  terms.scale = static_cast<Real>(is_mean ? side * market.spot / steps : side * market.spot);
  terms.strike = static_cast<Real>(side * contract.strike);
  terms.side = static_cast<Real>(side);
  terms.control_scale = static_cast<Real>(market.spot);
  terms.steps = static_cast<Real>(steps);
  terms.step_share = static_cast<Real>(1.0 / steps);
  terms.sign = static_cast<Real>(sign);
  terms.barrier = static_cast<Real>(barrier);
  terms.extreme_shift = static_cast<Real>(shift);
  terms.bridge_variance = static_cast<Real>(step_variance);
  terms.crossing = static_cast<Real>(-2.0 / step_variance);
  terms.mean_variance =
      static_cast<Real>(step_variance * (steps + 1.0) * (2.0 * steps + 1.0) / (6.0 * steps));
  terms.step_count = contract.steps;
  terms.heavy = contract.heavy;
  return terms;
}

/// Whether exp of every x that paths can reach is a normal number, so that its fast form serves:
/// no normal is beyond 9. Never for Heston.
template <class Real>
[[nodiscard]] TESSERA_HD bool returns_fit_exp(PathModel model, const OptionContract& contract,
                                              const Market& market) {
  const PathTerms<double> terms = path_terms<double>(contract, market);
  const double drift = terms.drift < 0.0 ? -terms.drift : terms.drift;
  const double reach = terms.steps * (drift + 9.0 * terms.volatility) + terms.extreme_shift;
  return model == PathModel::gbm && reach < 0.99 * static_cast<double>(exact::kExpRange<Real>);
}

/// The terms of the path with the negative normals.
template <class Real>
[[nodiscard]] TESSERA_HD PathTerms<Real> mirrored(PathTerms<Real> terms) {
  terms.mirror = -terms.mirror;
  terms.volatility = -terms.volatility;
  return terms;
}

}  // namespace TESSERA_ISA
}  // namespace tessera
