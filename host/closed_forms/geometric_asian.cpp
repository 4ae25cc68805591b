#include "host/closed_forms/geometric_asian.hpp"

#include <cmath>

#include "host/closed_forms/black_scholes.hpp"

namespace tessera {

// With dates t_i = i T/n: E[log G] = log S + (r - q - v^2/2) T (n+1)/(2n), and
// Var[log G] = v^2 T (n+1)(2n+1)/(6 n^2).
double geometric_asian_price(OptionSide side, const GbmOption& terms, std::int64_t dates) {
  const auto count = static_cast<double>(dates);
  const double variance = terms.volatility * terms.volatility;
  const double mean_time = terms.maturity_y * (count + 1.0) / (2.0 * count);
  const double log_variance =
      variance * terms.maturity_y * (count + 1.0) * (2.0 * count + 1.0) / (6.0 * count * count);
  const double drift = (terms.rate - terms.dividend - 0.5 * variance) * mean_time;
  return lognormal_price(side, terms.spot * std::exp(drift + 0.5 * log_variance), terms.strike,
                         std::sqrt(log_variance), std::exp(-terms.rate * terms.maturity_y));
}

}  // namespace tessera
