#pragma once

namespace tessera {

/// Density of the standard normal distribution.
[[nodiscard]] double normal_density(double x);

/// Standard normal distribution function, with a small relative error in the lower tail too.
[[nodiscard]] double normal_distribution(double x);

/// exp(exponent) * N(x), also where the first factor overflows while the second vanishes, as both
/// do in the reflected terms of barrier and lookback options at a low volatility.
[[nodiscard]] double exp_times_normal(double exponent, double x);

}  // namespace tessera
