#pragma once

namespace tessera {

/// Density of the standard normal distribution. Closed forms use the C library's functions: they
/// are the other opinion beside those of kernels/numerics.
[[nodiscard]] double gauss_density(double x);

/// Standard normal distribution function, with a small relative error in the lower tail too.
[[nodiscard]] double gauss_distribution(double x);

/// exp(exponent) * N(x), also where the first factor overflows while the second vanishes, as both
/// do in the reflected terms of barrier and lookback options at a low volatility.
[[nodiscard]] double exp_times_gauss(double exponent, double x);

}  // namespace tessera
