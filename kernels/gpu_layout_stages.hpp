#pragma once

#include "kernels/gpu_executor.hpp"
#include "kernels/stages/element_areas.hpp"
#include "kernels/stages/item_groups.hpp"
#include "kernels/stages/item_loops.hpp"
#include "kernels/stages/key_order.hpp"
#include "kernels/stages/running_sums.hpp"

// The GPU side of the stages that number a mesh and lay it out.

namespace tessera::gpu {

SortKeys<Executor> sort_keys;
GroupItems<Executor> group_items;
AccumulateCounts<Executor> accumulate_counts;
MeasureAreas<Executor> measure_areas;

/// See ForItems and FoldItems. For the bodies of numbering and layouts:
/// kernels/cuda/layout_loops.cu.
template <class Body>
void for_items(Executor& executor, std::int64_t count, const Body& body);
template <class Fold>
typename Fold::Value fold_items(Executor& executor, std::int64_t count, const Fold& fold);

}  // namespace tessera::gpu
