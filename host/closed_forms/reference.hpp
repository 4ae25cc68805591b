#pragma once

#include <optional>
#include <string>

#include "host/closed_forms/black_scholes.hpp"
#include "kernels/stages/path_simulation.hpp"

namespace tessera {

/// A price that is known, and whose formula it is.
struct KnownPrice {
  double value = 0.0;
  std::string source;
};

/// The exact price of what is simulated, where a closed form (or for Heston one integral) is known:
/// European options, geometric Asian options on dates, barrier and lookback options that are
/// watched all the time (`bridge`). None for anything else and with `heavy` rounds.
[[nodiscard]] std::optional<KnownPrice> reference_price(const PathProblem& problem);

/// A price nearby, which a run need not meet within its standard error: for barriers on dates that
/// of the barrier moved by Broadie, Glasserman & Kou, for `corrected` monitoring that of watching
/// all the time.
[[nodiscard]] std::optional<KnownPrice> nearby_price(const PathProblem& problem);

/// The sensitivities of `reference_price`: of European options under GBM by their closed form, else
/// as differences of fourth order of the price, right to about 1e-5 of each. What is moved is what
/// kernels/stages/path_bumps.hpp says. None for baskets.
[[nodiscard]] std::optional<BlackScholesGreeks> reference_greeks(const PathProblem& problem);

}  // namespace tessera
