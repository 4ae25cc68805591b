#pragma once

#include <cstdint>

#include "kernels/numerics/portability.hpp"

// What is priced and under which model: plain numbers, the same on both paths.

namespace tessera {

enum class PathModel : std::int32_t {
  gbm,     // geometric Brownian motion, exact steps
  heston,  // stochastic variance, quadratic-exponential steps (Andersen 2008) with martingale
           // correction
};

enum class Payoff : std::int32_t {
  european,          // of S_T
  asian_arithmetic,  // of the mean of S over the dates 1..steps
  asian_geometric,   // of the geometric mean of S over the dates 1..steps
  barrier_up_out,    // of S_T, nothing once S >= barrier on a date 1..steps (or in between)
  barrier_down_out,  // of S_T, nothing once S <= barrier on a date 1..steps (or in between)
  lookback,  // fixed strike: call of the maximum, put of the minimum over the dates 0..steps
  basket,    // of sum w_a S_a(T) over the assets
};

enum class OptionSide : std::int32_t { call, put };

/// When a barrier or an extreme is looked at.
enum class Monitoring : std::int32_t {
  discrete,   // on the dates alone
  bridge,     // all the time: crossing probability, or a sampled extreme, of the Brownian bridge
              // between two dates
  corrected,  // on the dates, with the barrier or the extreme moved by exp(0.5826 sigma sqrt dt),
              // so that the price is nearly that of looking all the time (Broadie, Glasserman, Kou
              // 1997, 1999)
};

/// In which type paths are simulated; sums are always in double.
enum class Precision : std::int32_t { f64, f32 };

struct OptionContract {
  Payoff payoff = Payoff::european;
  OptionSide side = OptionSide::call;
  Monitoring monitoring = Monitoring::discrete;  // of barrier and lookback payoffs
  double strike = 100.0;
  double barrier = 0.0;    // of barrier payoffs
  double maturity = 1.0;   // years
  std::int32_t steps = 1;  // dates are maturity * k / steps, k = 1..steps
  // Rounds of x = sin x cos x + sqrt|x| from the undiscounted payoff, which then becomes
  // 0.999 payoff + 0.001 x.
  std::int32_t heavy = 0;
};

/// Rates per year, continuously compounded; volatility per square root of a year.
struct Market {
  double spot = 100.0;
  double rate = 0.03;
  double dividend = 0.0;
  double volatility = 0.2;  // not of Heston
};

/// dv = kappa (theta - v) dt + vol_of_vol sqrt(v) dW, d<W, W_S> = correlation dt.
struct HestonVariance {
  double kappa = 1.0;
  double theta = 0.04;
  double vol_of_vol = 0.5;
  double correlation = -0.7;
  double initial = 0.04;
};

/// Most assets of a basket.
inline constexpr int kMaxAssets = 16;

/// The assets of Payoff::basket, in place of spot, dividend and volatility of the market.
struct Basket {
  std::int32_t count = 0;
  double spot[kMaxAssets] = {};
  double dividend[kMaxAssets] = {};
  double volatility[kMaxAssets] = {};
  double weight[kMaxAssets] = {};
  // Lower factor L of the correlation matrix, L L^T: row a, column b <= a lies at a(a+1)/2 + b.
  double cholesky[kMaxAssets * (kMaxAssets + 1) / 2] = {};
};

/// Whether the payoff looks at more than the last date.
[[nodiscard]] TESSERA_HD constexpr bool is_path_dependent(Payoff payoff) {
  return payoff != Payoff::european && payoff != Payoff::basket;
}
[[nodiscard]] TESSERA_HD constexpr bool is_barrier(Payoff payoff) {
  return payoff == Payoff::barrier_up_out || payoff == Payoff::barrier_down_out;
}
/// Whether `monitoring` other than discrete means anything.
[[nodiscard]] TESSERA_HD constexpr bool has_monitoring(Payoff payoff) {
  return is_barrier(payoff) || payoff == Payoff::lookback;
}

/// Whether the engine simulates this combination. Not: baskets under Heston; monitoring other than
/// discrete under Heston or of a payoff that has none.
[[nodiscard]] constexpr bool is_supported(PathModel model, Payoff payoff, Monitoring monitoring) {
  if (model == PathModel::heston && payoff == Payoff::basket) return false;
  return monitoring == Monitoring::discrete || (model == PathModel::gbm && has_monitoring(payoff));
}

/// How a sensitivity is estimated.
enum class GreekMethod : std::int32_t {
  pathwise,
  likelihood_ratio,
  mixed,        // a likelihood ratio of the pathwise derivative
  differences,  // of the same paths with spot or volatility moved (kernels/stages/path_bumps.hpp)
};

struct GreekMethods {
  GreekMethod delta, gamma, vega;
};

/// The methods for a contract. Differences serve where there are no derivatives of a path: under
/// Heston, for baskets, with `heavy` rounds, and for monitoring other than discrete.
[[nodiscard]] constexpr GreekMethods greek_methods(PathModel model,
                                                   const OptionContract& contract) {
  if (model != PathModel::gbm || contract.payoff == Payoff::basket || contract.heavy > 0 ||
      (has_monitoring(contract.payoff) && contract.monitoring != Monitoring::discrete)) {
    return {GreekMethod::differences, GreekMethod::differences, GreekMethod::differences};
  }
  if (is_barrier(contract.payoff)) {
    return {GreekMethod::likelihood_ratio, GreekMethod::likelihood_ratio,
            GreekMethod::likelihood_ratio};
  }
  return {GreekMethod::pathwise, GreekMethod::mixed, GreekMethod::pathwise};
}

/// What a control variate is made of.
enum class Control : std::int32_t {
  none,
  underlying,  // S_T, of a basket the weighted sum
  geometric,   // the payoff of the geometric mean
};

/// The control variate of a payoff where one is wanted.
[[nodiscard]] constexpr Control control_of(PathModel model, Payoff payoff) {
  const bool geometric = model == PathModel::gbm && payoff == Payoff::asian_arithmetic;
  return geometric ? Control::geometric : Control::underlying;
}

}  // namespace tessera
