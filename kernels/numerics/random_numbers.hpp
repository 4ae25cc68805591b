#pragma once

#include <cstdint>

#include "kernels/numerics/box_muller.hpp"
#include "kernels/numerics/float_bits.hpp"
#include "kernels/numerics/philox.hpp"

// Uniforms and normals from random words. Uniforms are (k + 1/2) 2^-52 in double and
// (k + 1/2) 2^-23 in float: symmetric about 1/2, never 0 or 1.

namespace tessera {
inline namespace TESSERA_ISA {

/// (k + 1/2) 2^-52 of the upper 52 bits of `bits`. Exact: 1 + k 2^-52 is put together from its
/// bits.
TESSERA_HD constexpr double uniform_of(std::uint64_t bits) {
  return exact::from_bits((bits >> 12) | std::uint64_t{0x3FF0000000000000}) - (1.0 - 0x1p-53);
}

/// (k + 1/2) 2^-23 of the upper 23 bits of `word`.
TESSERA_HD constexpr float uniform_of(std::uint32_t word) {
  return exact::from_bits((word >> 9) | std::uint32_t{0x3F800000}) - (1.0F - 0x1p-24F);
}

/// Pairs of uniforms that one call of Philox gives: one of doubles, two of floats.
template <class Real>
inline constexpr int kPairsPerCall = sizeof(Real) == 8 ? 1 : 2;

/// Pair `pair` < kPairsPerCall of uniforms of a call.
template <class Real>
TESSERA_HD constexpr RealPair<Real> uniforms_of(const PhiloxWords<std::uint32_t>& words, int pair) {
  if constexpr (sizeof(Real) == 8) {
    return {uniform_of((std::uint64_t{words.word[1]} << 32) | words.word[0]),
            uniform_of((std::uint64_t{words.word[3]} << 32) | words.word[2])};
  } else {
    return {uniform_of(words.word[2 * pair]), uniform_of(words.word[2 * pair + 1])};
  }
}

/// The uniforms of a counter.
template <class Real>
TESSERA_HD constexpr RealPair<Real> uniforms_at(std::uint64_t group, std::uint32_t step,
                                                std::uint32_t last, int pair,
                                                const PhiloxKey& key) {
  const PhiloxWords<std::uint32_t> counter{
      {static_cast<std::uint32_t>(group), static_cast<std::uint32_t>(group >> 32), step, last}};
  return uniforms_of<Real>(philox(counter, key), pair);
}

/// One uniform per sample and step: pair sample >> 1 of all pairs, of which the lowest bit of the
/// sample selects one number. Two samples share a call in double, four in float.
template <class Real>
TESSERA_HD constexpr RealPair<Real> shared_uniforms(std::int64_t sample, std::uint32_t step,
                                                    std::uint32_t last, const PhiloxKey& key) {
  const auto pair = static_cast<std::uint64_t>(sample) >> 1;
  return uniforms_at<Real>(pair / kPairsPerCall<Real>, step, last,
                           static_cast<int>(pair % kPairsPerCall<Real>), key);
}

template <class Real>
TESSERA_HD constexpr Real uniform_of_sample(std::int64_t sample, std::uint32_t step,
                                            std::uint32_t last, const PhiloxKey& key) {
  const RealPair<Real> pair = shared_uniforms<Real>(sample, step, last, key);
  return sample % 2 == 0 ? pair.first : pair.second;
}

/// One normal per sample and step, from the same counters as `uniform_of_sample`.
template <class Real>
TESSERA_HD Real normal_of_sample(std::int64_t sample, std::uint32_t step, std::uint32_t last,
                                 const PhiloxKey& key) {
  const RealPair<Real> uniforms = shared_uniforms<Real>(sample, step, last, key);
  const RealPair<Real> normals = box_muller(uniforms.first, uniforms.second);
  return sample % 2 == 0 ? normals.first : normals.second;
}

/// Normals 2 pair and 2 pair + 1 of a step of a sample that takes several: the group is the sample.
template <class Real>
TESSERA_HD RealPair<Real> normal_pair_of_sample(std::int64_t sample, std::uint32_t step,
                                                std::uint32_t first, int pair,
                                                const PhiloxKey& key) {
  const auto draw = static_cast<std::uint32_t>(pair / kPairsPerCall<Real>);
  const RealPair<Real> uniforms = uniforms_at<Real>(static_cast<std::uint64_t>(sample), step,
                                                    first + draw, pair % kPairsPerCall<Real>, key);
  return box_muller(uniforms.first, uniforms.second);
}

}  // namespace TESSERA_ISA
}  // namespace tessera
