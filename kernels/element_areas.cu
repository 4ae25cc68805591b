#include "kernels/cuda/launch.cuh"
#include "kernels/gpu_layout_stages.hpp"
#include "kernels/stages/element_areas.hpp"

namespace tessera {
namespace {

using gpu::thread_in_grid;

constexpr int kThreads = 128;

/// An element per thread.
__global__ void __launch_bounds__(kThreads)
    measure_areas_kernel(ElementShapes shapes, View<double> areas) {
  const std::int64_t element = thread_in_grid();
  if (element >= areas.count) return;
  double x[kQuad8Nodes];
  double y[kQuad8Nodes];
  for (int a = 0; a < kQuad8Nodes; ++a) {
    const std::int32_t node = shapes.nodes[element * kQuad8Nodes + a];
    x[a] = shapes.x[node];
    y[a] = shapes.y[node];
  }
  areas[element] = quad8_area(x, y);
}

}  // namespace

void gpu::measure_areas(Executor& executor, ElementShapes shapes, View<double> areas) {
  launch(executor, blocks_for(areas.count, kThreads), kThreads, measure_areas_kernel, shapes,
         areas);
}

}  // namespace tessera
