#pragma once

#include "host/closed_forms/gbm_option.hpp"

namespace tessera {

/// Price of a fixed-strike lookback option that begins today and is watched continuously: the call
/// pays max(max S - K, 0), the put max(K - min S, 0) (Conze & Viswanathan 1991; Haug 2007, section
/// 4.15.2). Where rate and yield agree, as everywhere, without cancellation.
[[nodiscard]] double lookback_price(OptionSide side, const GbmOption& terms);

}  // namespace tessera
