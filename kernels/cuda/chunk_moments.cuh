#pragma once

#include "kernels/cuda/fixed_sum.cuh"
#include "kernels/numerics/moments.hpp"

// The moments of the samples of a chunk by one warp, in the fixed shape. Lane l looks after samples
// l, l + 32, ..., which it has put into shared memory itself: those of two rows side by side, so
// that one access takes both.

namespace tessera::gpu {

/// Where sample `lane` of row `row` of a chunk lies.
__device__ constexpr int place_of(int row, int lane) {
  return row / 2 * (2 * kWarp) + 2 * lane + row % 2;
}

/// The tree over the lanes; the sum comes to all of them.
__device__ inline double sum_for_all(double lane) {
  return __shfl_sync(kFullWarp, sum_warp(lane), 0);
}

/// Lane sum of term(x) over the samples of a full chunk.
template <class Term>
__device__ double sum_full_rows(const double* values, const Term& term) {
  const auto* const pairs = reinterpret_cast<const double2*>(values) + threadIdx.x % kWarp;
  double sum = 0.0;
#pragma unroll
  for (int pair = 0; pair < kSumChunk / (2 * kWarp); ++pair) {
    const double2 two = pairs[pair * kWarp];
    sum = sum + term(two.x);
    sum = sum + term(two.y);
  }
  return sum;
}

/// Lane sum of term(x) over the samples for which `counts(row)`; the others add nothing.
template <class Counts, class Term>
__device__ double sum_some_rows(const double* values, const Counts& counts, const Term& term) {
  const int lane = static_cast<int>(threadIdx.x) % kWarp;
  double sum = 0.0;
#pragma unroll 1
  for (int row = 0; row < kSumChunk / kWarp; ++row) {
    if (counts(row)) sum = sum + term(values[place_of(row, lane)]);
  }
  return sum;
}

/// S, then M2 about S / n, where `sum_rows(term)` is the lane sum over `count` samples.
template <class SumRows>
__device__ Moments warp_moments(std::int64_t count, const SumRows& sum_rows) {
  const double sum = sum_for_all(sum_rows([](double x) { return x; }));
  const double mean = sum / static_cast<double>(count);
  const double m2 = sum_for_all(sum_rows([mean](double x) {
    const double d = x - mean;
    return d * d;
  }));
  return {count, sum, m2};
}

/// The moments of those samples of a chunk that are valid; the first of the others is named by its
/// number in the chunk. values: [output][kSampleChunk]
static __device__ __noinline__ SampleMoments moments_of_valid(const double* values, int outputs,
                                                              int samples) {
  const int lane = static_cast<int>(threadIdx.x) % kWarp;
  unsigned valid = 0;  // bit `row` is the sample of this lane
  int first_invalid = samples;
  for (int row = (samples - 1) / kWarp; row >= 0; --row) {
    if (row * kWarp + lane >= samples) continue;
    bool all = true;
    for (int output = 0; output < outputs; ++output) {
      all = all && is_valid_sample(values[output * kSampleChunk + place_of(row, lane)]);
    }
    if (all) {
      valid |= 1U << row;
    } else {
      first_invalid = row * kWarp + lane;
    }
  }
  int count = __popc(valid);
  for (int offset = kWarp / 2; offset > 0; offset /= 2) {
    count += __shfl_xor_sync(kFullWarp, count, offset);
  }
  SampleMoments moments;
  moments.count = count;
  moments.invalid_count = samples - count;
  const unsigned first = warp_min(static_cast<unsigned>(first_invalid));
  if (count < samples) moments.first_invalid_path = static_cast<std::int64_t>(first);
  for (int output = 0; output < outputs && count > 0; ++output) {
    const double* const of_output = values + output * kSampleChunk;
    const Moments found = warp_moments(count, [&](const auto& term) {
      return sum_some_rows(
          of_output, [valid](int row) { return (valid >> row & 1U) != 0; }, term);
    });
    moments.sum[output] = found.sum;
    moments.m2[output] = found.m2;
  }
  return moments;
}

/// The moments of a chunk of `samples` <= 1024 samples, in every lane.
/// values: [output][kSampleChunk], 16-byte aligned, as `place_of` says
__device__ inline SampleMoments moments_of_values(const double* values, int outputs, int samples) {
  if (samples < kSampleChunk) return moments_of_valid(values, outputs, samples);
  SampleMoments moments;
  moments.count = samples;
#pragma unroll
  for (int output = 0; output < outputs; ++output) {
    const double* const of_output = values + output * kSampleChunk;
    const Moments found = warp_moments(
        samples, [of_output](const auto& term) { return sum_full_rows(of_output, term); });
    if (!are_all_valid(found)) return moments_of_valid(values, outputs, samples);
    moments.sum[output] = found.sum;
    moments.m2[output] = found.m2;
  }
  return moments;
}

}  // namespace tessera::gpu
