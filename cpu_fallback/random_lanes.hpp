#pragma once

#include "cpu_fallback/word_lanes.hpp"
#include "kernels/numerics/option_contract.hpp"
#include "kernels/numerics/random_numbers.hpp"
#include "kernels/numerics/sample_layout.hpp"

// The random numbers of a block of samples, one sample per lane.

namespace tessera::cpu {
namespace TESSERA_ISA {

/// Calls of Philox for one number per lane, and lanes of a block: 2 KiB of either type.
inline constexpr int kBlockCalls = 128;
template <class Real>
inline constexpr int kPathLanes = 2 * kBlockCalls* kPairsPerCall<Real>;

/// The groups of a block on their way into Philox: first, first + stride, ...
template <int kCount>
struct GroupLanes {
  alignas(64) std::uint64_t high[kCount];
  alignas(64) std::uint64_t low[kCount];
  alignas(64) std::uint64_t last[kCount];
  std::uint32_t group_high;

  /// All groups have the same upper word.
  void prepare(std::int64_t first, int stride, std::uint32_t last_word, const PhiloxKey& key) {
    WordLanes::Vector lane{0, 1, 2, 3, 4, 5, 6, 7};
    lane = lane * static_cast<std::uint64_t>(stride) + static_cast<std::uint64_t>(first);
    group_high = static_cast<std::uint32_t>(static_cast<std::uint64_t>(first) >> 32);
    for (int at = 0; at < kCount; at += WordLanes::kCount) {
      const PhiloxGroup<WordLanes> group = philox_group(WordLanes(lane), last_word, key);
      store_words(high + at, group.high);
      store_words(low + at, group.low);
      store_words(last + at, group.last);
      lane += static_cast<std::uint64_t>(stride * WordLanes::kCount);
    }
  }

  [[gnu::always_inline]] PhiloxWords<WordLanes> words(int at, std::uint32_t step,
                                                      const PhiloxKey& key) const {
    const PhiloxGroup<WordLanes> group{load_words(high + at), load_words(low + at),
                                       load_words(last + at)};
    return philox_of_group(group, group_high, step, key);
  }
};

using DoubleLanes [[gnu::vector_size(64)]] = double;
using FloatLanes [[gnu::vector_size(64)]] = float;
using HalfWords [[gnu::vector_size(64)]] = std::uint32_t;

inline constexpr std::uint64_t kLowerHalf = 0xFFFFFFFF;

/// `uniform_of` the 64 bits of two words, for every lane. `to` is aligned to 64 bytes.
TESSERA_HD void store_uniforms(double* to, const WordLanes& low, const WordLanes& high) {
  const WordLanes::Vector bits =
      (((high.v << 32) | (low.v & kLowerHalf)) >> 12) | std::uint64_t{0x3FF0000000000000};
  *reinterpret_cast<DoubleLanes*>(to) = __builtin_bit_cast(DoubleLanes, bits) - (1.0 - 0x1p-53);
}

/// `uniform_of` each of two words: to[2 lane] of the first, to[2 lane + 1] of the second.
TESSERA_HD void store_uniforms(float* to, const WordLanes& first, const WordLanes& second) {
  const WordLanes::Vector both = (second.v << 32) | (first.v & kLowerHalf);
  const HalfWords bits = (__builtin_bit_cast(HalfWords, both) >> 9) | 0x3F800000U;
  *reinterpret_cast<FloatLanes*>(to) = __builtin_bit_cast(FloatLanes, bits) - (1.0F - 0x1p-24F);
}

/// One pair of uniforms for every two samples of a block: `pair` = sample >> 1 counts from the
/// first of the block.
inline void draw_shared(const GroupLanes<kBlockCalls>& groups, std::uint32_t step,
                        const PhiloxKey& key, double* first, double* second) {
  for (int at = 0; at < kBlockCalls; at += WordLanes::kCount) {
    const PhiloxWords<WordLanes> words = groups.words(at, step, key);
    store_uniforms(first + at, words.word[0], words.word[1]);
    store_uniforms(second + at, words.word[2], words.word[3]);
  }
}
inline void draw_shared(const GroupLanes<kBlockCalls>& groups, std::uint32_t step,
                        const PhiloxKey& key, float* first, float* second) {
  for (int at = 0; at < kBlockCalls; at += WordLanes::kCount) {
    const PhiloxWords<WordLanes> words = groups.words(at, step, key);
    store_uniforms(first + 2 * at, words.word[0], words.word[2]);
    store_uniforms(second + 2 * at, words.word[1], words.word[3]);
  }
}

/// `box_muller` of `count` pairs.
template <class Real>
void normals_of_uniforms(const Real* __restrict first, const Real* __restrict second, int count,
                         Real* __restrict with_cosine, Real* __restrict with_sine) {
  for (int pair = 0; pair < count; ++pair) {
    const RealPair<Real> normals = box_muller(first[pair], second[pair]);
    with_cosine[pair] = normals.first;
    with_sine[pair] = normals.second;
  }
}

/// The first normals alone.
template <class Real>
void normals_of_uniforms(const Real* __restrict first, const Real* __restrict second, int count,
                         Real* __restrict with_cosine) {
  for (int pair = 0; pair < count; ++pair) {
    with_cosine[pair] = box_muller(first[pair], second[pair]).first;
  }
}

/// The random numbers of one block of samples after the other; steps are drawn in order.
template <class Real>
class NumberLanes {
 public:
  static constexpr int kLanes = kPathLanes<Real>;
  static constexpr int kHalf = kLanes / 2;

  virtual ~NumberLanes() = default;

  /// Whether the even samples of a block lie in the first half of the lanes and the odd ones in the
  /// second, as they come where two samples share a pair of numbers; else lane i is sample i.
  [[nodiscard]] virtual bool is_paired() const = 0;
  /// From here on the numbers of the samples first, first + 1, ..., a multiple of kLanes: one
  /// normal per sample and step, or several, and perhaps a uniform.
  virtual void begin(std::int64_t first, bool several_normals, bool uniforms) = 0;
  /// One normal for every lane.
  virtual void draw_normals(std::uint32_t step, Real* normals) = 0;
  /// `count` normals for every lane; normals: [normal][lane], with room for a multiple of
  /// 2 kPairsPerCall.
  virtual void draw_several(std::uint32_t step, int count, Real (*normals)[kLanes]) = 0;
  /// One uniform for every lane.
  virtual void draw_uniforms(std::uint32_t step, Real* uniforms) = 0;
};

/// Pseudo-random numbers. Those of an antithetic sample are those of its first path, 2 sample: it
/// shares no pair with another sample.
template <class Real>
class RandomLanes final : public NumberLanes<Real> {
 public:
  using NumberLanes<Real>::kLanes;
  using NumberLanes<Real>::kHalf;

  RandomLanes(const SamplerChoice& choice, const SampleLayout& layout)
      : key_(philox_key(choice.seed)),
        normals_word_(first_draw(choice.stream)),
        uniforms_word_(first_draw(uniforms_beside(choice.stream))),
        paths_per_sample_(layout.paths_per_sample()) {}

  [[nodiscard]] bool is_paired() const override { return paths_per_sample_ == 1; }

  void begin(std::int64_t first, bool several_normals, bool uniforms) override {
    first_path_ = first * paths_per_sample_;
    // Each half of an antithetic block has as many pairs as a whole block of others.
    for (int half = 0; half < paths_per_sample_; ++half) {
      const std::int64_t group = (first_path_ + half * kLanes) / (kLanes / kBlockCalls);
      if (!several_normals) shared_[half].prepare(group, 1, normals_word_, key_);
      if (uniforms) beside_[half].prepare(group, 1, uniforms_word_, key_);
    }
    for (int half = 0; several_normals && half < 2; ++half) prepare_call(half, 0, single_[half]);
  }

  void draw_normals(std::uint32_t step, Real* normals) override {
    if (is_paired()) {
      draw_shared(shared_[0], step, key_, first_uniforms_, second_uniforms_);
      normals_of_uniforms(first_uniforms_, second_uniforms_, kHalf, normals, normals + kHalf);
      return;
    }
    for (int half = 0; half < 2; ++half) {
      draw_shared(shared_[half], step, key_, first_uniforms_, second_uniforms_);
      normals_of_uniforms(first_uniforms_, second_uniforms_, kHalf, normals + half * kHalf);
    }
  }

  void draw_uniforms(std::uint32_t step, Real* uniforms) override {
    if (is_paired()) return draw_shared(beside_[0], step, key_, uniforms, uniforms + kHalf);
    for (int half = 0; half < 2; ++half) {
      draw_shared(beside_[half], step, key_, uniforms + half * kHalf, second_uniforms_);
    }
  }

  void draw_several(std::uint32_t step, int count, Real (*normals)[kLanes]) override {
    for (int half = 0; half < 2; ++half) {
      draw_call(single_[half], step, normals, half * kHalf);
      for (int draw = 1; draw * kNormalsPerCall < count; ++draw) {
        prepare_call(half, draw, further_);
        draw_call(further_, step, normals + draw * kNormalsPerCall, half * kHalf);
      }
    }
  }

 private:
  static constexpr int kNormalsPerCall = 2 * kPairsPerCall<Real>;

  /// The groups of call `draw` of half a block. The paths drawn are 2 apart with and without
  /// mirrors.
  void prepare_call(int half, int draw, GroupLanes<kHalf>& groups) {
    const std::int64_t first = first_path_ + (is_paired() ? half : half * kLanes);
    groups.prepare(first, 2, normals_word_ + static_cast<std::uint32_t>(draw), key_);
  }

  /// The normals of one call per sample, for the lanes lane .. lane + kHalf - 1.
  void draw_call(const GroupLanes<kHalf>& groups, std::uint32_t step, Real (*normals)[kLanes],
                 int lane) {
    for (int pair = 0; pair < kPairsPerCall<Real>; ++pair) {
      for (int at = 0; at < kHalf; at += WordLanes::kCount) {
        store_pair(groups.words(at, step, key_), pair, at);
      }
      normals_of_uniforms(first_uniforms_, second_uniforms_, kHalf, normals[2 * pair] + lane,
                          normals[2 * pair + 1] + lane);
    }
  }

  [[gnu::always_inline]] void store_pair(const PhiloxWords<WordLanes>& words, int pair, int at) {
    if constexpr (sizeof(Real) == 8) {
      store_uniforms(first_uniforms_ + at, words.word[0], words.word[1]);
      store_uniforms(second_uniforms_ + at, words.word[2], words.word[3]);
    } else {
      for (int lane = 0; lane < WordLanes::kCount; ++lane) {
        const int first = 2 * pair;
        first_uniforms_[at + lane] =
            uniform_of(static_cast<std::uint32_t>(words.word[first].v[lane]));
        second_uniforms_[at + lane] =
            uniform_of(static_cast<std::uint32_t>(words.word[first + 1].v[lane]));
      }
    }
  }

  PhiloxKey key_;
  std::uint32_t normals_word_, uniforms_word_;
  std::int64_t paths_per_sample_;
  std::int64_t first_path_ = 0;
  GroupLanes<kBlockCalls> shared_[2];
  GroupLanes<kBlockCalls> beside_[2];
  GroupLanes<kHalf> single_[2];
  GroupLanes<kHalf> further_;
  alignas(64) Real first_uniforms_[kHalf];
  alignas(64) Real second_uniforms_[kHalf];
};

}  // namespace TESSERA_ISA
using namespace TESSERA_ISA;  // not inline, because stages.hpp opens the namespaces too
}  // namespace tessera::cpu
