#include "host/closed_forms/barrier.hpp"

#include <cmath>

#include "host/closed_forms/gauss.hpp"

namespace tessera {
namespace {

// -zeta(1/2) / sqrt(2 pi)
constexpr double kDiscreteShift = 0.58259715793901;

// What the option is worth as if it paid beyond a level (the strike or the barrier) alone: of all
// paths, less those that are reflected at the barrier on the way; A - C and B - D of Haug's table.
class BarrierTerms {
 public:
  BarrierTerms(Payoff kind, OptionSide side, const GbmOption& terms, double barrier)
      : terms_(terms),
        barrier_(barrier),
        payoff_sign_(side == OptionSide::call ? 1.0 : -1.0),
        barrier_sign_(kind == Payoff::barrier_up_out ? -1.0 : 1.0) {}

  // Up to a constant where the two signs differ, which goes when two levels are subtracted: of
  // N(x) and N(-x) = 1 - N(x) the one that vanishes far from the barrier is taken.
  [[nodiscard]] double untouched_beyond(double level) const {
    const double paths = beyond(std::log(terms_.spot / level), payoff_sign_, 0.0);
    const double reflected = beyond(std::log(barrier_ * barrier_ / (terms_.spot * level)),
                                    barrier_sign_, std::log(barrier_ / terms_.spot));
    return payoff_sign_ * paths - barrier_sign_ * reflected;
  }

 private:
  [[nodiscard]] double beyond(double distance, double sign, double reflection) const {
    const double deviation = terms_.volatility * std::sqrt(terms_.maturity_y);
    const double carry = terms_.rate - terms_.dividend;
    // mu of the literature; 2 mu = 2 carry / v^2 - 1.
    const double mu = carry / (terms_.volatility * terms_.volatility) - 0.5;
    const double place = distance / deviation + (1.0 + mu) * deviation;
    const double of_asset = exp_times_gauss(
        2.0 * (mu + 1.0) * reflection - terms_.dividend * terms_.maturity_y, sign * place);
    const double of_strike = exp_times_gauss(
        2.0 * mu * reflection - terms_.rate * terms_.maturity_y, sign * (place - deviation));
    return terms_.spot * of_asset - terms_.strike * of_strike;
  }

  const GbmOption& terms_;
  double barrier_;
  double payoff_sign_;
  double barrier_sign_;
};

}  // namespace

double barrier_price(Payoff kind, OptionSide side, const GbmOption& terms, double barrier) {
  const bool up = kind == Payoff::barrier_up_out;
  if (up ? terms.spot >= barrier : terms.spot <= barrier) return 0.0;
  const BarrierTerms parts(kind, side, terms, barrier);
  const bool pays_towards_barrier = up == (side == OptionSide::call);
  const bool strike_is_inside = up ? terms.strike < barrier : terms.strike > barrier;
  if (!pays_towards_barrier) {
    return parts.untouched_beyond(strike_is_inside ? terms.strike : barrier);
  }
  // Paid between strike and barrier, or never.
  if (!strike_is_inside) return 0.0;
  return parts.untouched_beyond(terms.strike) - parts.untouched_beyond(barrier);
}

double continuous_barrier_of_discrete(Payoff kind, double barrier, double volatility,
                                      double time_step_y) {
  const double shift = kDiscreteShift * volatility * std::sqrt(time_step_y);
  return barrier * std::exp(kind == Payoff::barrier_up_out ? shift : -shift);
}

}  // namespace tessera
