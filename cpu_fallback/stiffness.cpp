#include "kernels/stages/stiffness.hpp"

#include "cpu_fallback/chunks.hpp"
#include "cpu_fallback/lanes.hpp"
#include "cpu_fallback/stages.hpp"

namespace tessera {
namespace {

using cpu::Lanes;

static_assert(Lanes::kCount == kElementLanes);

struct ElementLanes {
  Lanes x[kQuad8Nodes];
  Lanes y[kQuad8Nodes];
  Lanes conductivity;
};

// Lanes beyond the last element repeat it: they are computed and stored, and never read.
[[gnu::always_inline]] inline ElementLanes load_elements(const ElementTable& table,
                                                         std::int64_t first) {
  ElementLanes lanes;
  const std::int64_t last = table.element_count() - 1;
  for (int lane = 0; lane < Lanes::kCount; ++lane) {
    const std::int64_t element = first + lane < last ? first + lane : last;
    for (int a = 0; a < kQuad8Nodes; ++a) {
      const std::int32_t node = table.nodes[element * kQuad8Nodes + a];
      lanes.x[a].v[lane] = table.x[node];
      lanes.y[a].v[lane] = table.y[node];
    }
    lanes.conductivity.v[lane] = table.conductivity[element];
  }
  return lanes;
}

[[gnu::always_inline]] inline void conduct_elements(const ElementTable& table, std::int64_t first,
                                                    View<double> conductance) {
  const ElementLanes elements = load_elements(table, first);
  Lanes pairs[kQuad8Pairs];
  element_conductance(elements.x, elements.y, elements.conductivity, pairs);
  auto* const target = reinterpret_cast<Lanes*>(&conductance[conductance_index(first, 0)]);
  for (int pair = 0; pair < kQuad8Pairs; ++pair) target[pair] = pairs[pair];
}

// Adds row `a` of one element matrix to a row of A.
[[gnu::always_inline]] inline void add_element_row(const ElementPairs& conductance, int a,
                                                   const Slot* slots, double* row) {
  for_stiffness_row(a, conductance, [&](int b, double value) {
    if (slots[b] != kNoSlot) row[slots[b]] = row[slots[b]] + value;
  });
}

[[gnu::always_inline]] inline void gather_row(const ElementTable& table, const StiffnessRows& rows,
                                              std::int64_t node) {
  double* const row = &rows.values[rows.row_offsets[node]];
  const std::int32_t entries = rows.row_offsets[node + 1] - rows.row_offsets[node];
  for (std::int32_t entry = 0; entry < entries; ++entry) row[entry] = 0.0;
  for (std::int32_t at = table.incidence_offsets[node]; at < table.incidence_offsets[node + 1];
       ++at) {
    const std::int64_t element = incidence_element(table.incidences[at]);
    const int a = incidence_local(table.incidences[at]);
    add_element_row(ElementPairs(rows.conductance, element), a,
                    &rows.slots[std::int64_t{at} * kQuad8Nodes], row);
  }
}

// Whether u is anything but 0 at a node of an element.
[[gnu::always_inline]] inline bool is_live(const ElementTable& table, View<const double> u,
                                           std::int64_t element) {
  bool live = false;
  for (int a = 0; a < kQuad8Nodes; ++a) live |= u[table.nodes[element * kQuad8Nodes + a]] != 0.0;
  return live;
}

// Elements without potential add +0, which changes no sum that starts from +0: they are left out.
// Where u is the known potentials, that is nearly all of them.
[[gnu::always_inline]] inline double node_action(const ElementTable& table,
                                                 View<const double> conductance,
                                                 View<const double> u, View<const bool> live,
                                                 std::int64_t node) {
  double action = 0.0;
  for (std::int32_t at = table.incidence_offsets[node]; at < table.incidence_offsets[node + 1];
       ++at) {
    const std::int64_t element = incidence_element(table.incidences[at]);
    if (!live[element]) continue;
    double u_element[kQuad8Nodes];
    for (int b = 0; b < kQuad8Nodes; ++b) {
      u_element[b] = u[table.nodes[element * kQuad8Nodes + b]];
    }
    action = action + conductance_action(incidence_local(table.incidences[at]),
                                         ElementPairs(conductance, element), u_element);
  }
  return action;
}

}  // namespace

void cpu::TESSERA_ISA::compute_conductance(Executor& executor, const ElementTable& table,
                                           View<double> conductance) {
  const std::int64_t elements = table.element_count();
  executor.for_chunks(chunk_count_of(elements, kElementChunk), [=](std::int64_t chunk) {
    const ChunkItems items = items_of_chunk(chunk, kElementChunk, elements);
    for (std::int64_t first = items.first; first < items.last; first += kElementLanes) {
      conduct_elements(table, first, conductance);
    }
  });
}

void cpu::TESSERA_ISA::gather_stiffness(Executor& executor, const ElementTable& table,
                                        StiffnessRows rows) {
  const std::int64_t row_count = table.unknown_count;
  executor.for_chunks(chunk_count_of(row_count, kRowChunk), [=](std::int64_t chunk) {
    for (std::int64_t node : items_of_chunk(chunk, kRowChunk, row_count)) {
      gather_row(table, rows, node);
    }
  });
}

void cpu::TESSERA_ISA::apply_stiffness(Executor& executor, const ElementTable& table,
                                       View<const double> conductance, View<const double> u,
                                       View<double> action) {
  const std::int64_t elements = table.element_count();
  Array<bool> marks = allocate<bool>(executor, elements);
  const View<bool> live = marks.view();
  executor.for_chunks(chunk_count_of(elements, kElementChunk), [=](std::int64_t chunk) {
    for (std::int64_t element : items_of_chunk(chunk, kElementChunk, elements)) {
      live[element] = is_live(table, u, element);
    }
  });
  const std::int64_t nodes = table.node_count();
  executor.for_chunks(chunk_count_of(nodes, kRowChunk), [=](std::int64_t chunk) {
    for (std::int64_t node : items_of_chunk(chunk, kRowChunk, nodes)) {
      action[node] = node_action(table, conductance, u, live, node);
    }
  });
}

}  // namespace tessera
