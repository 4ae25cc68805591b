#include <cub/block/block_reduce.cuh>

#include "kernels/cuda/fixed_sum.cuh"
#include "kernels/cuda/launch.cuh"
#include "kernels/gpu_stages.hpp"

// The summary of a field on a grid: the sum in the fixed shape, the extremes by CUB, which compares
// and adds nothing.

namespace tessera {
namespace {

constexpr int kThreads = 256;

struct Smaller {
  __device__ double operator()(double a, double b) const { return smaller_value(a, b); }
};
struct Larger {
  __device__ double operator()(double a, double b) const { return larger_value(a, b); }
};

/// The extreme of the values of a block, in thread 0.
template <class Choose>
__device__ double reduce_block(double value, const Choose& choose) {
  using Reduce = cub::BlockReduce<double, kThreads>;
  __shared__ typename Reduce::TempStorage storage;
  __syncthreads();
  return Reduce(storage).Reduce(value, choose);
}

/// One block per chunk of 1024 cells; the one that finishes last puts the parts together.
/// sums, least, most: [chunk]
template <class Real>
__global__ void __launch_bounds__(kThreads)
    summarise_field_kernel(HexGrid grid, const Real* field, View<double> sums, double* least,
                           double* most, unsigned* ticket, FieldSummary* result) {
  __shared__ gpu::SumTile tile;
  const Smaller smaller;
  const Larger larger;
  const std::int64_t first = blockIdx.x * kSumChunk;
  const double any =
      static_cast<double>(field[first / grid.cols * grid.stride + first % grid.cols]);
  double low = any;
  double high = any;
  for (std::int64_t place = threadIdx.x; place < kSumChunk; place += kThreads) {
    const std::int64_t cell = first + place;
    tile.term[place] = 0.0;
    if (cell >= grid.cell_count()) continue;
    const double value =
        static_cast<double>(field[cell / grid.cols * grid.stride + cell % grid.cols]);
    tile.term[place] = value;
    low = smaller(value, low);
    high = larger(value, high);
  }
  const double sum = gpu::sum_tile(tile);
  low = reduce_block(low, smaller);
  high = reduce_block(high, larger);
  if (threadIdx.x == 0) {
    sums[blockIdx.x] = sum;
    least[blockIdx.x] = low;
    most[blockIdx.x] = high;
  }
  if (!gpu::is_last_block(ticket)) return;
  low = __ldcg(least);
  high = __ldcg(most);
  for (std::int64_t chunk = threadIdx.x; chunk < sums.count; chunk += kThreads) {
    low = smaller(__ldcg(least + chunk), low);
    high = larger(__ldcg(most + chunk), high);
  }
  low = reduce_block(low, smaller);
  high = reduce_block(high, larger);
  const double total = gpu::sum_partials_by_block(sums.data, sums.count);
  if (threadIdx.x == 0) *result = without_negative_zero({total, low, high});
}

template <class Real>
FieldSummary summarise(gpu::Executor& executor, const HexGrid& grid, View<const Real> field) {
  const std::int64_t chunks = sum_chunk_count(grid.cell_count());
  if (chunks == 0) return {};
  auto parts = allocate<double>(executor, 3 * chunks);
  auto result = allocate<FieldSummary>(executor, 1);
  double* const sums = parts.view().data;
  launch(executor, chunks, kThreads, summarise_field_kernel<Real>, grid, field.data,
         View<double>{sums, chunks}, sums + chunks, sums + 2 * chunks,
         executor.context().ticket.view().data, result.view().data);
  return read_later(executor, View<const FieldSummary>(result.view())).get();
}

}  // namespace

FieldSummary gpu::summarise_field(Executor& executor, HexGrid grid, View<const double> field) {
  return summarise(executor, grid, field);
}

FieldSummary gpu::summarise_field(Executor& executor, HexGrid grid, View<const float> field) {
  return summarise(executor, grid, field);
}

}  // namespace tessera
