#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace tessera {

/// Tells from the slope of the logarithm of the residual when an iteration will be done. Keeps a
/// bounded number of the observations, evenly spread over the run so far.
class ResidualTrend {
 public:
  /// `residual` at `time_s` (any origin, ascending). Zero, negative and NaN are passed over.
  void add(double time_s, double residual);

  /// Seconds from the last observation until the residual is `target`, by the least-squares line
  /// through the later half of the observations: conjugate gradients start slowly and speed up.
  /// None while there is no downward slope to go by; 0 when the target is reached.
  [[nodiscard]] std::optional<double> seconds_to(double target) const;

 private:
  struct Observation {
    double time_s;
    double log_residual;
  };
  std::vector<Observation> observations_;
  Observation last_{0.0, 0.0};
  std::int64_t seen_ = 0;
  std::int64_t stride_ = 1;
};

}  // namespace tessera
