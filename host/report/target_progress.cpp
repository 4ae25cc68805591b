#include "host/report/target_progress.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <string>

#include "host/report/format.hpp"

namespace tessera {

void TargetProgress::update(const McProgress& now) {
  if (target_error_ <= 0.0 || now.standard_error <= 0.0) {
    progress_.update(now.paths_done, now.paths_planned);
    return;
  }
  if (now.standard_error != standard_error_) take_look(now);
  progress_.update(now.paths_done, std::min(expected_paths_, now.paths_planned),
                   "standard error " + format_number(standard_error_, 3) + " of " +
                       format_number(target_error_, 3));
}

void TargetProgress::take_look(const McProgress& now) {
  standard_error_ = now.standard_error;
  const double ratio = standard_error_ / target_error_;
  // The look was at the last power of two before the paths of now, and did not meet the target.
  expected_paths_ = std::int64_t{1}
                    << std::bit_width(static_cast<std::uint64_t>(now.paths_done - 1));
  for (double missing = 0.5 * ratio * ratio; missing > 1.0; missing *= 0.5) {
    if (expected_paths_ >= now.paths_planned) break;
    expected_paths_ *= 2;
  }
}

}  // namespace tessera
