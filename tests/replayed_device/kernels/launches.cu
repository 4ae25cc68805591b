#include <cassert>

#include "tests/replayed_device/kernels/launches.hpp"

namespace tessera::replayed_kernels {
namespace {

constexpr unsigned kBlock = 256;
constexpr int kTile = 32;

__constant__ double table[4] = {1, 2, 3, 4};
__device__ double gain_of_table = 1;

template <class T>
__global__ void scale_kernel(T* values, T factor, std::int64_t count) {
  const std::int64_t stride = static_cast<std::int64_t>(gridDim.x) * blockDim.x;
  for (std::int64_t item = static_cast<std::int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
       item < count; item += stride) {
    values[item] *= factor;
  }
}

__global__ void evaluate_kernel(Polynomial polynomial, double* values, int count) {
  const int item = static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x);
  if (item >= count) return;
  double sum = 0;
  for (std::int64_t power = polynomial.degree; power >= 0; --power) {
    sum = sum * values[item] + polynomial.coefficients[power];
  }
  values[item] = sum;
}

__global__ void sum_blocks_kernel(const double* values, double* sums) {
  extern __shared__ double shared[];
  shared[threadIdx.x] = values[blockIdx.x * blockDim.x + threadIdx.x];
  for (unsigned half = blockDim.x / 2; half > 0; half /= 2) {
    __syncthreads();
    if (threadIdx.x < half) shared[threadIdx.x] += shared[threadIdx.x + half];
  }
  if (threadIdx.x == 0) sums[blockIdx.x] = shared[0];
}

__global__ void transpose_kernel(const float* from, float* to) {
  __shared__ float tile[kTile][kTile + 1];
  const unsigned width = gridDim.x * kTile;
  tile[threadIdx.y][threadIdx.x] =
      from[(blockIdx.y * kTile + threadIdx.y) * width + blockIdx.x * kTile + threadIdx.x];
  __syncthreads();
  to[(blockIdx.x * kTile + threadIdx.y) * width + blockIdx.y * kTile + threadIdx.x] =
      tile[threadIdx.x][threadIdx.y];
}

__device__ std::int64_t sum_of_block(std::int64_t value) {
  __shared__ std::int64_t warps[kBlock / 32];
  for (int distance = 16; distance > 0; distance /= 2) {
    value += __shfl_down_sync(0xffffffffu, value, distance);
  }
  if (threadIdx.x % 32 == 0) warps[threadIdx.x / 32] = value;
  __syncthreads();
  std::int64_t sum = 0;
  for (const std::int64_t part : warps) sum += part;
  __syncthreads();
  return sum;
}

__global__ void sum_by_last_block_kernel(const std::int64_t* values, std::int64_t count,
                                         std::int64_t* partial, unsigned* ticket,
                                         std::int64_t* total) {
  std::int64_t own = 0;
  for (std::int64_t item = static_cast<std::int64_t>(blockIdx.x) * kBlock + threadIdx.x;
       item < count; item += static_cast<std::int64_t>(gridDim.x) * kBlock) {
    own += values[item];
  }
  own = sum_of_block(own);
  __shared__ bool is_last;
  if (threadIdx.x == 0) {
    partial[blockIdx.x] = own;
    __threadfence();
    is_last = atomicInc(ticket, gridDim.x - 1) == gridDim.x - 1;
  }
  __syncthreads();
  if (!is_last) return;
  own = 0;
  for (unsigned block = threadIdx.x; block < gridDim.x; block += kBlock) own += partial[block];
  own = sum_of_block(own);
  if (threadIdx.x == 0) *total = own;
}

__global__ void sum_warps_kernel(const int* values, int* sums) {
  const unsigned thread = blockIdx.x * blockDim.x + threadIdx.x;
  int value = values[thread];
  for (int mask = 16; mask > 0; mask /= 2) value += __shfl_xor_sync(0xffffffffu, value, mask);
  if (threadIdx.x % 32 == 0) sums[thread / 32] = value;
}

__global__ void look_up_kernel(double* values, int count) {
  const int item = static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x);
  if (item < count) values[item] = table[item % 4] * gain_of_table;
}

__global__ void write_past_end_kernel(int* values, int count) {
  if (threadIdx.x <= count) values[threadIdx.x] = 1;
}

__global__ void require_positive_kernel(const int* values, int count) {
  if (threadIdx.x < count && values[threadIdx.x] < 0) __trap();
}

__global__ void multiply_packed_kernel(int* values) {
  values[0] = __dp4a(values[1], values[2], values[0]);
}

__global__ void empty_kernel() {}

__global__ void __launch_bounds__(128) bounded_kernel() {}

unsigned blocks_for(int count) { return (static_cast<unsigned>(count) + kBlock - 1) / kBlock; }

}  // namespace

/// No test launches it.
__global__ void never_launched_kernel(int* values) { values[threadIdx.x] = 1; }

template <class T>
void scale(T* values, T factor, std::int64_t count, unsigned blocks, cudaStream_t stream) {
  scale_kernel<<<blocks, kBlock, 0, stream>>>(values, factor, count);
}
template void scale(double*, double, std::int64_t, unsigned, cudaStream_t);
template void scale(int*, int, std::int64_t, unsigned, cudaStream_t);

void evaluate(const Polynomial& polynomial, double* values, int count, cudaStream_t stream) {
  evaluate_kernel<<<blocks_for(count), kBlock, 0, stream>>>(polynomial, values, count);
}

void sum_blocks(const double* values, double* sums, unsigned blocks, cudaStream_t stream) {
  sum_blocks_kernel<<<blocks, kBlock, kBlock * sizeof(double), stream>>>(values, sums);
}

void transpose(const float* from, float* to, unsigned tiles, cudaStream_t stream) {
  transpose_kernel<<<dim3(tiles, tiles), dim3(kTile, kTile), 0, stream>>>(from, to);
}

void sum_by_last_block(const std::int64_t* values, std::int64_t count, std::int64_t* partial,
                       unsigned* ticket, std::int64_t* total, unsigned blocks,
                       cudaStream_t stream) {
  sum_by_last_block_kernel<<<blocks, kBlock, 0, stream>>>(values, count, partial, ticket, total);
}

void sum_warps(const int* values, int* sums, unsigned blocks, cudaStream_t stream) {
  sum_warps_kernel<<<blocks, kBlock, 0, stream>>>(values, sums);
}

void look_up(double* values, int count, cudaStream_t stream) {
  look_up_kernel<<<blocks_for(count), kBlock, 0, stream>>>(values, count);
}

void set_table(const double (&values)[4]) { cudaMemcpyToSymbol(table, values, sizeof(values)); }

void set_gain(double gain, cudaStream_t stream) {
  cudaMemcpyToSymbolAsync(gain_of_table, &gain, sizeof(gain), 0, cudaMemcpyHostToDevice, stream);
}

double gain_after(cudaStream_t stream) {
  double gain = 0;
  cudaMemcpyFromSymbolAsync(&gain, gain_of_table, sizeof(gain), 0, cudaMemcpyDeviceToHost, stream);
  cudaStreamSynchronize(stream);
  return gain;
}

void write_past_end(int* values, int count, cudaStream_t stream) {
  write_past_end_kernel<<<1, kBlock, 0, stream>>>(values, count);
}

void require_positive(const int* values, int count, cudaStream_t stream) {
  require_positive_kernel<<<1, kBlock, 0, stream>>>(values, count);
}

void multiply_packed(int* values, cudaStream_t stream) {
  multiply_packed_kernel<<<1, 1, 0, stream>>>(values);
}

void launch_empty(dim3 grid, dim3 block, std::size_t shared_bytes, cudaStream_t stream) {
  empty_kernel<<<grid, block, shared_bytes, stream>>>();
}

cudaError_t raise_shared_limit_of_empty(int bytes) {
  return cudaFuncSetAttribute(empty_kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, bytes);
}

const void* empty_function() { return reinterpret_cast<const void*>(&empty_kernel); }

void launch_bounded(unsigned threads, cudaStream_t stream) {
  bounded_kernel<<<1, threads, 0, stream>>>();
}

}  // namespace tessera::replayed_kernels
