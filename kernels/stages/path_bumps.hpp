#pragma once

#include <array>

#include "kernels/numerics/control_mean.hpp"
#include "kernels/numerics/path_differences.hpp"
#include "kernels/stages/path_simulation.hpp"

// The problems whose samples make sensitivities by differences. What is moved:
//
//   spot          under GBM and Heston the spot, of a basket all of them by the same amount
//   volatility    under GBM the volatility, of a basket all of them by the same amount, under
//                 Heston the square root of the initial variance
//
// Sizes are powers of two, so that moving there and back is exact, and so small that the price is a
// parabola over them to about 3e-4 of gamma.

namespace tessera {
inline namespace TESSERA_ISA {

/// Whether the sensitivities that `problem` asks for are differences.
[[nodiscard]] constexpr bool takes_differences(const PathProblem& problem) {
  return problem.greeks &&
         greek_methods(problem.model, problem.contract).delta == GreekMethod::differences;
}

/// The power of two at or next below a positive normal number.
[[nodiscard]] constexpr double power_of_two_below(double value) {
  constexpr int kMantissaBits = exact::FloatFormat<double>::kMantissaBits;
  return exact::from_bits(exact::to_bits(value) >> kMantissaBits << kMantissaBits);
}

/// A typical spot and a volatility of what is priced, and the smallest spot and volatility.
struct MarketScale {
  double spot, volatility;
  double smallest_spot, smallest_volatility;
};

/// The means over the assets, by what they are worth in the basket.
[[nodiscard]] inline MarketScale basket_scale(const Basket& basket) {
  double weight = 0.0;
  double worth = 0.0;
  double risk = 0.0;
  MarketScale scale{0.0, 0.0, basket.spot[0], basket.volatility[0]};
  for (int asset = 0; asset < basket.count; ++asset) {
    const double held = exact::magnitude(basket.weight[asset]);
    weight = weight + held;
    worth = worth + held * basket.spot[asset];
    risk = risk + held * basket.spot[asset] * basket.volatility[asset];
    scale.smallest_spot =
        basket.spot[asset] < scale.smallest_spot ? basket.spot[asset] : scale.smallest_spot;
    scale.smallest_volatility = basket.volatility[asset] < scale.smallest_volatility
                                    ? basket.volatility[asset]
                                    : scale.smallest_volatility;
  }
  scale.spot = worth / weight;
  scale.volatility = risk / worth;
  return scale;
}

/// The square root of the mean of the variance over the life of the option.
[[nodiscard]] inline double mean_heston_volatility(const HestonVariance& variance,
                                                   double maturity) {
  const double pull = variance.kappa * maturity;
  const double share = pull > 0.0 ? (1.0 - exact::exp(-pull)) / pull : 1.0;
  return exact::square_root(variance.theta + (variance.initial - variance.theta) * share);
}

[[nodiscard]] inline MarketScale market_scale(const PathProblem& problem) {
  if (problem.contract.payoff == Payoff::basket) return basket_scale(problem.basket);
  const double volatility =
      problem.model == PathModel::heston
          ? mean_heston_volatility(problem.variance, problem.contract.maturity)
          : problem.market.volatility;
  return {problem.market.spot, volatility, problem.market.spot, volatility};
}

/// How far the spot may be moved: it stays above 0, on its side of a barrier, and, as far as that
/// goes, on its side of the strike of a lookback, at which the price has no second derivative.
[[nodiscard]] inline double room_for_spot(const PathProblem& problem, const MarketScale& scale) {
  const OptionContract& contract = problem.contract;
  const double half = 0.5 * scale.smallest_spot;
  if (is_barrier(contract.payoff)) {
    const double distance = 0.25 * exact::magnitude(contract.barrier - scale.spot);
    return distance < half ? distance : half;
  }
  if (contract.payoff == Payoff::lookback) {
    const double distance = 0.25 * exact::magnitude(contract.strike - scale.spot);
    const double least = 0x1p-12 * scale.spot;
    const double room = distance > least ? distance : least;
    return room < half ? room : half;
  }
  return half;
}

/// Powers of two below 1/16 of the standard deviation of the spot at maturity (2^-13 to 1/4 of the
/// spot) or the room there is for it, and below 1/32 of the volatility.
[[nodiscard]] inline BumpSizes bump_sizes(const PathProblem& problem) {
  const MarketScale scale = market_scale(problem);
  double share = scale.volatility * exact::square_root(problem.contract.maturity) / 16.0;
  share = share > 0x1p-13 ? share : 0x1p-13;
  share = share < 0.25 ? share : 0.25;
  const double room = room_for_spot(problem, scale);
  const double spot = share * scale.spot < room ? share * scale.spot : room;
  return {power_of_two_below(spot), power_of_two_below(scale.smallest_volatility / 32.0)};
}

/// `problem` with spot and volatility moved by that much, and without sensitivities.
[[nodiscard]] inline PathProblem moved(PathProblem problem, double spot, double volatility) {
  problem.greeks = false;
  if (problem.contract.payoff == Payoff::basket) {
    for (int asset = 0; asset < problem.basket.count; ++asset) {
      problem.basket.spot[asset] += spot;
      problem.basket.volatility[asset] += volatility;
    }
    return problem;
  }
  problem.market.spot += spot;
  if (problem.model == PathModel::gbm) {
    problem.market.volatility += volatility;
  } else if (volatility != 0.0) {
    const double root = exact::square_root(problem.variance.initial) + volatility;
    problem.variance.initial = root * root;
  }
  return problem;
}

/// Whether the fast form of exp serves for all returns of `problem`.
[[nodiscard]] inline bool fits_fast_exp(const PathProblem& problem) {
  return problem.precision == Precision::f32
             ? returns_fit_exp<float>(problem.model, problem.contract, problem.market)
             : returns_fit_exp<double>(problem.model, problem.contract, problem.market);
}

/// The problems of all variants, each with the mean of its own control variate, and all with the
/// same form of exp.
[[nodiscard]] inline std::array<PathProblem, kVariants> variants_of(const PathProblem& problem) {
  const BumpSizes bump = bump_sizes(problem);
  std::array<PathProblem, kVariants> variants{
      moved(problem, 0.0, 0.0), moved(problem, bump.spot, 0.0), moved(problem, -bump.spot, 0.0),
      moved(problem, 0.0, bump.volatility), moved(problem, 0.0, -bump.volatility)};
  bool any_return = false;
  for (PathProblem& variant : variants) {
    // That of the problem as it is was given with it.
    if (&variant != variants.data()) {
      variant.control_mean =
          control_mean(variant.control, variant.contract, variant.market, variant.basket);
    }
    any_return = any_return || !fits_fast_exp(variant);
  }
  for (PathProblem& variant : variants) variant.any_return = any_return;
  return variants;
}

}  // namespace TESSERA_ISA
}  // namespace tessera
