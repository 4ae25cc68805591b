#include "kernels/cuda/launch.cuh"
#include "kernels/gpu_stages.hpp"
#include "kernels/stages/source_load.hpp"

namespace tessera {
namespace {

constexpr int kThreads = 128;

/// The load of the element of `incidence` on its node there.
__device__ double load_of(const ElementTable& table, const Sources& sources,
                          std::int32_t incidence) {
  const std::int64_t element = incidence_element(incidence);
  const double constant = sources.of_element.count > 0 ? sources.of_element[element] : 0.0;
  double x[kQuad8Nodes];
  double y[kQuad8Nodes];
  double source[kQuad8Nodes];
#pragma unroll
  for (int b = 0; b < kQuad8Nodes; ++b) {
    const std::int32_t node = table.nodes[element * kQuad8Nodes + b];
    x[b] = table.x[node];
    y[b] = table.y[node];
    source[b] = constant + (sources.of_node.count > 0 ? sources.of_node[node] : 0.0);
  }
  return element_source_load(incidence_local(incidence), x, y, source);
}

__global__ void __launch_bounds__(kThreads)
    add_source_load_kernel(ElementTable table, Sources sources, View<double> load) {
  const std::int64_t node = gpu::thread_in_grid();
  if (node >= table.node_count()) return;
  double sum = load[node];
  const std::int32_t end = table.incidence_offsets[node + 1];
  for (std::int32_t at = table.incidence_offsets[node]; at < end; ++at) {
    sum = sum + load_of(table, sources, table.incidences[at]);
  }
  load[node] = sum;
}

}  // namespace

void gpu::add_source_load(Executor& executor, const ElementTable& table, Sources sources,
                          View<double> load) {
  launch(executor, blocks_for(table.node_count(), kThreads), kThreads, add_source_load_kernel,
         table, sources, load);
}

}  // namespace tessera
