#pragma once

#include <cstdint>

#include "host/closed_forms/gbm_option.hpp"

namespace tessera {

/// Price of an option on the geometric mean of the spot on `dates` equally distant dates, the last
/// one at maturity and the first one a step after today. The mean is lognormal (Kemna & Vorst 1990;
/// in this discrete form Clewlow & Strickland 1998, section 4.10).
[[nodiscard]] double geometric_asian_price(OptionSide side, const GbmOption& terms,
                                           std::int64_t dates);

}  // namespace tessera
