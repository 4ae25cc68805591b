#pragma once

#include "kernels/numerics/path_values.hpp"

// Sensitivities as differences of samples: the same random numbers, with the spot or the volatility
// moved.

namespace tessera {

/// What is simulated for the differences of a sample.
enum class Variant : std::int32_t { as_it_is, spot_up, spot_down, volatility_up, volatility_down };
inline constexpr int kVariants = 5;

/// By how much spot and volatility are moved.
struct BumpSizes {
  double spot, volatility;
};

inline namespace TESSERA_ISA {

/// Central differences of the samples of all variants.
[[nodiscard]] TESSERA_HD PathGreeks<double> sample_differences(const double (&sample)[kVariants],
                                                               const BumpSizes& bump) {
  const double above = sample[static_cast<int>(Variant::spot_up)];
  const double below = sample[static_cast<int>(Variant::spot_down)];
  const double here = sample[static_cast<int>(Variant::as_it_is)];
  const double by_volatility = sample[static_cast<int>(Variant::volatility_up)] -
                               sample[static_cast<int>(Variant::volatility_down)];
  return {(above - below) / (2.0 * bump.spot),
          ((above - here) - (here - below)) / (bump.spot * bump.spot),
          by_volatility / (2.0 * bump.volatility)};
}

}  // namespace TESSERA_ISA
}  // namespace tessera
