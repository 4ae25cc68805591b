#pragma once

#include <cstdint>

namespace tessera {

// Loops over the items of a mesh that number it and lay it out. What they do with one item is a
// body: a struct of views and numbers with TESSERA_HD functions, so that both paths run the same
// code. On a device every body is instantiated by kernels/cuda/layout_loops.cu.

/// body(item) for item 0..count-1, in any order and at the same time: a body writes to places of
/// its item only, or what everybody else would write there.
template <class Exec, class Body>
using ForItems = void(Exec&, std::int64_t count, const Body& body);

/// combine(... combine(none(), of(0)) ..., of(count - 1)) in any order and grouping, which must not
/// change a bit: extremes, counts, bits that are set. `of` is called once per item. Returns
/// Fold::Value, of at most 64 bytes.
template <class Exec, class Fold>
using FoldItems = typename Fold::Value(Exec&, std::int64_t count, const Fold& fold);

}  // namespace tessera
