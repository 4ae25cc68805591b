#pragma once

#include <cstdint>
#include <driver_types.h>
#include <vector>

// Kernels whose blocks wait for each other, each behind the function that launches it.

namespace tessera::replayed_kernels {

inline constexpr unsigned kCooperatingThreads = 64;

/// What `sum_in_steps` does: step s is made by the first `blocks[s]` blocks, and `blocks` ends with
/// a 0.
struct StepSums {
  std::int64_t* sums;      // [step][block of the launch][64]
  const unsigned* blocks;  // [step + 1]
  int steps;
  unsigned* counter;    // 0 before and after
  unsigned arrivals;    // at all barriers
  int without_barrier;  // the step that none follows; -1: every step has one
};

/// sums[s][b][t] = 1 + b + t + sum over the blocks of step s - 1 of sums[s - 1][.][63 - t], with a
/// barrier between two steps.
cudaError_t sum_in_steps(const StepSums& sums, unsigned blocks, cudaStream_t stream);
/// The same by a launch whose blocks must not wait for each other.
void sum_in_steps_one_by_one(const StepSums& sums, unsigned blocks, cudaStream_t stream);
/// How many blocks arrive at the barriers between these steps.
unsigned arrivals_of(const std::vector<unsigned>& blocks);

/// How block 0 of `hand_over` says that its numbers are there, and how the others look.
enum class Handover { released, fenced, unordered, read_only, without_block_barrier };
/// to[b][t] = from[t], through numbers that block 0 copies to `between` and the others read when
/// *flag says so. One of the ways is right, one as good, three are wrong.
cudaError_t hand_over(const int* from, int* between, unsigned* flag, int* to, Handover how,
                      unsigned blocks, cudaStream_t stream);

/// Every block waits until all have counted up *flag, by a loop that sleeps or one that only looks.
cudaError_t wait_for_all(unsigned* flag, unsigned awaited, bool sleeping, unsigned blocks,
                         cudaStream_t stream);

}  // namespace tessera::replayed_kernels
