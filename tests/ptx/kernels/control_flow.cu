#include <cstdint>

namespace tessera::ptx_kernels {

__global__ void nested_branches_kernel(const int* values, int* result, int count) {
  const int thread = blockIdx.x * blockDim.x + threadIdx.x;
  if (thread >= count) return;
  int value = values[thread];
  if (value % 2 == 0) {
    if (value % 3 == 0) {
      value = value * 7 + result[0];
    } else {
      for (int turn = 0; turn < value % 5; ++turn) value += turn * thread;
    }
  } else if (value % 5 == 1) {
    value = -value;
  }
  result[thread + 1] = value;
}

__global__ void collatz_kernel(const std::uint64_t* start, int* steps, int count) {
  const int thread = blockIdx.x * blockDim.x + threadIdx.x;
  if (thread >= count) return;
  std::uint64_t value = start[thread];
  int taken = 0;
  while (value != 1) {
    value = value % 2 == 0 ? value / 2 : 3 * value + 1;
    if (++taken == 500) break;
  }
  steps[thread] = taken;
}

__global__ void switch_kernel(const int* values, int* result) {
  const int thread = threadIdx.x;
  const int value = values[thread];
  int out = 0;
  switch (value) {
    case 0:
      out = value + 11;
      break;
    case 1:
      out = thread * 3;
      break;
    case 2:
      out = result[thread] + 5;
      break;
    case 3:
      out = result[thread] * thread;
      break;
    case 4:
      out = -thread;
      break;
    case 5:
      out = thread / 3;
      break;
    case 6:
      out = thread % 5 + result[thread];
      break;
    default:
      out = 99;
  }
  result[thread] = out;
}

}  // namespace tessera::ptx_kernels
