#pragma once

#include "host/closed_forms/gbm_option.hpp"

namespace tessera {

/// A European exercise under Heston's stochastic variance:
/// dv = kappa (theta - v) dt + xi sqrt(v) dW, with correlation rho to the spot.
struct HestonOption {
  double spot = 100.0;
  double strike = 100.0;
  double rate = 0.03;
  double dividend = 0.0;
  double maturity_y = 1.0;
  double initial_variance = 0.04;
  double mean_reversion = 1.5;  // kappa, per year, positive
  double mean_variance = 0.04;  // theta
  double vol_of_vol = 0.5;      // xi, 0 or more: at 0 the variance runs on its mean
  double correlation = -0.7;    // rho, -1 to 1
};

/// Price by one real integral over the characteristic function (Lewis 2001) in the form that
/// crosses no branch cut (Albrecher, Mayer, Schoutens & Tistaert 2007, "the little Heston trap"),
/// with the Black-Scholes price of the mean variance as a control variate (Andersen & Piterbarg
/// 2010, section 8.4). The absolute error is below 1e-10 of the geometric mean of forward and
/// strike.
[[nodiscard]] double heston_price(OptionSide side, const HestonOption& terms);

}  // namespace tessera
