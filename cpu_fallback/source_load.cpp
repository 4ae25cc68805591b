#include "kernels/stages/source_load.hpp"

#include "cpu_fallback/chunks.hpp"
#include "cpu_fallback/stages.hpp"

namespace tessera {
namespace {

struct SourceElement {
  double x[kQuad8Nodes];
  double y[kQuad8Nodes];
  double source[kQuad8Nodes];  // nodal source, element source included
};

[[gnu::always_inline]] inline SourceElement load_source(const ElementTable& table,
                                                        const Sources& sources,
                                                        std::int64_t element) {
  SourceElement load;
  const double constant = sources.of_element.count > 0 ? sources.of_element[element] : 0.0;
  for (int b = 0; b < kQuad8Nodes; ++b) {
    const std::int32_t node = table.nodes[element * kQuad8Nodes + b];
    load.x[b] = table.x[node];
    load.y[b] = table.y[node];
    load.source[b] = constant + (sources.of_node.count > 0 ? sources.of_node[node] : 0.0);
  }
  return load;
}

}  // namespace

void cpu::TESSERA_ISA::add_source_load(Executor& executor, const ElementTable& table,
                                       Sources sources, View<double> load) {
  const std::int64_t nodes = table.node_count();
  executor.for_chunks(chunk_count_of(nodes, kRowChunk), [=](std::int64_t chunk) {
    for (std::int64_t node : items_of_chunk(chunk, kRowChunk, nodes)) {
      for (std::int32_t at = table.incidence_offsets[node]; at < table.incidence_offsets[node + 1];
           ++at) {
        const int a = incidence_local(table.incidences[at]);
        const SourceElement element =
            load_source(table, sources, incidence_element(table.incidences[at]));
        load[node] = load[node] + element_source_load(a, element.x, element.y, element.source);
      }
    }
  });
}

}  // namespace tessera
