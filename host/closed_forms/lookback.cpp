#include "host/closed_forms/lookback.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "host/closed_forms/gauss.hpp"
#include "host/closed_forms/quadrature.hpp"

namespace tessera {
namespace {

// Where |2 carry / v^2| is smaller the difference of the two terms is an integral, see below.
constexpr double kSmallRatio = 0.5;

// An option of a given sign (1 call, -1 put) on the extreme of the spot beyond `level`, which the
// spot has not passed yet.
struct Extreme {
  double sign;
  double log_level;  // log(level / spot)
  double deviation;  // v sqrt(T)
  double variance;   // v^2 T
  double ratio;      // 2 (r - q) / v^2
  double place;      // d1 of the literature, for a strike at the level

  // exp(share * (r - q) T + (1 - share) * ratio * log_level) * N(sign (d1 - (1 - share) ...)):
  // share 1 is the term of the spot at maturity, share 0 that of the reflected path.
  [[nodiscard]] double term(double share) const {
    return exp_times_gauss(exponent(share), normal_place(share));
  }
  [[nodiscard]] double exponent(double share) const {
    return ratio * (share * 0.5 * variance + (1.0 - share) * log_level);
  }
  [[nodiscard]] double normal_place(double share) const {
    return sign * (place - (1.0 - share) * ratio * deviation);
  }

  // (term(1) - term(0)) / ratio
  [[nodiscard]] double difference_quotient() const {
    if (std::abs(ratio) > kSmallRatio) return (term(1.0) - term(0.0)) / ratio;
    const auto derivative = [&](double share) {
      const double x = normal_place(share);
      return (0.5 * variance - log_level) * term(share) +
             sign * deviation * std::exp(exponent(share)) * gauss_density(x);
    };
    return integrate(derivative, 0.0, 1.0, 1e-15).value;
  }
};

Extreme extreme_of(double sign, const GbmOption& terms, double level) {
  const double variance = terms.volatility * terms.volatility * terms.maturity_y;
  const double deviation = std::sqrt(variance);
  const double carry = (terms.rate - terms.dividend) * terms.maturity_y;
  const double log_level = std::log(level / terms.spot);
  return {sign,
          log_level,
          deviation,
          variance,
          2.0 * carry / variance,
          (carry - log_level) / deviation + 0.5 * deviation};
}

}  // namespace

double lookback_price(OptionSide side, const GbmOption& terms) {
  const double sign = side == OptionSide::call ? 1.0 : -1.0;
  // What the extreme of today is worth at the strike is certain.
  const double level = sign * std::max(sign * terms.strike, sign * terms.spot);
  const double discount = std::exp(-terms.rate * terms.maturity_y);
  const Extreme extreme = extreme_of(sign, terms, level);
  const double certain = discount * sign * (level - terms.strike);
  const double of_asset = terms.spot * std::exp(-terms.dividend * terms.maturity_y) *
                          gauss_distribution(sign * extreme.place);
  const double of_level =
      level * discount * gauss_distribution(sign * (extreme.place - extreme.deviation));
  return certain + sign * (of_asset - of_level) +
         sign * terms.spot * discount * extreme.difference_quotient();
}

}  // namespace tessera
