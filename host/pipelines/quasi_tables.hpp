#pragma once

#include <cstdint>
#include <vector>

#include "kernels/numerics/brownian_bridge.hpp"
#include "kernels/numerics/sobol.hpp"

namespace tessera {

/// Most dimensions that there are direction numbers for.
[[nodiscard]] std::int64_t most_sobol_dimensions();

/// Most points of one scrambling.
inline constexpr std::int64_t kMostSobolPoints = std::int64_t{1} << kSobolDigits;

/// Throws UsageError where a run of so many points per scrambling and dimensions is not possible.
void check_sobol_run(std::int64_t points, std::int64_t dimensions);

/// Direction numbers as kernels/numerics/sobol.hpp takes them: [dimension][32], the first binary
/// place in bit 0. Those of Joe and Kuo (2008), set D6. Throws UsageError for more dimensions than
/// most_sobol_dimensions().
[[nodiscard]] std::vector<std::uint32_t> sobol_directions(std::int64_t dimensions);

/// The points of the bridge over 1 <= steps <= kMostBridgeSteps equal steps, in the order in which
/// `bridge_increment` takes them. Intervals are halved in the order of their width, those of a
/// generation from left to right; of an odd width the left half is the smaller one.
[[nodiscard]] std::vector<BridgePoint> bridge_points(std::int32_t steps);

}  // namespace tessera
