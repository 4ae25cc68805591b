#pragma once

#include "kernels/numerics/normal_distribution.hpp"
#include "kernels/numerics/option_contract.hpp"
#include "kernels/numerics/path_terms.hpp"

// Exact means of control variates, not discounted.

namespace tessera {
inline namespace TESSERA_ISA {

/// The mean of the payoff of exp of a normal with this mean and variance.
[[nodiscard]] TESSERA_HD double lognormal_payoff_mean(double log_mean, double log_variance,
                                                      double strike, OptionSide side) {
  const double sign = side == OptionSide::call ? 1.0 : -1.0;
  const double mean = exact::exp(log_mean + 0.5 * log_variance);
  const double deviation = exact::square_root(log_variance);
  if (!(deviation > 0.0) || !(strike > 0.0)) {
    const double above = sign * (mean - strike);
    return above > 0.0 ? above : 0.0;
  }
  const double d2 = (log_mean - exact::log(strike)) / deviation;
  const double d1 = d2 + deviation;
  return sign * (mean * normal_distribution(sign * d1) - strike * normal_distribution(sign * d2));
}

/// The mean of the payoff of the geometric mean over the dates.
[[nodiscard]] TESSERA_HD double geometric_payoff_mean(const OptionContract& contract,
                                                      const Market& market) {
  const PathTerms<double> terms = path_terms<double>(contract, market);
  const double mean_date = 0.5 * (terms.steps + 1.0);
  return lognormal_payoff_mean(exact::log(market.spot) + terms.drift * mean_date,
                               terms.mean_variance, contract.strike, contract.side);
}

[[nodiscard]] TESSERA_HD double forward(double spot, double yield, double maturity) {
  return spot * exact::exp(yield * maturity);
}

/// The mean of `control`; 0 for none.
[[nodiscard]] TESSERA_HD double control_mean(Control control, const OptionContract& contract,
                                             const Market& market, const Basket& basket) {
  if (control == Control::none) return 0.0;
  if (control == Control::geometric) return geometric_payoff_mean(contract, market);
  if (contract.payoff != Payoff::basket) {
    return forward(market.spot, market.rate - market.dividend, contract.maturity);
  }
  double mean = 0.0;
  for (int asset = 0; asset < basket.count; ++asset) {
    mean = mean + basket.weight[asset] * forward(basket.spot[asset],
                                                 market.rate - basket.dividend[asset],
                                                 contract.maturity);
  }
  return mean;
}

}  // namespace TESSERA_ISA
}  // namespace tessera
