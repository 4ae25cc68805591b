#pragma once

#include <cstdint>

#include "kernels/stages/view.hpp"

namespace tessera {

/// values[i] = values[0] + ... + values[i], in place. Returns the last, 0 for none. No sum leaves
/// 32 bits.
/// Per item 12 bytes.
template <class Exec>
using AccumulateCounts = std::int64_t(Exec&, View<std::int32_t> values);

}  // namespace tessera
