#pragma once

#include "host/pipelines/monte_carlo.hpp"
#include "host/report/progress.hpp"

namespace tessera {

/// Shows how far a Monte Carlo run is: towards its number of paths, or towards the look at the
/// standard error that will meet a target, if that comes earlier. The error falls with the square
/// root of the number of paths, and is looked at after powers of two of them only.
class TargetProgress {
 public:
  /// `target_error` 0: none. `progress` outlives this object.
  TargetProgress(Progress& progress, double target_error)
      : progress_(progress), target_error_(target_error) {}

  void update(const McProgress& now);

 private:
  void take_look(const McProgress& now);

  Progress& progress_;
  double target_error_;
  double standard_error_ = 0.0;      // the one last looked at
  std::int64_t expected_paths_ = 0;  // at the look that will meet the target
};

}  // namespace tessera
