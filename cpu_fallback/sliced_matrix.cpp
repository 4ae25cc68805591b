#include "kernels/stages/sliced_matrix.hpp"

#include "cpu_fallback/chunks.hpp"
#include "cpu_fallback/stages.hpp"

namespace tessera {
namespace {

using cpu::ChunkItems;
using cpu::items_of_chunk;

[[gnu::always_inline]] inline std::int32_t length_of(const CsrMatrix& A, std::int64_t row) {
  return A.row_offsets[row + 1] - A.row_offsets[row];
}

// Stable, by descending length: one pass per length, of which a chunk has a dozen or two.
[[gnu::always_inline]] inline void sort_chunk(const CsrMatrix& A, const ChunkItems& items,
                                              std::int32_t* rows) {
  std::int32_t longest = 0;
  for (std::int64_t row : items)
    longest = length_of(A, row) > longest ? length_of(A, row) : longest;
  std::int64_t place = 0;
  for (std::int32_t length = longest; place < items.size(); --length) {
    for (std::int64_t row : items) {
      if (length_of(A, row) == length) rows[place++] = static_cast<std::int32_t>(row);
    }
  }
  for (; place < kRowChunk; ++place) rows[place] = -1;
}

[[gnu::always_inline]] inline void fill_slice(const CsrMatrix& A, const SlicePlan& plan,
                                              const SliceEntries& entries, std::int64_t slice) {
  const std::int64_t begin = plan.slice_offsets[slice];
  const std::int64_t length = (plan.slice_offsets[slice + 1] - begin) / plan.slice_rows;
  for (std::int32_t lane = 0; lane < plan.slice_rows; ++lane) {
    const std::int32_t row = plan.rows[slice * plan.slice_rows + lane];
    const std::int32_t row_length = row < 0 ? 0 : length_of(A, row);
    for (std::int64_t entry = 0; entry < length; ++entry) {
      const std::int64_t target = begin + entry * plan.slice_rows + lane;
      const bool padding = entry >= row_length;
      entries.columns[target] =
          padding ? (row < 0 ? 0 : row) : A.columns[A.row_offsets[row] + entry];
      entries.values[target] = padding ? 0.0 : A.values[A.row_offsets[row] + entry];
    }
  }
}

}  // namespace

std::int64_t cpu::TESSERA_ISA::plan_slices(Executor& executor, CsrMatrix A, SlicePlan plan) {
  const std::int64_t row_count = A.row_count();
  const std::int64_t per_chunk = kRowChunk / plan.slice_rows;
  executor.for_chunks(chunk_count_of(row_count, kRowChunk), [=](std::int64_t chunk) {
    std::int32_t* const rows = &plan.rows[chunk * kRowChunk];
    sort_chunk(A, items_of_chunk(chunk, kRowChunk, row_count), rows);
    for (std::int64_t slice = 0; slice < per_chunk; ++slice) {
      const std::int32_t longest = rows[slice * plan.slice_rows];
      plan.slice_offsets[chunk * per_chunk + slice + 1] =
          longest < 0 ? 0 : std::int64_t{length_of(A, longest)} * plan.slice_rows;
    }
  });
  std::int64_t entries = 0;
  plan.slice_offsets[0] = 0;
  for (std::int64_t slice = 1; slice < plan.slice_offsets.count; ++slice) {
    entries += plan.slice_offsets[slice];
    plan.slice_offsets[slice] = entries;
  }
  return entries;
}

void cpu::TESSERA_ISA::fill_slices(Executor& executor, CsrMatrix A, SlicePlan plan,
                                   SliceEntries entries) {
  const std::int64_t per_chunk = kRowChunk / plan.slice_rows;
  executor.for_chunks(chunk_count_of(A.row_count(), kRowChunk), [=](std::int64_t chunk) {
    for (std::int64_t slice = chunk * per_chunk; slice < (chunk + 1) * per_chunk; ++slice) {
      fill_slice(A, plan, entries, slice);
    }
  });
}

}  // namespace tessera
