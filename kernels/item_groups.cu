#include <algorithm>
#include <bit>
#include <cub/device/device_radix_sort.cuh>
#include <utility>

#include "kernels/cuda/cub_workspace.cuh"
#include "kernels/cuda/launch.cuh"
#include "kernels/cuda/scan.hpp"
#include "kernels/gpu_layout_stages.hpp"
#include "kernels/stages/item_groups.hpp"

namespace tessera {
namespace {

using gpu::thread_in_grid;

constexpr int kThreads = 256;

/// Numbers the items, and counts those of a group behind its offset.
__global__ void __launch_bounds__(kThreads)
    count_groups_kernel(View<const std::int32_t> group_of, View<std::int32_t> numbers,
                        View<std::int32_t> offsets) {
  const std::int64_t item = thread_in_grid();
  if (item >= group_of.count) return;
  numbers[item] = static_cast<std::int32_t>(item);
  atomicAdd(&offsets[group_of[item] + 1], 1);
}

}  // namespace

void gpu::group_items(Executor& executor, View<const std::int32_t> group_of, ItemGroups groups) {
  set_zero(executor, groups.offsets);
  if (group_of.count == 0) return;
  Array<std::int32_t> numbers = allocate<std::int32_t>(executor, group_of.count);
  launch(executor, blocks_for(group_of.count, kThreads), kThreads, count_groups_kernel, group_of,
         numbers.view(), groups.offsets);
  inclusive_scan(executor, groups.offsets);

  // Stable, least significant digit first: the items of a group stay in ascending order.
  const auto last_group = static_cast<std::uint32_t>(groups.offsets.count - 2);
  const int bits = std::max(static_cast<int>(std::bit_width(last_group)), 1);
  Array<std::int32_t> sorted = allocate<std::int32_t>(executor, group_of.count);
  run_with_workspace(executor, [&](void* workspace, std::size_t& bytes, cudaStream_t stream) {
    return cub::DeviceRadixSort::SortPairs(workspace, bytes, group_of.data, sorted.view().data,
                                           std::as_const(numbers).view().data, groups.items.data,
                                           group_of.count, 0, bits, stream);
  });
}

}  // namespace tessera
