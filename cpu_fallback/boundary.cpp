#include "kernels/stages/boundary.hpp"

#include "cpu_fallback/chunks.hpp"
#include "cpu_fallback/stages.hpp"
#include "kernels/stages/chunk_sizes.hpp"

namespace tessera {

void cpu::TESSERA_ISA::add_entries(Executor& executor, CsrMatrix A, MatrixEntries list) {
  const std::int64_t count = list.values.count;
  executor.for_chunks(chunk_count_of(count, kRowChunk), [=](std::int64_t chunk) {
    for (std::int64_t item : items_of_chunk(chunk, kRowChunk, count)) {
      std::int32_t entry = A.row_offsets[list.rows[item]];
      while (A.columns[entry] != list.columns[item]) ++entry;
      A.values[entry] = A.values[entry] + list.values[item];
    }
  });
}

void cpu::TESSERA_ISA::form_right_side(Executor& executor, View<const double> load,
                                       View<const double> action, View<double> b) {
  executor.for_chunks(chunk_count_of(b.count, kRowChunk), [=](std::int64_t chunk) {
    for (std::int64_t row : items_of_chunk(chunk, kRowChunk, b.count)) {
      b[row] = load[row] - action[row];
    }
  });
}

void cpu::TESSERA_ISA::compose_potential(Executor& executor, PotentialParts parts, View<double> u) {
  const std::int64_t unknowns = parts.solution.count;
  executor.for_chunks(chunk_count_of(u.count, kRowChunk), [=](std::int64_t chunk) {
    for (std::int64_t node : items_of_chunk(chunk, kRowChunk, u.count)) {
      u[node] = node < unknowns ? parts.solution[node] * parts.scale[node] : parts.known[node];
    }
  });
}

}  // namespace tessera
