#include "kernels/stages/equilibration.hpp"

#include "cpu_fallback/chunks.hpp"
#include "cpu_fallback/stages.hpp"
#include "kernels/stages/chunk_sizes.hpp"

namespace tessera {
namespace {

[[gnu::always_inline]] inline double diagonal_of(const CsrMatrix& A, std::int64_t row) {
  for (std::int32_t entry = A.row_offsets[row]; entry < A.row_offsets[row + 1]; ++entry) {
    if (A.columns[entry] == row) return A.values[entry];
  }
  return 0.0;
}

}  // namespace

void cpu::TESSERA_ISA::compute_scale(Executor& executor, CsrMatrix A, View<double> scale) {
  const std::int64_t rows = A.row_count();
  executor.for_chunks(chunk_count_of(rows, kRowChunk), [=](std::int64_t chunk) {
    for (std::int64_t row : items_of_chunk(chunk, kRowChunk, rows)) {
      scale[row] = 1.0 / square_root(diagonal_of(A, row));
    }
  });
}

void cpu::TESSERA_ISA::equilibrate(Executor& executor, CsrMatrix A, View<const double> scale,
                                   View<double> b) {
  const std::int64_t rows = A.row_count();
  executor.for_chunks(chunk_count_of(rows, kRowChunk), [=](std::int64_t chunk) {
    for (std::int64_t row : items_of_chunk(chunk, kRowChunk, rows)) {
      for (std::int32_t entry = A.row_offsets[row]; entry < A.row_offsets[row + 1]; ++entry) {
        A.values[entry] = (A.values[entry] * scale[row]) * scale[A.columns[entry]];
      }
      b[row] = b[row] * scale[row];
    }
  });
}

}  // namespace tessera
