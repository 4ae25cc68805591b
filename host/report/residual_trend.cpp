#include "host/report/residual_trend.hpp"

#include <algorithm>
#include <cmath>

namespace tessera {

void ResidualTrend::add(double time_s, double residual) {
  constexpr std::size_t kMostKept = 256;
  if (!(residual > 0.0)) return;
  last_ = {time_s, std::log(residual)};
  if (seen_++ % stride_ != 0) return;
  observations_.push_back(last_);
  if (observations_.size() < kMostKept) return;
  for (std::size_t kept = 0; 2 * kept < observations_.size(); ++kept) {
    observations_[kept] = observations_[2 * kept];
  }
  observations_.resize(kMostKept / 2);
  stride_ *= 2;
}

std::optional<double> ResidualTrend::seconds_to(double target) const {
  if (observations_.empty() || !(target > 0.0)) return std::nullopt;
  const double still_to_fall = last_.log_residual - std::log(target);
  if (still_to_fall <= 0.0) return 0.0;

  const auto first = observations_.begin() + static_cast<std::ptrdiff_t>(observations_.size() / 2);
  const double count = static_cast<double>(observations_.end() - first) + 1.0;
  double mean_time = last_.time_s / count;
  double mean_log = last_.log_residual / count;
  for (auto seen = first; seen != observations_.end(); ++seen) {
    mean_time += seen->time_s / count;
    mean_log += seen->log_residual / count;
  }
  const auto from_mean = [&](const Observation& seen) { return seen.time_s - mean_time; };
  double time_squares = from_mean(last_) * from_mean(last_);
  double products = from_mean(last_) * (last_.log_residual - mean_log);
  for (auto seen = first; seen != observations_.end(); ++seen) {
    time_squares += from_mean(*seen) * from_mean(*seen);
    products += from_mean(*seen) * (seen->log_residual - mean_log);
  }
  if (!(products < 0.0)) return std::nullopt;
  return still_to_fall * time_squares / -products;
}

}  // namespace tessera
