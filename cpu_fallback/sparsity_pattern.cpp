#include "kernels/stages/sparsity_pattern.hpp"

#include "cpu_fallback/chunks.hpp"
#include "cpu_fallback/stages.hpp"

namespace tessera {
namespace {

// The distinct unknowns among the nodes of the elements at one node, ascending.
struct RowColumns {
  std::int32_t column[kMaxRowEntries];
  int count = 0;
};

[[gnu::always_inline]] inline void insert_column(RowColumns& row, std::int32_t column) {
  int place = row.count;
  while (place > 0 && row.column[place - 1] > column) --place;
  if (place > 0 && row.column[place - 1] == column) return;
  for (int moved = row.count; moved > place; --moved) row.column[moved] = row.column[moved - 1];
  row.column[place] = column;
  ++row.count;
}

[[gnu::always_inline]] inline void collect_columns(const ElementTable& table, std::int64_t node,
                                                   RowColumns& row) {
  for (std::int32_t at = table.incidence_offsets[node]; at < table.incidence_offsets[node + 1];
       ++at) {
    const std::int64_t element = incidence_element(table.incidences[at]);
    for (int b = 0; b < kQuad8Nodes; ++b) {
      const std::int32_t column = table.nodes[element * kQuad8Nodes + b];
      if (column < table.unknown_count) insert_column(row, column);
    }
  }
}

[[gnu::always_inline]] inline Slot slot_of(const RowColumns& row, std::int32_t column) {
  int first = 0;
  for (int size = row.count; size > 1;) {
    const int half = size / 2;
    if (row.column[first + half] <= column) first += half;
    size -= half;
  }
  return static_cast<Slot>(first);
}

[[gnu::always_inline]] inline void write_slots(const ElementTable& table, std::int64_t node,
                                               const RowColumns& row, View<Slot> slots) {
  for (std::int32_t at = table.incidence_offsets[node]; at < table.incidence_offsets[node + 1];
       ++at) {
    const std::int64_t element = incidence_element(table.incidences[at]);
    for (int b = 0; b < kQuad8Nodes; ++b) {
      const std::int32_t column = table.nodes[element * kQuad8Nodes + b];
      slots[std::int64_t{at} * kQuad8Nodes + b] =
          column < table.unknown_count ? slot_of(row, column) : kNoSlot;
    }
  }
}

}  // namespace

std::int64_t cpu::TESSERA_ISA::compute_row_offsets(Executor& executor, const ElementTable& table,
                                                   View<std::int32_t> row_offsets) {
  const std::int64_t rows = table.unknown_count;
  executor.for_chunks(chunk_count_of(rows, kRowChunk), [=](std::int64_t chunk) {
    for (std::int64_t node : items_of_chunk(chunk, kRowChunk, rows)) {
      RowColumns row;
      collect_columns(table, node, row);
      row_offsets[node + 1] = row.count;
    }
  });
  std::int64_t entries = 0;
  row_offsets[0] = 0;
  for (std::int64_t row = 0; row < rows; ++row) {
    entries += row_offsets[row + 1];
    row_offsets[row + 1] = static_cast<std::int32_t>(entries);
  }
  return entries;
}

void cpu::TESSERA_ISA::fill_rows(Executor& executor, const ElementTable& table,
                                 PatternRows pattern) {
  const std::int64_t rows = table.unknown_count;
  executor.for_chunks(chunk_count_of(rows, kRowChunk), [=](std::int64_t chunk) {
    for (std::int64_t node : items_of_chunk(chunk, kRowChunk, rows)) {
      RowColumns row;
      collect_columns(table, node, row);
      for (int entry = 0; entry < row.count; ++entry) {
        pattern.columns[pattern.row_offsets[node] + entry] = row.column[entry];
      }
      write_slots(table, node, row, pattern.slots);
    }
  });
}

}  // namespace tessera
