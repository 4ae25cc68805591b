#include "kernels/cuda/launch.cuh"
#include "kernels/cuda/triplet_sort.hpp"
#include "kernels/gpu_stages.hpp"
#include "kernels/stages/stiffness.hpp"
#include "kernels/stages/triplets.hpp"

namespace tessera {
namespace {

using gpu::thread_in_grid;

constexpr int kThreads = 256;

/// One row of an element matrix per thread.
__global__ void __launch_bounds__(kThreads)
    fill_triplets_kernel(ElementTable table, View<const double> conductance, Triplets triplets) {
  const std::int64_t item = thread_in_grid();
  if (item >= table.element_count() * kQuad8Nodes) return;
  const std::int64_t element = item / kQuad8Nodes;
  const int a = static_cast<int>(item % kQuad8Nodes);
  for_stiffness_row(a, ElementPairs(conductance, element), TripletRow(table, element, a, triplets));
}

/// Where a row begins: at the first entry whose first triplet has its key or a larger one.
__global__ void __launch_bounds__(kThreads)
    find_rows_kernel(Triplets sorted, View<const std::int32_t> first_triplet,
                     View<std::int32_t> row_offsets) {
  const std::int64_t row = thread_in_grid();
  if (row >= row_offsets.count) return;
  const std::uint64_t key = triplet_key(static_cast<std::int32_t>(row), 0);
  std::int64_t begin = 0;
  std::int64_t end = first_triplet.count - 1;
  while (begin < end) {
    const std::int64_t middle = (begin + end) / 2;
    if (sorted.keys[first_triplet[middle]] < key) {
      begin = middle + 1;
    } else {
      end = middle;
    }
  }
  row_offsets[row] = static_cast<std::int32_t>(begin);
}

__global__ void __launch_bounds__(kThreads)
    sum_triplets_kernel(Triplets sorted, TripletEntries entries) {
  const std::int64_t entry = thread_in_grid();
  if (entry >= entries.values.count) return;
  const std::int32_t first = entries.first_triplet[entry];
  double sum = 0.0;
  for (std::int32_t item = first; item < entries.first_triplet[entry + 1]; ++item) {
    sum = sum + sorted.values[item];
  }
  entries.columns[entry] = static_cast<std::int32_t>(sorted.keys[first] & 0xFFFFFFFFU);
  entries.values[entry] = sum;
}

}  // namespace

void gpu::fill_triplets(Executor& executor, const ElementTable& table,
                        View<const double> conductance, Triplets triplets) {
  launch(executor, blocks_for(table.element_count() * kQuad8Nodes, kThreads), kThreads,
         fill_triplets_kernel, table, conductance, triplets);
}

void gpu::sort_triplets(Executor& executor, Triplets triplets) {
  sort_by_key(executor, triplets.keys, triplets.values);
}

std::int64_t gpu::find_entries(Executor& executor, Triplets sorted,
                               View<std::int32_t> first_triplet, View<std::int32_t> row_offsets) {
  const std::int64_t entries = find_runs(executor, sorted.keys, kNoEntry, first_triplet);
  launch(executor, blocks_for(row_offsets.count, kThreads), kThreads, find_rows_kernel, sorted,
         View<const std::int32_t>(part(first_triplet, 0, entries + 1)), row_offsets);
  return entries;
}

void gpu::sum_triplets(Executor& executor, Triplets sorted, TripletEntries entries) {
  launch(executor, blocks_for(entries.values.count, kThreads), kThreads, sum_triplets_kernel,
         sorted, entries);
}

}  // namespace tessera
