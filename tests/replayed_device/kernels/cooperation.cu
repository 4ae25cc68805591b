#include "kernels/cuda/grid_barrier.cuh"
#include "tests/replayed_device/kernels/cooperation.hpp"

namespace tessera::replayed_kernels {
namespace {

__global__ void sum_in_steps_kernel(StepSums all) {
  gpu::GridBarrier barrier(all.counter, all.arrivals);
  const auto sums_of = [&](int step, unsigned block) {
    return all.sums + (static_cast<std::int64_t>(step) * gridDim.x + block) * blockDim.x;
  };
  for (int step = 0; step < all.steps; ++step) {
    const unsigned blocks = all.blocks[step];
    if (blockIdx.x < blocks) {
      std::int64_t sum = 1 + blockIdx.x + threadIdx.x;
      const unsigned before = step == 0 ? 0 : all.blocks[step - 1];
      for (unsigned block = 0; block < before; ++block) {
        sum += sums_of(step - 1, block)[blockDim.x - 1 - threadIdx.x];
      }
      sums_of(step, blockIdx.x)[threadIdx.x] = sum;
    }
    if (step != all.without_barrier) barrier.pass(blocks, all.blocks[step + 1]);
  }
}

__device__ void say(unsigned* flag, Handover how) {
  if (how == Handover::fenced) __threadfence();
  if (how == Handover::fenced || how == Handover::unordered) {
    asm volatile("st.relaxed.gpu.global.u32 [%0], 1;" ::"l"(flag) : "memory");
  } else {
    asm volatile("st.release.gpu.global.u32 [%0], 1;" ::"l"(flag) : "memory");
  }
}

__device__ void listen(const unsigned* flag, Handover how) {
  unsigned found = 0;
  while (found == 0) {
    if (how == Handover::fenced) {
      asm volatile("ld.relaxed.gpu.global.u32 %0, [%1];" : "=r"(found) : "l"(flag) : "memory");
    } else {
      asm volatile("ld.acquire.gpu.global.u32 %0, [%1];" : "=r"(found) : "l"(flag) : "memory");
    }
    if (found == 0) __nanosleep(20);
  }
  if (how == Handover::fenced) __threadfence();
}

__global__ void hand_over_kernel(const int* from, int* between, unsigned* flag, int* to,
                                 Handover how) {
  if (blockIdx.x == 0) {
    between[threadIdx.x] = from[threadIdx.x];
    if (how != Handover::without_block_barrier) __syncthreads();
    if (threadIdx.x == 0) say(flag, how);
  } else {
    if (threadIdx.x == 0) listen(flag, how);
    __syncthreads();
  }
  const int* const found = between + threadIdx.x;
  to[blockIdx.x * blockDim.x + threadIdx.x] =
      how == Handover::read_only ? __ldg(found) : __ldca(found);
}

__global__ void wait_for_all_kernel(unsigned* flag, unsigned awaited, bool sleeping) {
  if (threadIdx.x == 0) {
    atomicAdd(flag, 1U);
    while (*static_cast<volatile unsigned*>(flag) < awaited) {
      if (sleeping) __nanosleep(20);
    }
  }
  __syncthreads();
}

template <class... Arguments>
cudaError_t launch_side_by_side(void (*kernel)(Arguments...), unsigned blocks, cudaStream_t stream,
                                Arguments... arguments) {
  void* pointers[] = {static_cast<void*>(&arguments)...};
  return cudaLaunchCooperativeKernel(reinterpret_cast<const void*>(kernel), dim3(blocks),
                                     dim3(kCooperatingThreads), pointers, 0, stream);
}

}  // namespace

cudaError_t sum_in_steps(const StepSums& sums, unsigned blocks, cudaStream_t stream) {
  return launch_side_by_side(sum_in_steps_kernel, blocks, stream, sums);
}

void sum_in_steps_one_by_one(const StepSums& sums, unsigned blocks, cudaStream_t stream) {
  sum_in_steps_kernel<<<blocks, kCooperatingThreads, 0, stream>>>(sums);
}

unsigned arrivals_of(const std::vector<unsigned>& blocks) {
  unsigned arrivals = 0;
  for (std::size_t step = 0; step + 1 < blocks.size(); ++step) {
    arrivals += gpu::arrivals_between(blocks[step], blocks[step + 1]);
  }
  return arrivals;
}

cudaError_t hand_over(const int* from, int* between, unsigned* flag, int* to, Handover how,
                      unsigned blocks, cudaStream_t stream) {
  return launch_side_by_side(hand_over_kernel, blocks, stream, from, between, flag, to, how);
}

cudaError_t wait_for_all(unsigned* flag, unsigned awaited, bool sleeping, unsigned blocks,
                         cudaStream_t stream) {
  return launch_side_by_side(wait_for_all_kernel, blocks, stream, flag, awaited, sleeping);
}

}  // namespace tessera::replayed_kernels
