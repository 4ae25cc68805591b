#include "kernels/cuda/launch.cuh"
#include "kernels/gpu_stages.hpp"
#include "kernels/stages/recovery.hpp"

namespace tessera {
namespace {

using gpu::thread_in_grid;

constexpr int kThreads = 128;

__global__ void __launch_bounds__(kThreads)
    recover_velocity_kernel(ElementTable table, View<const double> u, ElementFlow flow) {
  const std::int64_t element = thread_in_grid();
  if (element >= table.element_count()) return;
  double x[kQuad8Nodes];
  double y[kQuad8Nodes];
  double u_element[kQuad8Nodes];
#pragma unroll
  for (int a = 0; a < kQuad8Nodes; ++a) {
    const std::int32_t node = table.nodes[element * kQuad8Nodes + a];
    x[a] = table.x[node];
    y[a] = table.y[node];
    u_element[a] = u[node];
  }
  const ElementVelocity<double> velocity =
      element_velocity(x, y, u_element, table.conductivity[element]);
  flow.vx[element] = velocity.vx;
  flow.vy[element] = velocity.vy;
  flow.speed[element] = velocity.speed;
}

__global__ void __launch_bounds__(kThreads)
    recover_pressure_kernel(View<const double> speed, double half_density, double reference,
                            View<double> pressure) {
  const std::int64_t element = thread_in_grid();
  if (element >= speed.count) return;
  pressure[element] = reference - half_density * (speed[element] * speed[element]);
}

}  // namespace

void gpu::recover_velocity(Executor& executor, const ElementTable& table, View<const double> u,
                           ElementFlow flow) {
  launch(executor, blocks_for(table.element_count(), kThreads), kThreads, recover_velocity_kernel,
         table, u, flow);
}

void gpu::recover_pressure(Executor& executor, View<const double> speed, double density,
                           double reference, View<double> pressure) {
  launch(executor, blocks_for(speed.count, kThreads), kThreads, recover_pressure_kernel, speed,
         0.5 * density, reference, pressure);
}

}  // namespace tessera
