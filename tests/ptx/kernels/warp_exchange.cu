#include <cstdint>

#include "kernels/numerics/fixed_sum.hpp"
#include "tests/ptx/kernels/arguments.hpp"

namespace tessera::ptx_kernels {

namespace {
constexpr unsigned kFullWarp = 0xffffffffu;
}

__global__ void fixed_sum_kernel(Chunks chunks) {
  const std::int64_t chunk = (std::int64_t{blockIdx.x} * blockDim.x + threadIdx.x) / kSumLanes;
  const int lane = threadIdx.x % kSumLanes;
  if (chunk >= sum_chunk_count(chunks.term_count)) return;
  const std::int64_t begin = chunk * kSumChunk;
  const std::int64_t rest = chunks.term_count - begin;
  const std::int64_t size = rest < kSumChunk ? rest : kSumChunk;
  double sum = 0.0;
  for (std::int64_t index = lane; index < size; index += kSumLanes) {
    sum = sum + chunks.terms[begin + index];
  }
  for (int offset = kSumLanes / 2; offset > 0; offset /= 2) {
    sum = sum + __shfl_down_sync(kFullWarp, sum, offset);
  }
  if (lane == 0) chunks.sums[chunk] = sum;
}

__global__ void shuffle_kernel(const int* values, int* result) {
  const int lane = threadIdx.x;
  const int value = values[lane];
  result[lane] = __shfl_up_sync(kFullWarp, value, 3);
  result[32 + lane] = __shfl_xor_sync(kFullWarp, value, 5);
  result[64 + lane] = __shfl_sync(kFullWarp, value, lane * 7);
  result[96 + lane] = __shfl_down_sync(kFullWarp, value, 2, 8);
  result[128 + lane] = __shfl_up_sync(kFullWarp, value, 1, 16);
}

/// The halves of the warp shuffle at one place in the code, each among its own lanes.
__global__ void half_warp_kernel(const int* values, int* result) {
  const int lane = threadIdx.x;
  const unsigned members = lane < 16 ? 0x0000ffffu : 0xffff0000u;
  int value = values[lane];
  if (lane < 16) value = value * value;
  for (int offset = 8; offset > 0; offset /= 2) value += __shfl_xor_sync(members, value, offset);
  result[lane] = value;
}

__global__ void vote_kernel(const int* values, unsigned* result) {
  const int lane = threadIdx.x;
  const int value = values[lane];
  result[lane] = __ballot_sync(kFullWarp, value % 3 == 0);
  result[32 + lane] = __any_sync(kFullWarp, value > 1000);
  result[64 + lane] = __all_sync(kFullWarp, value < 1000);
  result[96 + lane] = __match_any_sync(kFullWarp, value % 4);
  if (value % 2 == 0) {
    result[128 + lane] = __activemask();
  } else {
    result[128 + lane] = __popc(__ballot_sync(__activemask(), value > 3));
  }
  __syncwarp();
}

/// One instruction reduces a warp from compute capability 8.0 on.
__global__ void reduce_kernel(const int* values, int* result) {
  const int value = values[threadIdx.x];
#if __CUDA_ARCH__ >= 800
  const unsigned bits = static_cast<unsigned>(value);
  const int reduced[] = {__reduce_add_sync(kFullWarp, value),
                         __reduce_min_sync(kFullWarp, value),
                         __reduce_max_sync(kFullWarp, value),
                         static_cast<int>(__reduce_and_sync(kFullWarp, bits)),
                         static_cast<int>(__reduce_or_sync(kFullWarp, bits)),
                         static_cast<int>(__reduce_xor_sync(kFullWarp, bits))};
#else
  int reduced[] = {value, value, value, value, value, value};
  for (int distance = 16; distance > 0; distance /= 2) {
    int other[6];
    for (int item = 0; item < 6; ++item) {
      other[item] = __shfl_xor_sync(kFullWarp, reduced[item], distance);
    }
    reduced[0] += other[0];
    reduced[1] = min(reduced[1], other[1]);
    reduced[2] = max(reduced[2], other[2]);
    reduced[3] &= other[3];
    reduced[4] |= other[4];
    reduced[5] ^= other[5];
  }
#endif
  for (int item = 0; item < 6; ++item) result[6 * threadIdx.x + item] = reduced[item];
}

/// The 64-bit atomics, and the wrapping ones of a ticket.
__global__ void ticket_kernel(unsigned long long* wide, long long* extremes, unsigned* ticket,
                              int* last) {
  const unsigned long long thread = threadIdx.x;
  atomicAdd(&wide[0], thread << 32);
  atomicMax(&wide[1], thread << 40);
  atomicMin(&wide[2], ~thread);
  atomicOr(&wide[3], 1ull << thread);
  atomicMin(&extremes[0], -static_cast<long long>(thread));
  atomicMax(&extremes[1], static_cast<long long>(thread) - 100);
  if (atomicInc(ticket, blockDim.x - 1) == blockDim.x - 1) *last = threadIdx.x;
  atomicDec(ticket + 1, 9u);
}

__global__ void histogram_kernel(const int* values, int count, unsigned* bins, int* extremes,
                                 unsigned long long* total) {
  __shared__ unsigned local[8];
  if (threadIdx.x < 8) local[threadIdx.x] = 0;
  __syncthreads();
  for (int index = blockIdx.x * blockDim.x + threadIdx.x; index < count;
       index += gridDim.x * blockDim.x) {
    atomicAdd(&local[values[index] & 7], 1u);
    atomicMin(&extremes[0], values[index]);
    atomicMax(&extremes[1], values[index]);
    atomicAdd(total, static_cast<unsigned long long>(values[index]));
    atomicXor(&extremes[2], values[index]);
  }
  __syncthreads();
  if (threadIdx.x < 8) atomicAdd(&bins[threadIdx.x], local[threadIdx.x]);
  if (threadIdx.x == 0) {
    int seen = extremes[3];
    while (true) {
      const int before = atomicCAS(&extremes[3], seen, seen + 1);
      if (before == seen) break;
      seen = before;
    }
  }
}

}  // namespace tessera::ptx_kernels
