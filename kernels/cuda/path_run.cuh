#pragma once

#include "kernels/cuda/chunk_moments.cuh"
#include "kernels/numerics/path_sample.hpp"
#include "kernels/numerics/quasi_numbers.hpp"
#include "kernels/stages/path_simulation.hpp"

namespace tessera::gpu {

/// What a kernel reads of a problem.
template <class Real>
struct PathRun {
  ModelTerms<Real> model[2];  // of a path, and of its mirror
  ControlTerms<Real> control;
  SamplerChoice sampler;
  PhiloxSchedule keys;  // of the seed
  QuasiSource quasi;
  SampleLayout layout;
  SampleChunks chunks;
};

/// Doubles in shared memory for the samples of the chunks of a block: 32 KiB.
inline constexpr int kBlockValues = 4 * kSampleChunk;
/// Warps of a block, each with a chunk of its own.
__host__ __device__ constexpr int block_warps(int outputs) {
  return kBlockValues / (outputs * static_cast<int>(kSampleChunk));
}

/// Every warp takes one chunk after the other. `rows` simulates Rows::kRows rows of samples:
/// `rows(first, row, values)` is for the rows `row`, row + 1, ... of a chunk whose first sample is
/// `first`, and puts output o of the sample of this lane to
/// values[o * kSampleChunk + place_of(row, lane)].
template <class Real, class Rows>
__device__ void simulate_chunks(const PathRun<Real>& run, int outputs, const Rows& rows,
                                SampleMoments* moments) {
  __shared__ alignas(16) double values[kBlockValues];
  const int warp = static_cast<int>(threadIdx.x) / kWarp;
  double* const own = values + warp * outputs * kSampleChunk;
  const auto warps = static_cast<std::int64_t>(gridDim.x) * block_warps(outputs);
  std::int64_t chunk = static_cast<std::int64_t>(blockIdx.x) * block_warps(outputs) + warp;
#pragma unroll 1
  for (; chunk < run.chunks.chunk_count; chunk += warps) {
    const std::int64_t first = (run.chunks.first_chunk + chunk) * kSampleChunk;
    const auto samples =
        static_cast<int>(min(run.layout.samples_per_replicate - first, kSampleChunk));
#pragma unroll 1
    for (int row = 0; row * kWarp < samples; row += Rows::kRows) rows(first, row, own);
    SampleMoments found = moments_of_values(own, outputs, samples);
    if (found.invalid_count > 0) {
      found.first_invalid_path =
          run.layout.path_number(run.chunks.replicate, first + found.first_invalid_path, 0);
    }
    if (threadIdx.x % kWarp == 0) moments[chunk] = found;
  }
}

}  // namespace tessera::gpu
