#include "kernels/cuda/launch.cuh"
#include "kernels/cuda/warp.cuh"
#include "kernels/gpu_stages.hpp"
#include "kernels/stages/stiffness.hpp"

namespace tessera {
namespace {

using gpu::thread_in_grid;

constexpr int kElementThreads = 128;
constexpr int kNodeThreads = 128;
constexpr int kRowThreads = 256;
constexpr int kRowsPerBlock = kRowThreads / kQuad8Nodes;
/// Entries of a block's rows that fit on chip: 32 rows of a regular mesh have 512 to 672.
constexpr std::int64_t kTileEntries = 1024;

/// One element per thread: the accumulators of its 28 pairs stay in registers, because every loop
/// over nodes and points is unrolled. The padding repeats the last element, as on the CPU.
__global__ void __launch_bounds__(kElementThreads)
    compute_conductance_kernel(ElementTable table, View<double> conductance) {
  const std::int64_t element = thread_in_grid();
  if (element * kQuad8Pairs >= conductance.count) return;
  const std::int64_t last = table.element_count() - 1;
  const std::int64_t source = element < last ? element : last;
  double x[kQuad8Nodes];
  double y[kQuad8Nodes];
  const auto* const quarters = reinterpret_cast<const int4*>(table.nodes.data) + 2 * source;
  const int4 corners = quarters[0];
  const int4 sides = quarters[1];
  const int node[kQuad8Nodes] = {corners.x, corners.y, corners.z, corners.w,
                                 sides.x,   sides.y,   sides.z,   sides.w};
#pragma unroll
  for (int a = 0; a < kQuad8Nodes; ++a) {
    x[a] = table.x[node[a]];
    y[a] = table.y[node[a]];
  }
  double pairs[kQuad8Pairs];
  element_conductance(x, y, table.conductivity[source], pairs);
  double* const target = &conductance[conductance_index(element, 0)];
#pragma unroll
  for (int pair = 0; pair < kQuad8Pairs; ++pair) target[pair * kElementLanes] = pairs[pair];
}

/// Adds row `a` of one element matrix to a row of A; eight threads, one per node b of the element,
/// whose columns differ. The diagonal is the sum of the conductances of a, b ascending.
__device__ void add_element_row(const double* conductance, int a, int b, Slot slot, unsigned team,
                                double* row) {
  const int pair = a < b ? quad8_pair(a, b) : quad8_pair(b, a);
  const double rate = a == b ? 0.0 : conductance[pair * kElementLanes];
  double diagonal = 0.0;
#pragma unroll
  for (int other = 0; other < kQuad8Nodes; ++other) {
    const double rate_of_other = __shfl_sync(team, rate, other, kQuad8Nodes);
    if (other != a) diagonal = diagonal + rate_of_other;
  }
  if (a == b) {
    row[slot] = row[slot] + diagonal;
  } else if (slot != kNoSlot) {
    row[slot] = row[slot] - rate;
  }
  // The next element of the row may add to the same entry by another thread.
  __syncwarp(team);
}

/// Eight threads per row; the rows of a block lie side by side in A, so that they are summed on
/// chip and written as one stretch. Blocks with too many entries work in place.
__global__ void __launch_bounds__(kRowThreads)
    gather_stiffness_kernel(ElementTable table, StiffnessRows rows) {
  __shared__ double tile[kTileEntries];
  const std::int64_t first_row = std::int64_t{blockIdx.x} * kRowsPerBlock;
  const std::int64_t last_row = min(first_row + kRowsPerBlock, table.unknown_count);
  const std::int32_t begin = rows.row_offsets[first_row];
  const std::int32_t entries = rows.row_offsets[last_row] - begin;
  double* const sums = entries <= kTileEntries ? tile : &rows.values[begin];
  for (int entry = threadIdx.x; entry < entries; entry += kRowThreads) sums[entry] = 0.0;
  __syncthreads();

  const std::int64_t node = first_row + threadIdx.x / kQuad8Nodes;
  const int b = static_cast<int>(threadIdx.x) % kQuad8Nodes;
  const unsigned team = 0xFFU << (threadIdx.x % gpu::kWarp / kQuad8Nodes * kQuad8Nodes);
  if (node < last_row) {
    double* const row = sums + (rows.row_offsets[node] - begin);
    const std::int32_t end = table.incidence_offsets[node + 1];
    for (std::int32_t at = table.incidence_offsets[node]; at < end; ++at) {
      const std::int32_t incidence = table.incidences[at];
      const std::int64_t first = conductance_index(incidence_element(incidence), 0);
      add_element_row(&rows.conductance[first], incidence_local(incidence), b,
                      rows.slots[std::int64_t{at} * kQuad8Nodes + b], team, row);
    }
  }
  if (entries > kTileEntries) return;
  __syncthreads();
  for (int entry = threadIdx.x; entry < entries; entry += kRowThreads) {
    rows.values[begin + entry] = tile[entry];
  }
}

/// The potential at the nodes of one element.
struct ElementPotential {
  const std::int32_t* nodes;
  const double* u;
  TESSERA_HD double operator[](int b) const { return u[nodes[b]]; }
};

__global__ void __launch_bounds__(kNodeThreads)
    apply_stiffness_kernel(ElementTable table, View<const double> conductance, View<const double> u,
                           View<double> action) {
  const std::int64_t node = thread_in_grid();
  if (node >= table.node_count()) return;
  double sum = 0.0;
  const std::int32_t end = table.incidence_offsets[node + 1];
  for (std::int32_t at = table.incidence_offsets[node]; at < end; ++at) {
    const std::int32_t incidence = table.incidences[at];
    const std::int64_t element = incidence_element(incidence);
    const ElementPairs pairs(conductance, element);
    const ElementPotential potential{&table.nodes[element * kQuad8Nodes], u.data};
    sum = sum + conductance_action(incidence_local(incidence), pairs, potential);
  }
  action[node] = sum;
}

}  // namespace

void gpu::compute_conductance(Executor& executor, const ElementTable& table,
                              View<double> conductance) {
  const std::int64_t padded = conductance.count / kQuad8Pairs;
  launch(executor, blocks_for(padded, kElementThreads), kElementThreads, compute_conductance_kernel,
         table, conductance);
}

void gpu::gather_stiffness(Executor& executor, const ElementTable& table, StiffnessRows rows) {
  launch(executor, blocks_for(table.unknown_count, kRowsPerBlock), kRowThreads,
         gather_stiffness_kernel, table, rows);
}

void gpu::apply_stiffness(Executor& executor, const ElementTable& table,
                          View<const double> conductance, View<const double> u,
                          View<double> action) {
  launch(executor, blocks_for(table.node_count(), kNodeThreads), kNodeThreads,
         apply_stiffness_kernel, table, conductance, u, action);
}

}  // namespace tessera
