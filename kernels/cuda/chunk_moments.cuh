#pragma once

#include "kernels/cuda/fixed_sum.cuh"
#include "kernels/numerics/moments.hpp"

// The moments of the samples of a chunk by one warp, in the fixed shape. Lane l looks after samples
// l, l + 32, ..., which it has put into shared memory itself.

namespace tessera::gpu {

/// The tree over the lanes; the sum comes to all of them.
__device__ inline double sum_for_all(double lane) {
  return __shfl_sync(kFullWarp, sum_warp(lane), 0);
}

/// S, then M2 about S / n, of the samples for which `counts(sample)`, `count` of them; the others
/// add nothing.
template <class Counts>
__device__ Moments warp_moments(const double* values, int samples, std::int64_t count,
                                const Counts& counts) {
  const int lane = static_cast<int>(threadIdx.x) % kWarp;
  double sum = 0.0;
#pragma unroll 8
  for (int sample = lane; sample < samples; sample += kWarp) {
    sum = sum + (counts(sample) ? values[sample] : 0.0);
  }
  sum = sum_for_all(sum);
  const double mean = sum / static_cast<double>(count);
  double m2 = 0.0;
#pragma unroll 8
  for (int sample = lane; sample < samples; sample += kWarp) {
    const double d = values[sample] - mean;
    m2 = m2 + (counts(sample) ? d * d : 0.0);
  }
  return {count, sum, sum_for_all(m2)};
}

/// Which samples of a chunk are valid: bit `row` is the sample of this lane in that row.
struct ValidRows {
  unsigned rows;
  __device__ bool operator()(int sample) const { return (rows >> (sample / kWarp) & 1U) != 0; }
};

/// The moments of a chunk some of whose samples are not valid; the first one is named by its
/// number in the chunk. values: [output][kSampleChunk]
template <int kOutputCount>
__device__ __noinline__ SampleMoments moments_of_valid(const double* values, int samples) {
  const int lane = static_cast<int>(threadIdx.x) % kWarp;
  ValidRows valid{0};
  int first_invalid = samples;
  for (int sample = samples - samples % kWarp + lane; sample >= 0; sample -= kWarp) {
    if (sample >= samples) continue;
    bool all = true;
    for (int output = 0; output < kOutputCount; ++output) {
      all = all && is_valid_sample(values[output * kSampleChunk + sample]);
    }
    if (all) {
      valid.rows |= 1U << (sample / kWarp);
    } else {
      first_invalid = sample;
    }
  }
  int count = __popc(valid.rows);
  for (int offset = kWarp / 2; offset > 0; offset /= 2) {
    count += __shfl_xor_sync(kFullWarp, count, offset);
  }
  SampleMoments moments;
  moments.count = count;
  moments.invalid_count = samples - count;
  moments.first_invalid_path =
      static_cast<std::int64_t>(warp_min(static_cast<unsigned>(first_invalid)));
  for (int output = 0; output < kOutputCount && count > 0; ++output) {
    const Moments of_output = warp_moments(values + output * kSampleChunk, samples, count, valid);
    moments.sum[output] = of_output.sum;
    moments.m2[output] = of_output.m2;
  }
  return moments;
}

/// The moments of a chunk of `samples` <= 1024 samples, in every lane.
/// values: [output][kSampleChunk]
template <int kOutputCount>
__device__ SampleMoments moments_of_values(const double* values, int samples) {
  SampleMoments moments;
  moments.count = samples;
#pragma unroll
  for (int output = 0; output < kOutputCount; ++output) {
    const Moments of_output =
        warp_moments(values + output * kSampleChunk, samples, samples, [](int) { return true; });
    if (!are_all_valid(of_output)) return moments_of_valid<kOutputCount>(values, samples);
    moments.sum[output] = of_output.sum;
    moments.m2[output] = of_output.m2;
  }
  return moments;
}

}  // namespace tessera::gpu
