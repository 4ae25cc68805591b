#pragma once

#include "host/pipelines/monte_carlo.hpp"
#include "host/report/progress.hpp"

namespace tessera {

/// Shows how far a Monte Carlo run is: towards its number of paths, or towards the paths that a
/// target of the standard error will take, if fewer. The error falls with the square root of the
/// number of paths.
class TargetProgress {
 public:
  /// `target_error` 0: none. `progress` outlives this object.
  TargetProgress(Progress& progress, double target_error)
      : progress_(progress), target_error_(target_error) {}

  void update(const McProgress& now);

 private:
  [[nodiscard]] std::int64_t paths_expected(const McProgress& now) const;

  Progress& progress_;
  double target_error_;
  double standard_error_ = 0.0;     // the one last looked at
  std::int64_t paths_at_look_ = 0;  // when it was
};

}  // namespace tessera
