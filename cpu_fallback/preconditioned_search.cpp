#include "kernels/stages/preconditioned_search.hpp"

#include "cpu_fallback/chunks.hpp"
#include "cpu_fallback/stages.hpp"
#include "kernels/numerics/fixed_sum.hpp"
#include "kernels/numerics/residual_power.hpp"

namespace tessera {
namespace {

using cpu::ChunkItems;
using cpu::items_of_chunk;

static_assert(kRowChunk == kSumChunk, "a chunk of rows is one chunk of the fixed sum");

[[gnu::always_inline]] inline double sum_of_chunks(const CgVectors& cg) {
  return sum_partials(cg.chunk_sums.data, sum_chunk_count(cg.r.count));
}

}  // namespace

void cpu::TESSERA_ISA::advance_iterate(Executor& executor, CgVectors cg) {
  CgState& state = cg.state[0];
  if (state.status != CgState::kRunning) return;
  take_preconditioned_step_length(state);
  const std::int64_t rows = cg.r.count;
  const double alpha = state.alpha;
  executor.for_chunks(chunk_count_of(rows, kRowChunk), [=](std::int64_t chunk) {
    const ChunkItems items = items_of_chunk(chunk, kRowChunk, rows);
    for (std::int64_t row : items) {
      cg.x[row] = cg.x[row] + alpha * cg.p[row];
      cg.r[row] = cg.r[row] - alpha * cg.q[row];
    }
    const double* const r = &cg.r[items.first];
    cg.chunk_sums[chunk] =
        sum_chunk(items.size(), [=](std::int64_t index) { return r[index] * r[index]; });
  });
  take_new_norm(state, sum_of_chunks(cg));
}

void cpu::TESSERA_ISA::narrow_residual(Executor& executor, CgVectors cg, PreconditionerScale by,
                                       View<float> narrow) {
  const CgState& state = cg.state[0];
  if (state.status != CgState::kRunning) return;
  const std::int64_t rows = cg.r.count;
  const double factor = by.unit / residual_power(state);
  executor.for_chunks(chunk_count_of(narrow.count, kRowChunk), [=](std::int64_t chunk) {
    const ChunkItems items = items_of_chunk(chunk, kRowChunk, narrow.count);
    const std::int64_t last = items.last < rows ? items.last : rows;
    for (std::int64_t row = items.first; row < last; ++row) {
      narrow[row] = static_cast<float>(factor * cg.r[row] / by.scale[row]);
    }
    for (std::int64_t row = last; row < items.last; ++row) narrow[row] = 0.0F;
  });
}

void cpu::TESSERA_ISA::turn_direction(Executor& executor, CgVectors cg, PreconditionerScale by,
                                      View<const float> correction, bool first) {
  CgState& state = cg.state[0];
  if (state.status != CgState::kRunning) return;
  const std::int64_t rows = cg.r.count;
  const double factor = by.unit * residual_power(state);
  const auto z = [=](std::int64_t row) {
    return factor * static_cast<double>(correction[row]) / by.scale[row];
  };
  executor.for_chunks(chunk_count_of(rows, kRowChunk), [=](std::int64_t chunk) {
    const ChunkItems items = items_of_chunk(chunk, kRowChunk, rows);
    cg.chunk_sums[chunk] = sum_chunk(items.size(), [=](std::int64_t index) {
      return cg.r[items.first + index] * z(items.first + index);
    });
  });
  take_preconditioned(state, sum_of_chunks(cg), first);
  if (state.status != CgState::kRunning) return;
  const double beta = state.beta;
  executor.for_chunks(chunk_count_of(rows, kRowChunk), [=](std::int64_t chunk) {
    for (std::int64_t row : items_of_chunk(chunk, kRowChunk, rows)) {
      cg.p[row] = first ? z(row) : z(row) + beta * cg.p[row];
    }
  });
}

}  // namespace tessera
