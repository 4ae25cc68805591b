#include "kernels/cuda/launch.cuh"
#include "kernels/cuda/warp.cuh"
#include "kernels/gpu_stages.hpp"
#include "kernels/numerics/element_flow.hpp"
#include "kernels/stages/element_level.hpp"

// Products with elements take two kernels: every element writes the rates of its nodes to places of
// its own, then every row adds up its elements'. What a step reads once streams past the cache, so
// that the rates and the vectors stay there from one kernel to the next.

namespace tessera {
namespace {

using gpu::blocks_for;
using gpu::launch;
using gpu::thread_in_grid;

constexpr int kElementThreads = 128;
constexpr int kRowThreads = 256;

/// Where the first of `count` numbers of an element stands, the others kFloatLanes apart: [group of
/// 16][count][16].
__device__ std::int64_t first_of(std::int64_t element, int count) {
  return element / kFloatLanes * count * kFloatLanes + element % kFloatLanes;
}

/// The numbers of one element, which nobody reads again soon.
template <int kCount, class Number>
__device__ void stream(View<const Number> all, std::int64_t element, Number (&own)[kCount]) {
  const Number* const first = all.data + first_of(element, kCount);
#pragma unroll
  for (int item = 0; item < kCount; ++item) own[item] = __ldcs(first + item * kFloatLanes);
}

template <int kCount>
__device__ void store(const float (&own)[kCount], View<float> all, std::int64_t element) {
  float* const first = all.data + first_of(element, kCount);
#pragma unroll
  for (int item = 0; item < kCount; ++item) first[item * kFloatLanes] = own[item];
}

/// One element per thread, those that fill up the last group too; half a warp reads whole lines.
template <class Level>
__global__ void __launch_bounds__(kElementThreads)
    rate_elements_kernel(Level level, View<const float> u) {
  constexpr int kNodes = Level::kElementNodes;
  const std::int64_t element = thread_in_grid();
  if (element >= level.group_count() * kFloatLanes) return;
  std::int32_t nodes[kNodes];
  float conductance[Level::kElementPairs];
  float value[kNodes];
  float rate[kNodes];
  stream(level.nodes, element, nodes);
  stream(level.conductance, element, conductance);
#pragma unroll
  for (int a = 0; a < kNodes; ++a) value[a] = __ldg(u.data + nodes[a]);
  element_rates(conductance, value, rate);
  store(rate, level.rates, element);
}

template <class Level>
__global__ void __launch_bounds__(kElementThreads) rate_diagonals_kernel(Level level) {
  const std::int64_t element = thread_in_grid();
  if (element >= level.group_count() * kFloatLanes) return;
  float conductance[Level::kElementPairs];
  float diagonal[Level::kElementNodes];
  stream(level.conductance, element, conductance);
  element_diagonal(conductance, diagonal);
  store(diagonal, level.rates, element);
}

/// Sum of the rates at a row, ascending elements.
template <class Level>
__device__ float sum_rates(const Level& level, std::int64_t row) {
  const std::int64_t slice = row / kFloatLanes;
  const std::int32_t* const places = level.incident.places.data + row % kFloatLanes;
  const std::int32_t end = level.incident.offsets[slice + 1];
  float sum = 0.0F;
#pragma unroll 4
  for (std::int32_t slot = level.incident.offsets[slice]; slot < end; ++slot) {
    sum = sum + __ldg(level.rates.data + __ldcs(places + slot * kFloatLanes));
  }
  return sum;
}

/// One row per thread, also in the last line behind the last row: what is 0 there stays 0.
template <class Level>
__global__ void __launch_bounds__(kRowThreads)
    invert_rows_kernel(Level level, View<float> inverse_diagonal) {
  const std::int64_t row = thread_in_grid();
  if (row >= padded_rows(level.row_count)) return;
  const float diagonal = sum_rates(level, row) + level.extra[row];
  inverse_diagonal[row] = row < level.row_count ? 1.0F / diagonal : 0.0F;
}

template <class Level>
__global__ void __launch_bounds__(kRowThreads)
    begin_rows_kernel(Level level, LevelVectors at, ChebyshevStep step) {
  const std::int64_t row = thread_in_grid();
  if (row >= padded_rows(level.row_count)) return;
  const float direction = first_direction(step, level.inverse_diagonal[row], at.r[row]);
  at.direction[row] = direction;
  at.x[row] = direction;
}

/// r - A direction at a row, the rates being those of `direction`, whose value here is `own`.
template <class Level>
__device__ float residual_at(const Level& level, std::int64_t row, float residual, float own) {
  const float extra = level.extra[row];
  return residual - (sum_rates(level, row) + extra * own);
}

template <class Level>
__global__ void __launch_bounds__(kRowThreads)
    smooth_rows_kernel(Level level, LevelVectors at, ChebyshevStep step) {
  const std::int64_t row = thread_in_grid();
  if (row >= padded_rows(level.row_count)) return;
  const float own = at.direction[row];
  const float inverse = level.inverse_diagonal[row];
  const float x = at.x[row];
  const float r = residual_at(level, row, at.r[row], own);
  const float direction = next_direction(step, own, inverse, r);
  at.r[row] = r;
  at.direction[row] = direction;
  at.x[row] = x + direction;
}

template <class Level>
__global__ void __launch_bounds__(kRowThreads) subtract_rows_kernel(Level level, LevelVectors at) {
  const std::int64_t row = thread_in_grid();
  if (row >= padded_rows(level.row_count)) return;
  at.r[row] = residual_at(level, row, at.r[row], at.direction[row]);
}

// The levels of the elements' conductances --------------------------------------------------------

struct Powers {
  float quad8;
  float quad4;
};

__device__ float larger(float left, float right) { return left > right ? left : right; }

/// The largest of the powers of a block, in thread 0.
__device__ Powers largest_of_block(Powers own) {
  __shared__ Powers of_warp[kElementThreads / gpu::kWarp];
  for (int offset = gpu::kWarp / 2; offset > 0; offset /= 2) {
    own.quad8 = larger(own.quad8, __shfl_down_sync(gpu::kFullWarp, own.quad8, offset));
    own.quad4 = larger(own.quad4, __shfl_down_sync(gpu::kFullWarp, own.quad4, offset));
  }
  if (threadIdx.x % gpu::kWarp == 0) of_warp[threadIdx.x / gpu::kWarp] = own;
  __syncthreads();
  for (const Powers& other : of_warp) {
    own.quad8 = larger(own.quad8, other.quad8);
    own.quad4 = larger(own.quad4, other.quad4);
  }
  return own;
}

/// Writes both levels' conductances of one element; those behind the last one conduct nothing.
__device__ Powers derive_element(std::int64_t element, std::int64_t element_count,
                                 const double* conductance, double factor,
                                 const DerivedLevels& levels) {
  float fine[kQuad8Pairs];
  float coarse[kQuad4Pairs];
#pragma unroll
  for (int pair = 0; pair < kQuad8Pairs; ++pair) {
    fine[pair] =
        element < element_count
            ? static_cast<float>(__ldcs(conductance + conductance_index(element, pair)) * factor)
            : 0.0F;
  }
  corner_conductance(fine, coarse);
  store(fine, levels.quad8, element);
  store(coarse, levels.quad4, element);
  return {element_power16<kQuad8Nodes, float>(fine), element_power16<kQuad4Nodes, float>(coarse)};
}

/// One block per chunk of elements, one element per thread at a time: its matrix and the square of
/// it stay in registers.
__global__ void __launch_bounds__(kElementThreads)
    derive_levels_kernel(std::int64_t element_count, View<const double> conductance, double factor,
                         DerivedLevels levels) {
  const std::int64_t end =
      min(element_group_count(element_count) * kFloatLanes, (blockIdx.x + 1) * kElementChunk);
  Powers largest{0.0F, 0.0F};
#pragma unroll 1
  for (std::int64_t element = blockIdx.x * kElementChunk + threadIdx.x; element < end;
       element += kElementThreads) {
    const Powers own = derive_element(element, element_count, conductance.data, factor, levels);
    largest.quad8 = larger(own.quad8, largest.quad8);
    largest.quad4 = larger(own.quad4, largest.quad4);
  }
  largest = largest_of_block(largest);
  if (threadIdx.x != 0) return;
  levels.quad8_power[blockIdx.x] = largest.quad8;
  levels.quad4_power[blockIdx.x] = largest.quad4;
}

// Launches ----------------------------------------------------------------------------------------

template <class Level>
std::int64_t element_blocks(const Level& level) {
  return blocks_for(level.group_count() * kFloatLanes, kElementThreads);
}
template <class Level>
std::int64_t row_blocks(const Level& level) {
  return blocks_for(padded_rows(level.row_count), kRowThreads);
}

template <class Level>
void invert(gpu::Executor& executor, const Level& level, View<float> inverse_diagonal) {
  launch(executor, element_blocks(level), kElementThreads, rate_diagonals_kernel<Level>, level);
  launch(executor, row_blocks(level), kRowThreads, invert_rows_kernel<Level>, level,
         inverse_diagonal);
}

template <class Level>
void begin(gpu::Executor& executor, const Level& level, LevelVectors at, ChebyshevStep step) {
  launch(executor, row_blocks(level), kRowThreads, begin_rows_kernel<Level>, level, at, step);
}

template <class Level>
void smooth(gpu::Executor& executor, const Level& level, LevelVectors at, ChebyshevStep step) {
  launch(executor, element_blocks(level), kElementThreads, rate_elements_kernel<Level>, level,
         at.direction);
  launch(executor, row_blocks(level), kRowThreads, smooth_rows_kernel<Level>, level, at, step);
}

template <class Level>
void subtract(gpu::Executor& executor, const Level& level, LevelVectors at) {
  launch(executor, element_blocks(level), kElementThreads, rate_elements_kernel<Level>, level,
         at.direction);
  launch(executor, row_blocks(level), kRowThreads, subtract_rows_kernel<Level>, level, at);
}

}  // namespace

void gpu::derive_levels(Executor& executor, std::int64_t element_count,
                        View<const double> conductance, double factor, DerivedLevels levels) {
  launch(executor, chunk_count_of(element_count, kElementChunk), kElementThreads,
         derive_levels_kernel, element_count, conductance, factor, levels);
}

void gpu::invert_diagonal(Executor& executor, const Quad8Level& level,
                          View<float> inverse_diagonal) {
  invert(executor, level, inverse_diagonal);
}
void gpu::invert_diagonal(Executor& executor, const Quad4Level& level,
                          View<float> inverse_diagonal) {
  invert(executor, level, inverse_diagonal);
}

void gpu::begin_smoothing(Executor& executor, const Quad8Level& level, LevelVectors at,
                          ChebyshevStep step) {
  begin(executor, level, at, step);
}
void gpu::begin_smoothing(Executor& executor, const Quad4Level& level, LevelVectors at,
                          ChebyshevStep step) {
  begin(executor, level, at, step);
}

void gpu::smooth_step(Executor& executor, const Quad8Level& level, LevelVectors at,
                      ChebyshevStep step) {
  smooth(executor, level, at, step);
}
void gpu::smooth_step(Executor& executor, const Quad4Level& level, LevelVectors at,
                      ChebyshevStep step) {
  smooth(executor, level, at, step);
}

void gpu::subtract_action(Executor& executor, const Quad8Level& level, LevelVectors at) {
  subtract(executor, level, at);
}
void gpu::subtract_action(Executor& executor, const Quad4Level& level, LevelVectors at) {
  subtract(executor, level, at);
}

}  // namespace tessera
