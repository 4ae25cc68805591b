#include "host/closed_forms/black_scholes.hpp"

#include <algorithm>
#include <cmath>

#include "host/closed_forms/gauss.hpp"

namespace tessera {

double lognormal_price(OptionSide side, double forward, double strike, double deviation,
                       double discount) {
  const double sign = side == OptionSide::call ? 1.0 : -1.0;
  if (!(deviation > 0.0)) return discount * std::max(sign * (forward - strike), 0.0);
  const double upper = std::log(forward / strike) / deviation + 0.5 * deviation;
  const double lower = upper - deviation;
  return discount * sign *
         (forward * gauss_distribution(sign * upper) - strike * gauss_distribution(sign * lower));
}

double black_scholes_price(OptionSide side, const GbmOption& terms) {
  const double forward = terms.spot * std::exp((terms.rate - terms.dividend) * terms.maturity_y);
  return lognormal_price(side, forward, terms.strike,
                         terms.volatility * std::sqrt(terms.maturity_y),
                         std::exp(-terms.rate * terms.maturity_y));
}

BlackScholesGreeks black_scholes_greeks(OptionSide side, const GbmOption& terms) {
  const double sign = side == OptionSide::call ? 1.0 : -1.0;
  const double root = std::sqrt(terms.maturity_y);
  const double deviation = terms.volatility * root;
  const double upper =
      (std::log(terms.spot / terms.strike) + (terms.rate - terms.dividend) * terms.maturity_y) /
          deviation +
      0.5 * deviation;
  const double yield = std::exp(-terms.dividend * terms.maturity_y);
  const double density = yield * gauss_density(upper);
  return {sign * yield * gauss_distribution(sign * upper), density / (terms.spot * deviation),
          terms.spot * density * root};
}

}  // namespace tessera
