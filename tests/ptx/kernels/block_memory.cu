#include <cstdint>

#include "tests/ptx/kernels/arguments.hpp"

namespace tessera::ptx_kernels {

__constant__ double polynomial[4] = {1.5, -2.25, 0.125, 3.0};
__device__ int launches = 40;
__device__ const double* chosen_table = nullptr;

/// Reverses each tile of 64 values.
__global__ void reverse_tile_kernel(const double* values, double* result) {
  __shared__ double tile[64];
  const int thread = threadIdx.x;
  tile[thread] = values[blockIdx.x * 64 + thread];
  __syncthreads();
  result[blockIdx.x * 64 + thread] = tile[63 - thread];
}

/// A tree over a block of any size through memory sized by the launch.
__global__ void dynamic_shared_kernel(const std::int64_t* values, std::int64_t* result) {
  extern __shared__ std::int64_t partial[];
  __shared__ int done;
  const int thread = threadIdx.x;
  partial[thread] = values[blockIdx.x * blockDim.x + thread];
  if (thread == 0) done = 1;
  for (int half = blockDim.x / 2; half > 0; half /= 2) {
    __syncthreads();
    if (thread < half) partial[thread] += partial[thread + half];
  }
  __syncthreads();
  if (thread == 0) result[blockIdx.x] = partial[0] * done;
}

/// A local array that is indexed by data, and a value read through a generic pointer.
__global__ void local_array_kernel(const int* order, double* result) {
  double stack[8];
  __shared__ double shared_value;
  const int thread = threadIdx.x;
  if (thread == 0) shared_value = 0.5;
  __syncthreads();
  for (int slot = 0; slot < 8; ++slot) stack[(order[slot] + thread) & 7] = slot * 1.5 + thread;
  const double* from = order[thread & 7] % 2 == 0 ? &stack[thread & 7] : &shared_value;
  result[thread] = *from + stack[order[7 - (thread & 7)] & 7];
}

__device__ __noinline__ double horner(double at, int degree) {
  double value = 0.0;
  for (int power = degree; power >= 0; --power) value = value * at + polynomial[power];
  return value;
}

__global__ void device_function_kernel(const double* at, double* result) {
  const int thread = threadIdx.x;
  double value = horner(at[thread], thread % 4);
  if (thread % 3 == 0) value = value + horner(value, 1);
  result[thread] = value + launches;
  if (thread == 0) launches += 1;
}

__global__ void mixed_arguments_kernel(MixedArguments arguments, std::int8_t small, double last) {
  const std::int64_t thread = std::int64_t{blockIdx.x} * blockDim.x + threadIdx.x;
  if (thread >= arguments.count) return;
  const double value = arguments.values[thread] * arguments.scale + arguments.shift + small;
  arguments.result[thread] = (arguments.negate ? -value : value) + last;
}

__global__ void vector_access_kernel(const double2* pairs, const int4* quads, double2* sums,
                                     int4* turned) {
  const int thread = threadIdx.x;
  const double2 pair = pairs[thread];
  const int4 quad = __ldg(&quads[thread]);
  sums[thread] = make_double2(pair.x + pair.y, pair.x - pair.y);
  turned[thread] = make_int4(quad.w, quad.x, quad.y, quad.z);
}

/// From compute capability 10.0 on, one instruction moves the 32 bytes.
__global__ void wide_access_kernel(const Octet* octets, const Quartet* quartets, Octet* doubled,
                                   Quartet* turned) {
  const int thread = threadIdx.x;
  Octet octet = octets[thread];
  for (float& value : octet.values) value *= 2;
  doubled[thread] = octet;
  const Quartet quartet = quartets[thread];
  turned[thread] = {{quartet.values[3], quartet.values[0], quartet.values[1], quartet.values[2]}};
}

/// Loads and stores with every hint about caches that a kernel may give.
__global__ void cache_hint_kernel(const double* __restrict__ values, const int4* quads,
                                  double* result, int4* copies) {
  const int thread = threadIdx.x;
  double* const to = result + thread;
  const double* const from = values + thread;
  __stcs(to, __ldg(from) + __ldcs(from + 32));
  __stcg(to + 32, __ldcg(from) - __ldca(from + 32));
  __stwt(to + 64, __ldlu(from) * __ldcv(from + 32));
  __stwb(to + 96, *static_cast<const volatile double*>(from));
  __stcs(copies + thread, __ldcs(quads + thread));
  __threadfence_block();
  __threadfence();
  __threadfence_system();
}

__global__ void count_at_barrier_kernel(const int* values, int* result) {
  const int value = values[threadIdx.x];
  result[threadIdx.x] = __syncthreads_count(value > 2);
  result[blockDim.x + threadIdx.x] = __syncthreads_or(value == 7);
  result[2 * blockDim.x + threadIdx.x] = __syncthreads_and(value < 100);
}

/// Threads that have left do not keep the others waiting.
__global__ void leave_before_barrier_kernel(const int* values, int* result) {
  __shared__ int first;
  if (threadIdx.x >= 40) return;
  if (threadIdx.x == 0) first = values[0];
  __syncthreads();
  result[threadIdx.x] = first + values[threadIdx.x];
}

/// blockDim and gridDim of three dimensions.
__global__ void grid_of_three_kernel(unsigned* result) {
  const unsigned block = (blockIdx.z * gridDim.y + blockIdx.y) * gridDim.x + blockIdx.x;
  const unsigned thread = (threadIdx.z * blockDim.y + threadIdx.y) * blockDim.x + threadIdx.x;
  result[block * blockDim.x * blockDim.y * blockDim.z + thread] = block * 1000 + thread;
}

}  // namespace tessera::ptx_kernels
