#include "kernels/stages/key_order.hpp"

#include <utility>

#include "cpu_fallback/chunks.hpp"
#include "cpu_fallback/stages.hpp"
#include "kernels/stages/chunk_sizes.hpp"

namespace tessera {
namespace {

using cpu::items_of_chunk;

// With more, the places that a chunk writes to side by side no longer fit into the first cache.
constexpr int kMostDigitBits = 11;

struct KeyBits {
  std::uint64_t all;   // set in every key
  std::uint64_t some;  // set in at least one
};

struct KeyItems {
  View<std::uint64_t> keys;
  View<std::int32_t> items;
};

struct Digit {
  int shift;
  int bits;

  [[nodiscard]] TESSERA_HD std::int64_t count() const { return std::int64_t{1} << bits; }
  [[nodiscard]] TESSERA_HD std::int64_t of(std::uint64_t key) const {
    return static_cast<std::int64_t>(key >> shift) & (count() - 1);
  }
};

// Numbers the items and returns the bits in which keys differ.
[[gnu::always_inline]] inline std::uint64_t begin_order(cpu::Executor& executor, KeyItems from,
                                                        View<KeyBits> of_chunk) {
  executor.for_chunks(of_chunk.count, [=](std::int64_t chunk) {
    KeyBits bits{~std::uint64_t{0}, 0};
    for (std::int64_t item : items_of_chunk(chunk, kSortChunk, from.keys.count)) {
      bits.all &= from.keys[item];
      bits.some |= from.keys[item];
      from.items[item] = static_cast<std::int32_t>(item);
    }
    of_chunk[chunk] = bits;
  });
  KeyBits bits{~std::uint64_t{0}, 0};
  for (std::int64_t chunk = 0; chunk < of_chunk.count; ++chunk) {
    bits.all &= of_chunk[chunk].all;
    bits.some |= of_chunk[chunk].some;
  }
  return bits.some & ~bits.all;
}

// places: [chunk][digit] how many items of the chunk have the digit
[[gnu::always_inline]] inline void count_digits(cpu::Executor& executor, Digit digit,
                                                View<const std::uint64_t> keys,
                                                View<std::int32_t> places) {
  executor.for_chunks(chunk_count_of(keys.count, kSortChunk), [=](std::int64_t chunk) {
    std::int32_t* const place = &places[chunk * digit.count()];
    for (std::int64_t value = 0; value < digit.count(); ++value) place[value] = 0;
    for (std::int64_t item : items_of_chunk(chunk, kSortChunk, keys.count)) {
      ++place[digit.of(keys[item])];
    }
  });
}

// Counts to the places of the first item: by digit, and within a digit by chunk.
[[gnu::always_inline]] inline void find_places(Digit digit, View<std::int32_t> places) {
  std::int32_t totals[std::size_t{1} << kMostDigitBits] = {};
  for (std::int64_t first = 0; first < places.count; first += digit.count()) {
    for (std::int64_t value = 0; value < digit.count(); ++value) {
      const std::int32_t count = places[first + value];
      places[first + value] = totals[value];
      totals[value] += count;
    }
  }
  std::int32_t begin = 0;
  for (std::int64_t value = 0; value < digit.count(); ++value) {
    begin += std::exchange(totals[value], begin);
  }
  for (std::int64_t first = 0; first < places.count; first += digit.count()) {
    for (std::int64_t value = 0; value < digit.count(); ++value) {
      places[first + value] += totals[value];
    }
  }
}

[[gnu::always_inline]] inline void move_items(cpu::Executor& executor, Digit digit, KeyItems from,
                                              KeyItems to, View<std::int32_t> places) {
  executor.for_chunks(chunk_count_of(from.keys.count, kSortChunk), [=](std::int64_t chunk) {
    std::int32_t* const place = &places[chunk * digit.count()];
    for (std::int64_t item : items_of_chunk(chunk, kSortChunk, from.keys.count)) {
      const std::uint64_t key = from.keys[item];
      const std::int32_t target = place[digit.of(key)]++;
      to.keys[target] = key;
      to.items[target] = from.items[item];
    }
  });
}

}  // namespace

void cpu::TESSERA_ISA::sort_keys(Executor& executor, View<std::uint64_t> keys,
                                 View<std::int32_t> order) {
  const std::int64_t chunks = chunk_count_of(keys.count, kSortChunk);
  auto of_chunk = allocate<KeyBits>(executor, chunks);
  const std::uint64_t varying = begin_order(executor, {keys, order}, of_chunk.view());
  if (varying == 0) return;

  const int low = __builtin_ctzll(varying);
  const int high = 64 - __builtin_clzll(varying);
  const int passes = (high - low + kMostDigitBits - 1) / kMostDigitBits;
  const int bits = (high - low + passes - 1) / passes;
  auto other_keys = allocate<std::uint64_t>(executor, keys.count);
  auto other_order = allocate<std::int32_t>(executor, keys.count);
  auto places = allocate<std::int32_t>(executor, chunks << bits);
  KeyItems from{keys, order};
  KeyItems to{other_keys.view(), other_order.view()};
  for (int pass = 0; pass < passes; ++pass) {
    const Digit digit{low + pass * bits, bits};
    count_digits(executor, digit, from.keys, places.view());
    find_places(digit, places.view());
    move_items(executor, digit, from, to, places.view());
    std::swap(from, to);
  }
  if (from.keys.data == keys.data) return;
  executor.for_chunks(chunks, [=](std::int64_t chunk) {
    for (std::int64_t item : items_of_chunk(chunk, kSortChunk, keys.count)) {
      keys[item] = from.keys[item];
      order[item] = from.items[item];
    }
  });
}

}  // namespace tessera
