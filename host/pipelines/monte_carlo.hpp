#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "kernels/stages/path_simulation.hpp"

namespace tessera {

/// Independent scramblings of a Sobol run, from whose means its standard error comes.
inline constexpr std::int32_t kScramblings = 32;

/// What a Monte Carlo run does. `problem` is the user's part: its layout holds `antithetic`, and
/// counts, control and tables are filled in by `simulate`.
struct McPlan {
  PathProblem problem;
  /// Paths to simulate, 1 or more. With antithetic rounded up to pairs; with sobol to kScramblings
  /// times a power of two of samples.
  std::int64_t paths = 0;
  bool control_variate = false;
  /// Stop early once the standard error of the price is at most this; 0: never. Looked at after
  /// 2^20 * 2^k samples only, so that the answer depends on nothing else. Not with sobol.
  double target_error = 0.0;
  /// Dimensions of the direction numbers are the caller's: [dimension][32], of sobol only.
  std::span<const std::uint32_t> directions;
};

/// How far a run is; `standard_error` is the one last looked at, or 0.
struct McProgress {
  std::int64_t paths_done = 0;
  std::int64_t paths_planned = 0;
  double standard_error = 0.0;
};

/// Who looks at a run on its way; may be empty.
struct McObserver {
  std::function<void(const McProgress&)> progress;
};

struct Estimate {
  double value = 0.0;
  double standard_error = 0.0;
};

struct GreekEstimates {
  Estimate delta;
  Estimate gamma;
  Estimate vega;  // per unit of volatility
};

struct McResult {
  Estimate price;
  std::optional<GreekEstimates> greeks;
  /// Factor of the standard error for a confidence of 95 %: 1.96, with sobol Student's t for
  /// kScramblings - 1.
  double confidence_factor = 0.0;
  SampleMoments moments;        // of all samples, not discounted: what the checksum is made of
  std::int64_t paths = 0;       // simulated, invalid ones included
  std::int64_t samples = 0;     // paths, or pairs of them
  bool reached_target = false;  // target_error was given and met
  double control_beta = 0.0;
  double seconds = 0.0;  // of the simulation alone
  /// Whether all samples were finite; else `moments` names the first path that was not, and the
  /// estimates are of the others.
  [[nodiscard]] bool is_valid() const { return moments.invalid_count == 0; }
};

/// Paths that a plan comes to after rounding up.
[[nodiscard]] std::int64_t paths_of(const McPlan& plan);

/// Runs `plan` on `executor`, in memory that does not depend on the number of paths. The bits of
/// the result depend neither on the executor nor on how the chunks are grouped into batches.
template <class Exec>
McResult simulate(Exec& executor, const McPlan& plan, const McObserver& observer = {});

}  // namespace tessera
