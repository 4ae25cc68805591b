#pragma once

#include <cstdint>

#include "kernels/stages/view.hpp"

namespace tessera {

/// Items by the group that they belong to.
struct ItemGroups {
  View<std::int32_t> offsets;  // [group + 1] of the next
  View<std::int32_t> items;    // those of group 0 ascending, then those of group 1, ...
};

/// Gathers the items 0..n-1 of every group, ascending; group_of[item] lies in 0..group count - 1.
/// Time is linear: per item about 24 bytes read and 16 written. The same for every team. At most
/// 2^31 - 1 items and groups.
template <class Exec>
using GroupItems = void(Exec&, View<const std::int32_t> group_of, ItemGroups);

}  // namespace tessera
