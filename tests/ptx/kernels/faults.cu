#include <cstdint>

// Each kernel does one thing that no kernel may do.

namespace tessera::ptx_kernels {

__global__ void read_past_end_kernel(const double* values, double* result, int count) {
  const int thread = threadIdx.x;
  if (thread <= count) result[thread] = values[thread];
}

__global__ void write_before_begin_kernel(double* result) { result[threadIdx.x - 1] = 1.0; }

__global__ void null_pointer_kernel(const int* values, int* result) {
  result[threadIdx.x] = values[threadIdx.x];
}

__global__ void misaligned_kernel(const char* bytes, double* result) {
  result[threadIdx.x] = *reinterpret_cast<const double*>(bytes + 4);
}

__global__ void copy_kernel(const double* values, double* result) {
  result[threadIdx.x] = values[threadIdx.x];
}

__global__ void unwritten_shared_kernel(int* result) {
  __shared__ int tile[64];
  tile[threadIdx.x] = threadIdx.x;
  __syncthreads();
  result[threadIdx.x] = tile[threadIdx.x * 2 % 64];
}

__global__ void shared_past_end_kernel(int* result, int shift) {
  __shared__ int tile[32];
  __shared__ int other[32];
  tile[threadIdx.x] = threadIdx.x;
  other[threadIdx.x] = 2 * threadIdx.x;
  __syncthreads();
  result[threadIdx.x] = tile[threadIdx.x + shift] + other[31 - threadIdx.x];
}

__global__ void local_past_end_kernel(const int* order, int* result) {
  int stack[4];
  for (int slot = 0; slot < 4; ++slot) stack[order[slot]] = slot;
  result[threadIdx.x] = stack[order[threadIdx.x % 4]];
}

__global__ void divergent_barrier_kernel(int* result) {
  __shared__ int tile[64];
  tile[threadIdx.x] = threadIdx.x;
  if (threadIdx.x % 2 == 0) {
    __syncthreads();
    result[threadIdx.x] = tile[63 - threadIdx.x];
  } else {
    result[threadIdx.x] = tile[threadIdx.x];
    __syncthreads();
    result[threadIdx.x] += tile[63 - threadIdx.x];
  }
}

/// One warp waits at the barrier of the block, the other for a lane that is there too.
__global__ void deadlock_kernel(int* result) {
  int value = threadIdx.x;
  if (threadIdx.x < 40) {
    __syncthreads();
  } else {
    value = __shfl_down_sync(0xffffffffu, value, 1);
  }
  result[threadIdx.x] = value;
}

__global__ void missing_lane_kernel(const int* values, int* result) {
  if (threadIdx.x >= 20) return;
  int value = values[threadIdx.x];
  value += __shfl_down_sync(0xffffffffu, value, 4);
  result[threadIdx.x] = value;
}

__global__ void endless_kernel(volatile int* flag) {
  while (*flag == 0) {
  }
}

__global__ void trap_kernel(const int* values) {
  if (values[threadIdx.x] == 5) __trap();
}

__global__ void divide_by_zero_kernel(const int* values, int* result) {
  result[threadIdx.x] = 100 / values[threadIdx.x];
}

}  // namespace tessera::ptx_kernels
