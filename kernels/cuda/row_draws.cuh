#pragma once

#include "kernels/cuda/warp.cuh"
#include "kernels/numerics/random_numbers.hpp"

// Pseudo-random numbers of the samples of a warp: lane l holds samples first + l of a row of 32.
// One call of Philox gives numbers to `kShare` neighbouring samples. The lanes of such neighbours
// make the calls of as many rows, one each, and hand round what they found: every call, logarithm
// and sine is then computed once.

namespace tessera::gpu {

/// Neighbouring samples that share a call: its numbers are those of the paths; of the two paths of
/// an antithetic sample the first has a number.
template <class Real, bool kAntithetic>
inline constexpr int kShare = 2 * kPairsPerCall<Real> / (kAntithetic ? 2 : 1);

/// Among kCount neighbouring lanes, lane i gives its number[j] to lane j, where it becomes
/// number[i]. All lanes of the warp take part.
template <int kCount, class Real>
__device__ void transpose_neighbours(Real (&number)[kCount]) {
#pragma unroll
  for (int bit = 1; bit < kCount; bit *= 2) {
    const bool is_upper = (threadIdx.x & bit) != 0;
#pragma unroll
    for (int i = 0; i < kCount; ++i) {
      if ((i & bit) != 0) continue;
      const Real given = is_upper ? number[i] : number[i | bit];
      const Real taken = __shfl_xor_sync(kFullWarp, given, bit);
      if (is_upper) {
        number[i] = taken;
      } else {
        number[i | bit] = taken;
      }
    }
  }
}

/// The numbers of a stream for kShare rows of a warp.
template <class Real, bool kAntithetic>
class RowDraws {
 public:
  static constexpr int kRows = kShare<Real, kAntithetic>;

  /// For the rows `row`, a multiple of kRows, and the next ones of the chunk whose samples begin at
  /// `chunk`. `last` is the last word of the counters. The calls of a chunk have the same high
  /// word.
  __device__ void begin(std::int64_t chunk, int row, std::uint32_t last,
                        const PhiloxSchedule& keys) {
    const auto lane = threadIdx.x % kWarp;
    const std::uint64_t first_call = static_cast<std::uint64_t>(chunk) / kRows;
    const std::uint32_t call = static_cast<std::uint32_t>(first_call) +
                               static_cast<std::uint32_t>(row / kRows * kWarp) +
                               (lane % kRows * kWarp + lane) / kRows;
    group_ = philox_group(call, last, keys);
    group_high_ = static_cast<std::uint32_t>(first_call >> 32);
  }

  /// A normal for the sample of this lane in each row.
  __device__ void normals(std::uint32_t step, const PhiloxSchedule& keys,
                          Real (&numbers)[kRows]) const {
    draw(step, keys, numbers, [](const RealPair<Real>& uniforms) {
      return box_muller(uniforms.first, uniforms.second);
    });
  }

  /// A uniform for the sample of this lane in each row.
  __device__ void uniforms(std::uint32_t step, const PhiloxSchedule& keys,
                           Real (&numbers)[kRows]) const {
    draw(step, keys, numbers, [](const RealPair<Real>& uniforms) { return uniforms; });
  }

 private:
  template <class NumbersOf>
  __device__ void draw(std::uint32_t step, const PhiloxSchedule& keys, Real (&numbers)[kRows],
                       const NumbersOf& numbers_of) const {
    const PhiloxWords<std::uint32_t> words = philox_of_group(group_, group_high_, step, keys);
#pragma unroll
    for (int pair = 0; pair < kPairsPerCall<Real>; ++pair) {
      const RealPair<Real> found = numbers_of(uniforms_of<Real>(words, pair));
      if constexpr (kAntithetic) {
        numbers[pair] = found.first;
      } else {
        numbers[2 * pair] = found.first;
        numbers[2 * pair + 1] = found.second;
      }
    }
    transpose_neighbours(numbers);
  }

  PhiloxGroup<std::uint32_t> group_;
  std::uint32_t group_high_;
};

}  // namespace tessera::gpu
