#include "kernels/cuda/launch.cuh"
#include "kernels/gpu_stages.hpp"
#include "kernels/stages/boundary.hpp"

namespace tessera {
namespace {

using gpu::thread_in_grid;

constexpr int kThreads = 256;

__global__ void __launch_bounds__(kThreads) add_entries_kernel(CsrMatrix A, MatrixEntries list) {
  const std::int64_t item = thread_in_grid();
  if (item >= list.values.count) return;
  std::int32_t entry = A.row_offsets[list.rows[item]];
  while (A.columns[entry] != list.columns[item]) ++entry;
  A.values[entry] = A.values[entry] + list.values[item];
}

__global__ void __launch_bounds__(kThreads)
    form_right_side_kernel(View<const double> load, View<const double> action, View<double> b) {
  const std::int64_t row = thread_in_grid();
  if (row < b.count) b[row] = load[row] - action[row];
}

__global__ void __launch_bounds__(kThreads)
    compose_potential_kernel(PotentialParts parts, View<double> u) {
  const std::int64_t node = thread_in_grid();
  if (node >= u.count) return;
  const bool unknown = node < parts.solution.count;
  u[node] = unknown ? parts.solution[node] * parts.scale[node] : parts.known[node];
}

}  // namespace

void gpu::add_entries(Executor& executor, CsrMatrix A, MatrixEntries list) {
  launch(executor, blocks_for(list.values.count, kThreads), kThreads, add_entries_kernel, A, list);
}

void gpu::form_right_side(Executor& executor, View<const double> load, View<const double> action,
                          View<double> b) {
  launch(executor, blocks_for(b.count, kThreads), kThreads, form_right_side_kernel, load, action,
         b);
}

void gpu::compose_potential(Executor& executor, PotentialParts parts, View<double> u) {
  launch(executor, blocks_for(u.count, kThreads), kThreads, compose_potential_kernel, parts, u);
}

}  // namespace tessera
