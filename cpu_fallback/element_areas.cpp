#include "kernels/stages/element_areas.hpp"

#include "cpu_fallback/chunks.hpp"
#include "cpu_fallback/lanes.hpp"
#include "cpu_fallback/stages.hpp"
#include "kernels/numerics/quad8.hpp"
#include "kernels/stages/chunk_sizes.hpp"

namespace tessera {
namespace {

using cpu::items_of_chunk;
using cpu::Lanes;

struct ElementLanes {
  Lanes x[kQuad8Nodes];
  Lanes y[kQuad8Nodes];
};

// Lanes beyond the last element repeat it.
[[gnu::always_inline]] inline ElementLanes load_elements(const ElementShapes& shapes,
                                                         std::int64_t first) {
  ElementLanes lanes;
  const std::int64_t last = shapes.nodes.count / kQuad8Nodes - 1;
  for (int lane = 0; lane < Lanes::kCount; ++lane) {
    const std::int64_t element = first + lane < last ? first + lane : last;
    for (int a = 0; a < kQuad8Nodes; ++a) {
      const std::int32_t node = shapes.nodes[element * kQuad8Nodes + a];
      lanes.x[a].v[lane] = shapes.x[node];
      lanes.y[a].v[lane] = shapes.y[node];
    }
  }
  return lanes;
}

}  // namespace

void cpu::TESSERA_ISA::measure_areas(Executor& executor, ElementShapes shapes, View<double> areas) {
  constexpr std::int64_t kGroupChunk = kElementChunk / Lanes::kCount;
  const std::int64_t groups = chunk_count_of(areas.count, Lanes::kCount);
  executor.for_chunks(chunk_count_of(groups, kGroupChunk), [=](std::int64_t chunk) {
    for (std::int64_t group : items_of_chunk(chunk, kGroupChunk, groups)) {
      const ElementLanes elements = load_elements(shapes, group * Lanes::kCount);
      const Lanes area = quad8_area(elements.x, elements.y);
      for (std::int64_t element : items_of_chunk(group, Lanes::kCount, areas.count)) {
        areas[element] = area.v[element % Lanes::kCount];
      }
    }
  });
}

}  // namespace tessera
