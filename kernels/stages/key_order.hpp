#pragma once

#include <cstdint>

#include "kernels/stages/view.hpp"

namespace tessera {

/// Items per chunk of stages that sort.
inline constexpr std::int64_t kSortChunk = 16384;

/// order = 0..n-1 by ascending key, equal keys in ascending order of the items; `keys` comes out
/// sorted. Least significant digit first, and only the bits in which keys differ, so the time is
/// linear: per item and digit of at most 11 bits, 20 bytes read and 12 written. The same for every
/// team. At most 2^31 - 1 items.
/// order: [item]
template <class Exec>
using SortKeys = void(Exec&, View<std::uint64_t> keys, View<std::int32_t> order);

}  // namespace tessera
