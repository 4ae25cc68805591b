#include "kernels/cuda/launch.cuh"
#include "kernels/cuda/row_chunks.cuh"
#include "kernels/gpu_stages.hpp"
#include "kernels/numerics/residual_power.hpp"
#include "kernels/stages/preconditioned_search.hpp"

namespace tessera {
namespace {

using gpu::clear_absent_terms;
using gpu::for_chunk_rows;
using gpu::sum_tiles;
using gpu::SumTile;

constexpr int kThreads = gpu::kChunkThreads;

/// z = 2^e u S^-1 B narrow, row by row. It is made twice, because it costs less to divide again
/// than to keep it.
struct PreconditionedResidual {
  double factor;
  const float* __restrict__ correction;
  const double* __restrict__ scale;

  __device__ double operator()(std::int64_t row) const {
    return factor * static_cast<double>(correction[row]) / scale[row];
  }
};

__device__ PreconditionedResidual preconditioned(const CgState& state,
                                                 const PreconditionerScale& by,
                                                 View<const float> correction) {
  return {by.unit * residual_power(state), correction.data, by.scale.data};
}

__global__ void __launch_bounds__(kThreads) advance_iterate_kernel(CgVectors cg, unsigned* ticket) {
  if (cg.state[0].status != CgState::kRunning) return;
  __shared__ SumTile tile;
  clear_absent_terms(tile, cg.r.count);
  // Every block makes the step length for itself; the last one leaves it in the state.
  CgState now = cg.state[0];
  take_preconditioned_step_length(now);
  const double alpha = now.alpha;
  const double* __restrict__ const p = cg.p.data;
  const double* __restrict__ const q = cg.q.data;
  double* __restrict__ const x = cg.x.data;
  double* __restrict__ const r = cg.r.data;
  for_chunk_rows(cg.r.count, [&](std::int64_t row, int place) {
    x[row] = x[row] + alpha * p[row];
    const double advanced = r[row] - alpha * q[row];
    r[row] = advanced;
    tile.term[place] = advanced * advanced;
  });
  sum_tiles(tile, cg.r.count, cg.chunk_sums.data, ticket, [&](double r_r) {
    cg.state[0].alpha = alpha;
    take_new_norm(cg.state[0], r_r);
  });
}

__global__ void __launch_bounds__(kThreads)
    narrow_residual_kernel(CgVectors cg, PreconditionerScale by, View<float> narrow) {
  const CgState& state = cg.state[0];
  if (state.status != CgState::kRunning) return;
  const double factor = by.unit / residual_power(state);
  const std::int64_t rows = cg.r.count;
  for_chunk_rows(narrow.count, [&](std::int64_t row, int) {
    narrow[row] = row < rows ? static_cast<float>(factor * cg.r[row] / by.scale[row]) : 0.0F;
  });
}

__global__ void __launch_bounds__(kThreads)
    preconditioned_product_kernel(CgVectors cg, PreconditionerScale by,
                                  View<const float> correction, bool first, unsigned* ticket) {
  if (cg.state[0].status != CgState::kRunning) return;
  __shared__ SumTile tile;
  clear_absent_terms(tile, cg.r.count);
  const PreconditionedResidual z = preconditioned(cg.state[0], by, correction);
  for_chunk_rows(cg.r.count,
                 [&](std::int64_t row, int place) { tile.term[place] = cg.r[row] * z(row); });
  sum_tiles(tile, cg.r.count, cg.chunk_sums.data, ticket,
            [&](double r_z) { take_preconditioned(cg.state[0], r_z, first); });
}

__global__ void __launch_bounds__(kThreads)
    turn_direction_kernel(CgVectors cg, PreconditionerScale by, View<const float> correction,
                          bool first) {
  const CgState& state = cg.state[0];
  if (state.status != CgState::kRunning) return;
  const PreconditionedResidual z = preconditioned(state, by, correction);
  const double beta = state.beta;
  double* __restrict__ const p = cg.p.data;
  for_chunk_rows(cg.p.count, [&](std::int64_t row, int) {
    // The old direction of a first one may be anything.
    p[row] = first ? z(row) : z(row) + beta * p[row];
  });
}

}  // namespace

void gpu::advance_iterate(Executor& executor, CgVectors cg) {
  launch(executor, chunk_blocks(cg.r.count), kThreads, advance_iterate_kernel, cg,
         ticket_of(executor));
}

void gpu::narrow_residual(Executor& executor, CgVectors cg, PreconditionerScale by,
                          View<float> narrow) {
  launch(executor, sum_chunk_count(narrow.count), kThreads, narrow_residual_kernel, cg, by, narrow);
}

void gpu::turn_direction(Executor& executor, CgVectors cg, PreconditionerScale by,
                         View<const float> correction, bool first) {
  launch(executor, chunk_blocks(cg.r.count), kThreads, preconditioned_product_kernel, cg, by,
         correction, first, ticket_of(executor));
  launch(executor, sum_chunk_count(cg.p.count), kThreads, turn_direction_kernel, cg, by, correction,
         first);
}

}  // namespace tessera
