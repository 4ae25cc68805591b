#include "kernels/cuda/launch.cuh"
#include "kernels/cuda/scan.hpp"
#include "kernels/cuda/warp.cuh"
#include "kernels/gpu_stages.hpp"
#include "kernels/stages/sparsity_pattern.hpp"

// One warp per row. Its lanes hold the nodes of the elements at the row's node, and the smallest
// column that is not yet taken is found again and again: sorted and distinct without any storage,
// whatever the number of elements that meet there.

namespace tessera {
namespace {

using gpu::thread_in_grid;

constexpr int kThreads = 256;
constexpr int kRowsPerBlock = kThreads / gpu::kWarp;
/// Larger than any column.
constexpr unsigned kNoColumn = 0xFFFFFFFFU;

/// The nodes of the elements at one node, element after element.
struct RowNodes {
  std::int32_t first;  // incidence
  std::int32_t count;  // nodes

  __device__ RowNodes(const ElementTable& table, std::int64_t node)
      : first(table.incidence_offsets[node]),
        count((table.incidence_offsets[node + 1] - first) * kQuad8Nodes) {}

  /// The unknown at position `place`, kNoColumn for a known potential or beyond the end.
  __device__ unsigned column(const ElementTable& table, int place) const {
    if (place >= count) return kNoColumn;
    const std::int32_t incidence = table.incidences[first + place / kQuad8Nodes];
    const std::int32_t node =
        table.nodes[incidence_element(incidence) * kQuad8Nodes + place % kQuad8Nodes];
    return node < table.unknown_count ? static_cast<unsigned>(node) : kNoColumn;
  }
};

/// Calls `take(entry, column)` in all lanes for the distinct columns of the row, ascending; returns
/// their number. `own` is the column at the lane's own position, which most rows never exceed.
template <class Take>
__device__ int for_columns(const ElementTable& table, const RowNodes& nodes, unsigned own,
                           const Take& take) {
  const int lane = static_cast<int>(threadIdx.x) % gpu::kWarp;
  unsigned lowest = 0;
  for (int entry = 0;; ++entry) {
    unsigned next = own >= lowest ? own : kNoColumn;
    for (int place = lane + gpu::kWarp; place < nodes.count; place += gpu::kWarp) {
      const unsigned column = nodes.column(table, place);
      if (column >= lowest && column < next) next = column;
    }
    next = gpu::warp_min(next);
    if (next == kNoColumn) return entry;
    take(entry, next);
    lowest = next + 1;
  }
}

__global__ void __launch_bounds__(kThreads)
    count_columns_kernel(ElementTable table, View<std::int64_t> counts) {
  const std::int64_t row = thread_in_grid() / gpu::kWarp;
  if (row >= table.unknown_count) return;
  const int lane = static_cast<int>(threadIdx.x) % gpu::kWarp;
  const RowNodes nodes(table, row);
  const int count = for_columns(table, nodes, nodes.column(table, lane), [](int, unsigned) {});
  if (lane == 0) counts[row] = count;
}

/// row_offsets[0] = 0 and row_offsets[row + 1] = ends[row].
__global__ void __launch_bounds__(kThreads)
    write_offsets_kernel(View<const std::int64_t> ends, View<std::int32_t> row_offsets) {
  const std::int64_t row = thread_in_grid();
  if (row == 0) row_offsets[0] = 0;
  if (row < ends.count) row_offsets[row + 1] = static_cast<std::int32_t>(ends[row]);
}

__global__ void __launch_bounds__(kThreads)
    fill_rows_kernel(ElementTable table, PatternRows pattern) {
  const std::int64_t row = thread_in_grid() / gpu::kWarp;
  if (row >= table.unknown_count) return;
  const int lane = static_cast<int>(threadIdx.x) % gpu::kWarp;
  const RowNodes nodes(table, row);
  const unsigned own = nodes.column(table, lane);
  std::int32_t* const columns = &pattern.columns[pattern.row_offsets[row]];
  Slot* const slots = &pattern.slots[std::int64_t{nodes.first} * kQuad8Nodes];
  Slot own_slot = kNoSlot;
  for (int place = lane + gpu::kWarp; place < nodes.count; place += gpu::kWarp) {
    slots[place] = kNoSlot;
  }
  for_columns(table, nodes, own, [&](int entry, unsigned column) {
    if (lane == 0) columns[entry] = static_cast<std::int32_t>(column);
    if (own == column) own_slot = static_cast<Slot>(entry);
    for (int place = lane + gpu::kWarp; place < nodes.count; place += gpu::kWarp) {
      if (nodes.column(table, place) == column) slots[place] = static_cast<Slot>(entry);
    }
  });
  if (lane < nodes.count) slots[lane] = own_slot;
}

}  // namespace

std::int64_t gpu::compute_row_offsets(Executor& executor, const ElementTable& table,
                                      View<std::int32_t> row_offsets) {
  Array<std::int64_t> ends = allocate<std::int64_t>(executor, table.unknown_count);
  launch(executor, blocks_for(table.unknown_count, kRowsPerBlock), kThreads, count_columns_kernel,
         table, ends.view());
  const std::int64_t entries = inclusive_scan(executor, ends.view());
  launch(executor, blocks_for(table.unknown_count + 1, kThreads), kThreads, write_offsets_kernel,
         View<const std::int64_t>(ends.view()), row_offsets);
  return entries;
}

void gpu::fill_rows(Executor& executor, const ElementTable& table, PatternRows pattern) {
  launch(executor, blocks_for(table.unknown_count, kRowsPerBlock), kThreads, fill_rows_kernel,
         table, pattern);
}

}  // namespace tessera
