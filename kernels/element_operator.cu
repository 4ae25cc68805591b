#include "kernels/cuda/row_chunks.cuh"
#include "kernels/gpu_stages.hpp"
#include "kernels/numerics/element_flow.hpp"
#include "kernels/numerics/quad8.hpp"
#include "kernels/stages/element_operator.hpp"

// A product takes two kernels: every element writes the rates of its nodes to places of its own,
// taking S x on the way, then every row adds up its elements' and goes on with the search.

namespace tessera {
namespace {

using gpu::chunk_blocks;
using gpu::kChunkThreads;
using gpu::launch;
using gpu::number_of;
using gpu::SumTile;
using gpu::thread_in_grid;
using gpu::ticket_of;

constexpr int kElementThreads = 128;

/// Elements that conductances are there for: whole groups of eight.
TESSERA_HD std::int64_t padded_elements(const ElementOperator& A) {
  return (A.element_count + kElementLanes - 1) / kElementLanes * kElementLanes;
}

/// The conductances of one element, which nobody reads again soon.
__device__ void stream_pairs(const ElementOperator& A, std::int64_t element,
                             double (&conductance)[kQuad8Pairs]) {
  const double* const first = A.conductance.data + conductance_index(element, 0);
#pragma unroll
  for (int pair = 0; pair < kQuad8Pairs; ++pair) {
    conductance[pair] = __ldcs(first + pair * kElementLanes);
  }
}

/// Place of local node 0 of an element; the next node's is kFloatLanes further.
__device__ std::int64_t first_place(std::int64_t element) {
  return element / kFloatLanes * kQuad8Nodes * kFloatLanes + element % kFloatLanes;
}

__device__ void store_rates(const ElementOperator& A, std::int64_t element,
                            const double (&rate)[kQuad8Nodes]) {
  double* const first = A.rates.data + first_place(element);
#pragma unroll
  for (int a = 0; a < kQuad8Nodes; ++a) first[a * kFloatLanes] = rate[a];
}

/// (S x)[row], and 0 at known potentials.
__device__ double scaled_at(const ElementOperator& A, const double* x, std::int32_t row) {
  return row < A.row_count ? __ldg(A.scale.data + row) * __ldg(x + row) : 0.0;
}

/// The rates of this thread's element for S x.
__device__ void rate_element(const ElementOperator& A, const double* x) {
  const std::int64_t element = thread_in_grid();
  if (element >= padded_elements(A)) return;
  const std::int32_t* const nodes = A.nodes.data + first_place(element);
  double conductance[kQuad8Pairs];
  double u[kQuad8Nodes];
  double rate[kQuad8Nodes];
  stream_pairs(A, element, conductance);
#pragma unroll
  for (int a = 0; a < kQuad8Nodes; ++a) u[a] = scaled_at(A, x, __ldcs(nodes + a * kFloatLanes));
  element_rates(conductance, u, rate);
  store_rates(A, element, rate);
}

__global__ void __launch_bounds__(kElementThreads)
    rate_solution_kernel(ElementOperator A, View<const double> x) {
  rate_element(A, x.data);
}

__global__ void __launch_bounds__(kElementThreads)
    rate_direction_kernel(ElementOperator A, CgVectors cg) {
  if (cg.state[0].status != CgState::kRunning) return;
  rate_element(A, cg.p.data);
}

__global__ void __launch_bounds__(kElementThreads) rate_diagonals_kernel(ElementOperator A) {
  const std::int64_t element = thread_in_grid();
  if (element >= padded_elements(A)) return;
  double conductance[kQuad8Pairs];
  double diagonal[kQuad8Nodes];
  stream_pairs(A, element, conductance);
  element_diagonal(conductance, diagonal);
  store_rates(A, element, diagonal);
}

/// Sum of the rates at a row, ascending elements.
__device__ double sum_rates(const ElementOperator& A, std::int64_t row) {
  const std::int64_t slice = row / kFloatLanes;
  const std::int32_t* const places = A.incident.places.data + row % kFloatLanes;
  const std::int32_t end = A.incident.offsets[slice + 1];
  double sum = 0.0;
#pragma unroll 4
  for (std::int32_t slot = A.incident.offsets[slice]; slot < end; ++slot) {
    sum = sum + __ldg(A.rates.data + __ldcs(places + std::int64_t{slot} * kFloatLanes));
  }
  return sum;
}

/// Goes on with the sums in `tile` by the Robin entries of this block's rows: sum =
/// `add(sum, entry)`, the entries of a row one after the other by the thread that finds its first.
template <class Add>
__device__ void add_robin(const ElementOperator& A, SumTile& tile, const Add& add) {
  if (blockIdx.x * kRowChunk >= A.row_count) return;
  const std::int32_t begin = A.robin_offsets[blockIdx.x];
  const std::int32_t end = A.robin_offsets[blockIdx.x + 1];
  if (begin == end) return;
  __syncthreads();
  for (std::int32_t entry = begin + static_cast<int>(threadIdx.x); entry < end;
       entry += kChunkThreads) {
    const std::int32_t row = A.robin.rows[entry];
    if (entry > begin && A.robin.rows[entry - 1] == row) continue;
    double& sum = tile.term[row % kRowChunk];
    for (std::int32_t at = entry; at < end && A.robin.rows[at] == row; ++at) sum = add(sum, at);
  }
  __syncthreads();
}

/// Calls `use(row, (A x)[row])` for the rows of this block's chunk, the rates being those of S x,
/// and keeps what it returns as the row's term in `tile`.
template <class Use>
__device__ void multiply_chunk(const ElementOperator& A, const double* x, SumTile& tile,
                               const Use& use) {
  gpu::clear_absent_terms(tile, A.row_count);
  gpu::for_chunk_rows(A.row_count,
                      [&](std::int64_t row, int place) { tile.term[place] = sum_rates(A, row); });
  add_robin(A, tile, [&](double sum, std::int32_t entry) {
    return sum + A.robin.values[entry] * scaled_at(A, x, A.robin.columns[entry]);
  });
  gpu::for_chunk_rows(A.row_count, [&](std::int64_t row, int place) {
    tile.term[place] = use(row, A.scale[row] * tile.term[place]);
  });
}

__global__ void __launch_bounds__(kChunkThreads)
    start_search_kernel(ElementOperator A, View<const double> b, CgVectors cg, double target,
                        unsigned* ticket) {
  __shared__ SumTile tile;
  multiply_chunk(A, cg.x.data, tile, [&](std::int64_t row, double product) {
    const double r = b[row] - product;
    cg.r[row] = r;
    cg.p[row] = r;
    return r * r;
  });
  gpu::sum_tiles(tile, A.row_count, cg.chunk_sums.data, ticket,
                 [&](double r_r) { begin_search(cg.state[0], r_r, target); });
}

__global__ void __launch_bounds__(kChunkThreads)
    multiply_direction_kernel(ElementOperator A, CgVectors cg, unsigned* ticket) {
  if (cg.state[0].status != CgState::kRunning) return;
  __shared__ SumTile tile;
  multiply_chunk(A, cg.p.data, tile, [&](std::int64_t row, double product) {
    cg.q[row] = product;
    return cg.p[row] * product;
  });
  gpu::sum_tiles(tile, A.row_count, cg.chunk_sums.data, ticket,
                 [&](double p_q) { take_step_length(cg.state[0], p_q); });
}

__global__ void __launch_bounds__(kChunkThreads)
    true_residual_kernel(ElementOperator A, View<const double> b, CgVectors cg, unsigned* ticket,
                         double* result) {
  __shared__ SumTile tile;
  multiply_chunk(A, cg.x.data, tile, [&](std::int64_t row, double product) {
    const double r = b[row] - product;
    return r * r;
  });
  gpu::sum_tiles(tile, A.row_count, cg.chunk_sums.data, ticket, [&](double sum) { *result = sum; });
}

__global__ void __launch_bounds__(kChunkThreads)
    equilibrate_rows_kernel(ElementOperator A, View<double> scale, View<double> b) {
  __shared__ SumTile diagonal;
  gpu::for_chunk_rows(
      A.row_count, [&](std::int64_t row, int place) { diagonal.term[place] = sum_rates(A, row); });
  add_robin(A, diagonal, [&](double sum, std::int32_t entry) {
    return A.robin.rows[entry] == A.robin.columns[entry] ? sum + A.robin.values[entry] : sum;
  });
  gpu::for_chunk_rows(A.row_count, [&](std::int64_t row, int place) {
    const double row_scale = 1.0 / square_root(diagonal.term[place]);
    scale[row] = row_scale;
    b[row] = b[row] * row_scale;
  });
}

std::int64_t element_blocks(const ElementOperator& A) {
  return gpu::blocks_for(padded_elements(A), kElementThreads);
}

}  // namespace

void gpu::equilibrate_elements(Executor& executor, const ElementOperator& A, View<double> scale,
                               View<double> b) {
  launch(executor, element_blocks(A), kElementThreads, rate_diagonals_kernel, A);
  launch(executor, sum_chunk_count(A.row_count), kChunkThreads, equilibrate_rows_kernel, A, scale,
         b);
}

void gpu::start_search(Executor& executor, ElementOperator A, View<const double> b, CgVectors cg,
                       double target) {
  launch(executor, element_blocks(A), kElementThreads, rate_solution_kernel, A, cg.x);
  launch(executor, chunk_blocks(A.row_count), kChunkThreads, start_search_kernel, A, b, cg, target,
         ticket_of(executor));
}

void gpu::multiply_direction(Executor& executor, ElementOperator A, CgVectors cg) {
  launch(executor, element_blocks(A), kElementThreads, rate_direction_kernel, A, cg);
  launch(executor, chunk_blocks(A.row_count), kChunkThreads, multiply_direction_kernel, A, cg,
         ticket_of(executor));
}

double gpu::true_residual(Executor& executor, ElementOperator A, View<const double> b,
                          CgVectors cg) {
  launch(executor, element_blocks(A), kElementThreads, rate_solution_kernel, A, cg.x);
  launch(executor, chunk_blocks(A.row_count), kChunkThreads, true_residual_kernel, A, b, cg,
         ticket_of(executor), number_of(executor));
  return read_number(executor);
}

}  // namespace tessera
