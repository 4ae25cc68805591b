#pragma once

#include "host/closed_forms/gbm_option.hpp"

namespace tessera {

/// Price of a European option: discount * E[max(S - K, 0)] for a lognormal S with mean `forward`
/// and standard deviation `deviation` of log S; its limit where the deviation is 0 (Black 1976).
[[nodiscard]] double lognormal_price(OptionSide side, double forward, double strike,
                                     double deviation, double discount);

/// Black & Scholes 1973, Merton 1973 for the yield.
[[nodiscard]] double black_scholes_price(OptionSide side, const GbmOption& terms);

/// First and second derivative by the spot, and the one by the volatility (per 1.00 of it).
struct BlackScholesGreeks {
  double delta = 0.0;
  double gamma = 0.0;
  double vega = 0.0;
};
[[nodiscard]] BlackScholesGreeks black_scholes_greeks(OptionSide side, const GbmOption& terms);

}  // namespace tessera
