#include "kernels/stages/recovery.hpp"

#include "cpu_fallback/chunks.hpp"
#include "cpu_fallback/stages.hpp"

namespace tessera {
namespace {

[[gnu::always_inline]] inline ElementVelocity<double> velocity_of(const ElementTable& table,
                                                                  View<const double> u,
                                                                  std::int64_t element) {
  double x[kQuad8Nodes];
  double y[kQuad8Nodes];
  double u_element[kQuad8Nodes];
  for (int a = 0; a < kQuad8Nodes; ++a) {
    const std::int32_t node = table.nodes[element * kQuad8Nodes + a];
    x[a] = table.x[node];
    y[a] = table.y[node];
    u_element[a] = u[node];
  }
  return element_velocity(x, y, u_element, table.conductivity[element]);
}

}  // namespace

void cpu::TESSERA_ISA::recover_velocity(Executor& executor, const ElementTable& table,
                                        View<const double> u, ElementFlow flow) {
  const std::int64_t elements = table.element_count();
  executor.for_chunks(chunk_count_of(elements, kElementChunk), [=](std::int64_t chunk) {
    for (std::int64_t element : items_of_chunk(chunk, kElementChunk, elements)) {
      const ElementVelocity<double> velocity = velocity_of(table, u, element);
      flow.vx[element] = velocity.vx;
      flow.vy[element] = velocity.vy;
      flow.speed[element] = velocity.speed;
    }
  });
}

void cpu::TESSERA_ISA::recover_pressure(Executor& executor, View<const double> speed,
                                        double density, double reference, View<double> pressure) {
  const std::int64_t elements = speed.count;
  const double half_density = 0.5 * density;
  executor.for_chunks(chunk_count_of(elements, kElementChunk), [=](std::int64_t chunk) {
    for (std::int64_t element : items_of_chunk(chunk, kElementChunk, elements)) {
      pressure[element] = reference - half_density * (speed[element] * speed[element]);
    }
  });
}

}  // namespace tessera
