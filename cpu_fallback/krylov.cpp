#include "kernels/stages/krylov.hpp"

#include "cpu_fallback/chunks.hpp"
#include "cpu_fallback/lanes.hpp"
#include "cpu_fallback/stages.hpp"
#include "kernels/numerics/fixed_sum.hpp"
#include "kernels/stages/chunk_sizes.hpp"

namespace tessera {
namespace {

using cpu::ChunkItems;
using cpu::items_of_chunk;
using cpu::Lanes;

// result[row - first of the chunk] = (A x)[row] for the rows of one chunk.
[[gnu::always_inline]] inline void multiply_chunk(const SlicedMatrix& A, View<const double> x,
                                                  std::int64_t chunk, double* result) {
  const std::int64_t first_slice = chunk * A.slices_per_chunk();
  for (std::int64_t slice = first_slice; slice < first_slice + A.slices_per_chunk(); ++slice) {
    const std::int32_t* const rows = &A.rows[slice * Lanes::kCount];
    if (rows[0] < 0) return;
    Lanes sum;
    for (std::int64_t at = A.slice_offsets[slice]; at < A.slice_offsets[slice + 1];
         at += Lanes::kCount) {
      sum = sum + cpu::load_lanes(&A.values[at]) * cpu::gather_lanes(x.data, &A.columns[at]);
    }
    for (int lane = 0; lane < Lanes::kCount; ++lane) {
      if (rows[lane] >= 0) result[rows[lane] - chunk * kRowChunk] = sum.v[lane];
    }
  }
}

[[gnu::always_inline]] inline double dot_of_chunk(const ChunkItems& items, const double* a,
                                                  const double* b) {
  const double* const first_a = a + items.first;
  const double* const first_b = b + items.first;
  return sum_chunk(items.size(),
                   [=](std::int64_t index) { return first_a[index] * first_b[index]; });
}

[[gnu::always_inline]] inline double total(View<double> chunk_sums, std::int64_t rows) {
  return sum_partials(chunk_sums.data, sum_chunk_count(rows));
}

static_assert(kRowChunk == kSumChunk, "a chunk of rows is one chunk of the fixed sum");

}  // namespace

void cpu::TESSERA_ISA::start_search(Executor& executor, SlicedMatrix A, View<const double> b,
                                    CgVectors cg, double target) {
  const std::int64_t rows = A.row_count;
  executor.for_chunks(chunk_count_of(rows, kRowChunk), [=](std::int64_t chunk) {
    const ChunkItems items = items_of_chunk(chunk, kRowChunk, rows);
    double product[kRowChunk];
    multiply_chunk(A, cg.x, chunk, product);
    for (std::int64_t row : items) {
      cg.r[row] = b[row] - product[row - items.first];
      cg.p[row] = cg.r[row];
    }
    cg.chunk_sums[chunk] = dot_of_chunk(items, cg.r.data, cg.r.data);
  });
  begin_search(cg.state[0], total(cg.chunk_sums, rows), target);
}

void cpu::TESSERA_ISA::multiply_direction(Executor& executor, SlicedMatrix A, CgVectors cg) {
  CgState& state = cg.state[0];
  if (state.status != CgState::kRunning) return;
  const std::int64_t rows = A.row_count;
  executor.for_chunks(chunk_count_of(rows, kRowChunk), [=](std::int64_t chunk) {
    const ChunkItems items = items_of_chunk(chunk, kRowChunk, rows);
    multiply_chunk(A, cg.p, chunk, &cg.q[items.first]);
    cg.chunk_sums[chunk] = dot_of_chunk(items, cg.p.data, cg.q.data);
  });
  take_step_length(state, total(cg.chunk_sums, rows));
}

void cpu::TESSERA_ISA::advance_residual(Executor& executor, CgVectors cg) {
  CgState& state = cg.state[0];
  if (state.status != CgState::kRunning) return;
  const std::int64_t rows = cg.r.count;
  const double alpha = state.alpha;
  executor.for_chunks(chunk_count_of(rows, kRowChunk), [=](std::int64_t chunk) {
    const ChunkItems items = items_of_chunk(chunk, kRowChunk, rows);
    for (std::int64_t row : items) cg.r[row] = cg.r[row] - alpha * cg.q[row];
    cg.chunk_sums[chunk] = dot_of_chunk(items, cg.r.data, cg.r.data);
  });
  take_new_residual(state, total(cg.chunk_sums, rows));
}

void cpu::TESSERA_ISA::advance_solution(Executor& executor, CgVectors cg) {
  CgState& state = cg.state[0];
  if (state.status != CgState::kRunning) return;
  const std::int64_t rows = cg.r.count;
  const double alpha = state.alpha;
  const double beta = state.beta;
  executor.for_chunks(chunk_count_of(rows, kRowChunk), [=](std::int64_t chunk) {
    for (std::int64_t row : items_of_chunk(chunk, kRowChunk, rows)) {
      cg.x[row] = cg.x[row] + alpha * cg.p[row];
      cg.p[row] = cg.r[row] + beta * cg.p[row];
    }
  });
  judge_convergence(state);
}

double cpu::TESSERA_ISA::true_residual(Executor& executor, SlicedMatrix A, View<const double> b,
                                       CgVectors cg) {
  const std::int64_t rows = A.row_count;
  executor.for_chunks(chunk_count_of(rows, kRowChunk), [=](std::int64_t chunk) {
    const ChunkItems items = items_of_chunk(chunk, kRowChunk, rows);
    double residual[kRowChunk];
    multiply_chunk(A, cg.x, chunk, residual);
    for (std::int64_t row : items) {
      residual[row - items.first] = b[row] - residual[row - items.first];
    }
    cg.chunk_sums[chunk] = dot_of_chunk({0, items.size()}, residual, residual);
  });
  return total(cg.chunk_sums, rows);
}

double cpu::TESSERA_ISA::dot_product(Executor& executor, View<const double> a,
                                     View<const double> b) {
  Array<double> chunk_sums = allocate<double>(executor, sum_chunk_count(a.count));
  const View<double> sums = chunk_sums.view();
  executor.for_chunks(sum_chunk_count(a.count), [=](std::int64_t chunk) {
    sums[chunk] = dot_of_chunk(items_of_chunk(chunk, kRowChunk, a.count), a.data, b.data);
  });
  return total(sums, a.count);
}

}  // namespace tessera
