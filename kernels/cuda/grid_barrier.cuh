#pragma once

// Where the blocks of a cooperative launch wait for each other between the steps of their work. A
// step may be too small for all blocks; the first ones then do it, and nobody waits who has
// neither made nor is to use anything.

namespace tessera::gpu {

/// How many blocks arrive at the barrier between a step of the first `before` blocks and one of
/// the first `after`. A block that goes on alone meets nobody.
__host__ __device__ constexpr unsigned arrivals_between(unsigned before, unsigned after) {
  return before == 1 && after == 1 ? 0 : before;
}

/// The view of one thread; all threads of all blocks pass the same barriers.
class GridBarrier {
 public:
  /// counter: 0, and 0 again when the launch has ended. arrivals: of the whole launch, the ones
  /// after its last step (`after` 0) counted
  __device__ GridBarrier(unsigned* counter, unsigned arrivals)
      : counter_(counter), most_(arrivals - 1) {}

  /// What the first `before` blocks have written is what the first `after` blocks then read.
  __device__ void pass(unsigned before, unsigned after) {
    const unsigned arriving = arrivals_between(before, after);
    expected_ += arriving;
    if (arriving == 0) {
      if (blockIdx.x == 0) __syncthreads();
      return;
    }
    if (blockIdx.x < before) {
      __syncthreads();
      if (threadIdx.x == 0) arrive();
    }
    if (blockIdx.x < after) {
      if (threadIdx.x == 0) wait();
      __syncthreads();
    }
  }

 private:
  // Barriers follow each other: nobody arrives at one before the last one has let him go, so that
  // one counter serves all. The last arrival of a launch, which nobody waits for, turns it to 0.
  __device__ void arrive() const {
    asm volatile("red.release.gpu.global.inc.u32 [%0], %1;" ::"l"(counter_), "r"(most_) : "memory");
  }
  __device__ void wait() const {
    constexpr unsigned kPause_ns = 32;
    while (arrived() < expected_) __nanosleep(kPause_ns);
  }
  __device__ unsigned arrived() const {
    unsigned count;
    asm volatile("ld.acquire.gpu.global.u32 %0, [%1];" : "=r"(count) : "l"(counter_) : "memory");
    return count;
  }

  unsigned* counter_;
  unsigned most_;
  unsigned expected_ = 0;
};

}  // namespace tessera::gpu
