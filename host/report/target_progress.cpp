#include "host/report/target_progress.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "host/report/format.hpp"

namespace tessera {

void TargetProgress::update(const McProgress& now) {
  if (target_error_ <= 0.0 || now.standard_error <= 0.0) {
    progress_.update(now.paths_done, now.paths_planned);
    return;
  }
  if (now.standard_error != standard_error_) {
    standard_error_ = now.standard_error;
    paths_at_look_ = now.paths_done;
  }
  progress_.update(now.paths_done, paths_expected(now),
                   "standard error " + format_number(standard_error_, 3) + " of " +
                       format_number(target_error_, 3));
}

std::int64_t TargetProgress::paths_expected(const McProgress& now) const {
  const double ratio = standard_error_ / target_error_;
  const double expected = static_cast<double>(paths_at_look_) * ratio * ratio;
  const auto planned = static_cast<double>(now.paths_planned);
  return std::clamp(static_cast<std::int64_t>(std::min(expected, planned)), now.paths_done,
                    std::max(now.paths_done, now.paths_planned));
}

}  // namespace tessera
