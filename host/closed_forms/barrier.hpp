#pragma once

#include "host/closed_forms/gbm_option.hpp"

namespace tessera {

/// Price of an option that is worthless once the spot has touched `barrier`, which is watched
/// continuously; no rebate. 0 where the spot stands on or behind the barrier (Reiner & Rubinstein
/// 1991; Haug 2007, section 4.17.1).
[[nodiscard]] double barrier_price(Payoff kind, OptionSide side, const GbmOption& terms,
                                   double barrier);

/// The continuous barrier whose price is about that of `barrier` when it is watched at `dates`
/// equally distant dates only: moved away from the spot by exp(0.5826 v sqrt(dt)), with an error of
/// the price of o(1/sqrt(dates)) (Broadie, Glasserman & Kou 1997).
[[nodiscard]] double continuous_barrier_of_discrete(Payoff kind, double barrier, double volatility,
                                                    double time_step_y);

}  // namespace tessera
