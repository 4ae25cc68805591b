#include "kernels/cuda/cusparse_matrix.hpp"
#include "kernels/cuda/launch.cuh"
#include "kernels/cuda/row_chunks.cuh"
#include "kernels/gpu_stages.hpp"
#include "kernels/stages/krylov.hpp"

namespace tessera {
namespace {

using gpu::clear_absent_terms;
using gpu::for_chunk_rows;
using gpu::sum_tiles;
using gpu::SumTile;

constexpr int kThreads = gpu::kChunkThreads;
constexpr int kWarps = kThreads / gpu::kWarp;

/// Calls `use(row, (A x)[row])` for the rows of this block's chunk, one row per lane. The matrix is
/// read once and streams past the vectors, which stay in cache.
template <class Use>
__device__ void multiply_chunk(const SlicedMatrix& A, const double* x, const Use& use) {
  const int lane = static_cast<int>(threadIdx.x) % gpu::kWarp;
  // The one block of a matrix without rows has no slices either.
  const std::int64_t slices = blockIdx.x * kRowChunk < A.row_count ? A.slices_per_chunk() : 0;
  for (std::int64_t turn = threadIdx.x / gpu::kWarp; turn < slices; turn += kWarps) {
    const std::int64_t slice = blockIdx.x * slices + turn;
    const std::int32_t row = A.rows[slice * gpu::kWarp + lane];
    const std::int64_t end = A.slice_offsets[slice + 1];
    double sum = 0.0;
#pragma unroll 4
    for (std::int64_t at = A.slice_offsets[slice] + lane; at < end; at += gpu::kWarp) {
      sum = sum + __ldcs(A.values.data + at) * __ldg(x + __ldcs(A.columns.data + at));
    }
    if (row >= 0) use(row, sum);
  }
}

__global__ void __launch_bounds__(kThreads)
    start_search_kernel(SlicedMatrix A, View<const double> b, CgVectors cg, double target,
                        unsigned* ticket) {
  __shared__ SumTile tile;
  clear_absent_terms(tile, A.row_count);
  multiply_chunk(A, cg.x.data, [&](std::int64_t row, double product) {
    const double r = b[row] - product;
    cg.r[row] = r;
    cg.p[row] = r;
    tile.term[row % kRowChunk] = r * r;
  });
  sum_tiles(tile, A.row_count, cg.chunk_sums.data, ticket,
            [&](double r_r) { begin_search(cg.state[0], r_r, target); });
}

__global__ void __launch_bounds__(kThreads)
    multiply_direction_kernel(SlicedMatrix A, CgVectors cg, unsigned* ticket) {
  if (cg.state[0].status != CgState::kRunning) return;
  __shared__ SumTile tile;
  clear_absent_terms(tile, A.row_count);
  multiply_chunk(A, cg.p.data, [&](std::int64_t row, double product) {
    cg.q[row] = product;
    tile.term[row % kRowChunk] = cg.p[row] * product;
  });
  sum_tiles(tile, A.row_count, cg.chunk_sums.data, ticket,
            [&](double p_q) { take_step_length(cg.state[0], p_q); });
}

__global__ void __launch_bounds__(kThreads)
    advance_residual_kernel(CgVectors cg, unsigned* ticket) {
  if (cg.state[0].status != CgState::kRunning) return;
  __shared__ SumTile tile;
  clear_absent_terms(tile, cg.r.count);
  const double alpha = cg.state[0].alpha;
  const double* __restrict__ const q = cg.q.data;
  double* __restrict__ const r = cg.r.data;
  for_chunk_rows(cg.r.count, [&](std::int64_t row, int place) {
    const double advanced = r[row] - alpha * q[row];
    r[row] = advanced;
    tile.term[place] = advanced * advanced;
  });
  sum_tiles(tile, cg.r.count, cg.chunk_sums.data, ticket,
            [&](double r_r) { take_new_residual(cg.state[0], r_r); });
}

__global__ void __launch_bounds__(kThreads)
    advance_solution_kernel(CgVectors cg, unsigned* ticket) {
  if (cg.state[0].status != CgState::kRunning) return;
  const double alpha = cg.state[0].alpha;
  const double beta = cg.state[0].beta;
  const double* __restrict__ const r = cg.r.data;
  double* __restrict__ const x = cg.x.data;
  double* __restrict__ const p = cg.p.data;
  for_chunk_rows(cg.x.count, [&](std::int64_t row, int) {
    const double direction = p[row];
    x[row] = x[row] + alpha * direction;
    p[row] = r[row] + beta * direction;
  });
  // Only now have all blocks read the state.
  if (gpu::is_last_block(ticket) && threadIdx.x == 0) judge_convergence(cg.state[0]);
}

__global__ void __launch_bounds__(kThreads)
    true_residual_kernel(SlicedMatrix A, View<const double> b, CgVectors cg, unsigned* ticket,
                         double* result) {
  __shared__ SumTile tile;
  clear_absent_terms(tile, A.row_count);
  multiply_chunk(A, cg.x.data, [&](std::int64_t row, double product) {
    const double r = b[row] - product;
    tile.term[row % kRowChunk] = r * r;
  });
  sum_tiles(tile, A.row_count, cg.chunk_sums.data, ticket, [&](double sum) { *result = sum; });
}

__global__ void __launch_bounds__(kThreads)
    dot_product_kernel(View<const double> a, View<const double> b, double* chunk_sums,
                       unsigned* ticket, double* result) {
  __shared__ SumTile tile;
  clear_absent_terms(tile, a.count);
  for_chunk_rows(a.count, [&](std::int64_t row, int place) { tile.term[place] = a[row] * b[row]; });
  sum_tiles(tile, a.count, chunk_sums, ticket, [&](double sum) { *result = sum; });
}

// What is left of a stage when the vendor has made the product ------------------------------------

__global__ void __launch_bounds__(kThreads)
    start_from_product_kernel(View<const double> product, View<const double> b, CgVectors cg,
                              double target, unsigned* ticket) {
  __shared__ SumTile tile;
  clear_absent_terms(tile, b.count);
  for_chunk_rows(b.count, [&](std::int64_t row, int place) {
    const double r = b[row] - product[row];
    cg.r[row] = r;
    cg.p[row] = r;
    tile.term[place] = r * r;
  });
  sum_tiles(tile, b.count, cg.chunk_sums.data, ticket,
            [&](double r_r) { begin_search(cg.state[0], r_r, target); });
}

__global__ void __launch_bounds__(kThreads) step_length_kernel(CgVectors cg, unsigned* ticket) {
  if (cg.state[0].status != CgState::kRunning) return;
  __shared__ SumTile tile;
  clear_absent_terms(tile, cg.p.count);
  for_chunk_rows(cg.p.count,
                 [&](std::int64_t row, int place) { tile.term[place] = cg.p[row] * cg.q[row]; });
  sum_tiles(tile, cg.p.count, cg.chunk_sums.data, ticket,
            [&](double p_q) { take_step_length(cg.state[0], p_q); });
}

__global__ void __launch_bounds__(kThreads)
    residual_of_product_kernel(View<const double> product, View<const double> b, double* chunk_sums,
                               unsigned* ticket, double* result) {
  __shared__ SumTile tile;
  clear_absent_terms(tile, b.count);
  for_chunk_rows(b.count, [&](std::int64_t row, int place) {
    const double r = b[row] - product[row];
    tile.term[place] = r * r;
  });
  sum_tiles(tile, b.count, chunk_sums, ticket, [&](double sum) { *result = sum; });
}

}  // namespace

void gpu::start_search(Executor& executor, SlicedMatrix A, View<const double> b, CgVectors cg,
                       double target) {
  launch(executor, chunk_blocks(A.row_count), kThreads, start_search_kernel, A, b, cg, target,
         ticket_of(executor));
}

void gpu::multiply_direction(Executor& executor, SlicedMatrix A, CgVectors cg) {
  launch(executor, chunk_blocks(A.row_count), kThreads, multiply_direction_kernel, A, cg,
         ticket_of(executor));
}

void gpu::advance_residual(Executor& executor, CgVectors cg) {
  launch(executor, chunk_blocks(cg.r.count), kThreads, advance_residual_kernel, cg,
         ticket_of(executor));
}

void gpu::advance_solution(Executor& executor, CgVectors cg) {
  launch(executor, chunk_blocks(cg.x.count), kThreads, advance_solution_kernel, cg,
         ticket_of(executor));
}

double gpu::true_residual(Executor& executor, SlicedMatrix A, View<const double> b, CgVectors cg) {
  launch(executor, chunk_blocks(A.row_count), kThreads, true_residual_kernel, A, b, cg,
         ticket_of(executor), number_of(executor));
  return read_number(executor);
}

double gpu::dot_product(Executor& executor, View<const double> a, View<const double> b) {
  Array<double> chunk_sums = allocate<double>(executor, sum_chunk_count(a.count));
  launch(executor, chunk_blocks(a.count), kThreads, dot_product_kernel, a, b,
         chunk_sums.view().data, ticket_of(executor), number_of(executor));
  return read_number(executor);
}

void gpu::start_search(Executor& executor, const CusparseMatrix& A, View<const double> b,
                       CgVectors cg, double target) {
  multiply(A, cg.x, A.product());
  launch(executor, chunk_blocks(b.count), kThreads, start_from_product_kernel, A.product(), b, cg,
         target, ticket_of(executor));
}

void gpu::multiply_direction(Executor& executor, const CusparseMatrix& A, CgVectors cg) {
  multiply(A, cg.p, cg.q);
  launch(executor, chunk_blocks(cg.p.count), kThreads, step_length_kernel, cg, ticket_of(executor));
}

double gpu::true_residual(Executor& executor, const CusparseMatrix& A, View<const double> b,
                          CgVectors cg) {
  multiply(A, cg.x, A.product());
  launch(executor, chunk_blocks(b.count), kThreads, residual_of_product_kernel, A.product(), b,
         cg.chunk_sums.data, ticket_of(executor), number_of(executor));
  return read_number(executor);
}

}  // namespace tessera
