#pragma once

#include "kernels/numerics/option_contract.hpp"

namespace tessera {

/// A European exercise on one asset under geometric Brownian motion with a continuous yield.
/// Positive: spot, strike, volatility, maturity. All of `host/closed_forms` takes checked values.
struct GbmOption {
  double spot = 100.0;
  double strike = 100.0;
  double rate = 0.03;       // continuously compounded, per year
  double dividend = 0.0;    // continuous yield, per year
  double volatility = 0.2;  // per square root of a year
  double maturity_y = 1.0;  // years
};

}  // namespace tessera
