#pragma once

#include <cstdint>

#include "kernels/numerics/portability.hpp"

// Philox4x32-10 (Salmon, Moraes, Dror, Shaw 2011): four random words from a counter and a key, with
// no state. `Word` is std::uint32_t, or a vector of words with one group per lane for which
// `wide_product` and ^ are there.
//
// The counter is (group low, group high, step, last), last = stream * 65536 + draw; the key is
// (seed low, seed high).

namespace tessera {
inline namespace TESSERA_ISA {

struct PhiloxKey {
  std::uint32_t word[2];
};

template <class Word>
struct PhiloxWords {
  Word word[4];
};

/// The halves of a product of 64 bits.
template <class Word>
struct WideProduct {
  Word high, low;
};

TESSERA_HD constexpr WideProduct<std::uint32_t> wide_product(std::uint32_t factor,
                                                             std::uint32_t word) {
  const std::uint64_t product = std::uint64_t{factor} * word;
  return {static_cast<std::uint32_t>(product >> 32), static_cast<std::uint32_t>(product)};
}

inline constexpr int kPhiloxRounds = 10;
inline constexpr std::uint32_t kPhiloxFactor0 = 0xD2511F53U;
inline constexpr std::uint32_t kPhiloxFactor1 = 0xCD9E8D57U;

TESSERA_HD constexpr PhiloxKey philox_key(std::uint64_t seed) {
  return {{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)}};
}

/// The key of round `round`.
TESSERA_HD constexpr PhiloxKey round_key(const PhiloxKey& key, int round) {
  return {{key.word[0] + 0x9E3779B9U * static_cast<std::uint32_t>(round),
           key.word[1] + 0xBB67AE85U * static_cast<std::uint32_t>(round)}};
}

/// The keys of all rounds, for those who do not want to add them up again in every call. Takes the
/// place of a key below.
struct PhiloxSchedule {
  PhiloxKey round[kPhiloxRounds];
};

TESSERA_HD constexpr PhiloxKey round_key(const PhiloxSchedule& schedule, int round) {
  return schedule.round[round];
}

TESSERA_HD constexpr PhiloxSchedule philox_schedule(std::uint64_t seed) {
  PhiloxSchedule schedule{};
  for (int round = 0; round < kPhiloxRounds; ++round) {
    schedule.round[round] = round_key(philox_key(seed), round);
  }
  return schedule;
}

/// Rounds `first`..9.
template <class Word, class Key>
TESSERA_HD constexpr PhiloxWords<Word> philox_rounds(PhiloxWords<Word> words, const Key& key,
                                                     int first) {
  for (int round = first; round < kPhiloxRounds; ++round) {
    const PhiloxKey of_round = round_key(key, round);
    const WideProduct<Word> even = wide_product(kPhiloxFactor0, words.word[0]);
    const WideProduct<Word> odd = wide_product(kPhiloxFactor1, words.word[2]);
    words = {{odd.high ^ words.word[1] ^ of_round.word[0], odd.low,
              even.high ^ words.word[3] ^ of_round.word[1], even.low}};
  }
  return words;
}

/// The four words of a counter.
template <class Word>
TESSERA_HD constexpr PhiloxWords<Word> philox(const PhiloxWords<Word>& counter,
                                              const PhiloxKey& key) {
  return philox_rounds(counter, key, 0);
}

/// What the first two rounds make of the low word of a group: the same for all steps of a path.
template <class Word>
struct PhiloxGroup {
  Word high, low;  // of the second product of the second round
  Word last;       // the last word after the first round
};

template <class Word, class Key>
TESSERA_HD constexpr PhiloxGroup<Word> philox_group(Word group_low, std::uint32_t last,
                                                    const Key& key) {
  const WideProduct<Word> first = wide_product(kPhiloxFactor0, group_low);
  const WideProduct<Word> second =
      wide_product(kPhiloxFactor1, first.high ^ (last ^ round_key(key, 0).word[1]));
  return {second.high, second.low, first.low};
}

/// The four words of a counter whose group and last word went into `group`.
template <class Word, class Key>
TESSERA_HD constexpr PhiloxWords<Word> philox_of_group(const PhiloxGroup<Word>& group,
                                                       std::uint32_t group_high, std::uint32_t step,
                                                       const Key& key) {
  const WideProduct<std::uint32_t> first = wide_product(kPhiloxFactor1, step);
  const WideProduct<std::uint32_t> second =
      wide_product(kPhiloxFactor0, first.high ^ group_high ^ round_key(key, 0).word[0]);
  const PhiloxKey second_key = round_key(key, 1);
  const PhiloxWords<Word> words{{group.high ^ (first.low ^ second_key.word[0]), group.low,
                                 group.last ^ (second.high ^ second_key.word[1]),
                                 Word{second.low}}};
  return philox_rounds(words, key, 2);
}

}  // namespace TESSERA_ISA
}  // namespace tessera
