#include "kernels/stages/triplets.hpp"

#include "cpu_fallback/chunks.hpp"
#include "cpu_fallback/stages.hpp"
#include "kernels/stages/stiffness.hpp"

namespace tessera {
namespace {

using cpu::items_of_chunk;

// One pass of a radix sort: stable, by the byte of the key at `shift`.
[[gnu::always_inline]] inline void sort_by_byte(const Triplets& from, const Triplets& to,
                                                int shift) {
  std::int64_t place[257] = {};
  for (std::int64_t item = 0; item < from.keys.count; ++item) {
    ++place[(from.keys[item] >> shift & 255) + 1];
  }
  for (int byte = 0; byte < 256; ++byte) place[byte + 1] += place[byte];
  for (std::int64_t item = 0; item < from.keys.count; ++item) {
    const std::int64_t target = place[from.keys[item] >> shift & 255]++;
    to.keys[target] = from.keys[item];
    to.values[target] = from.values[item];
  }
}

}  // namespace

void cpu::TESSERA_ISA::fill_triplets(Executor& executor, const ElementTable& table,
                                     View<const double> conductance, Triplets triplets) {
  const std::int64_t elements = table.element_count();
  executor.for_chunks(chunk_count_of(elements, kElementChunk), [=](std::int64_t chunk) {
    for (std::int64_t element : items_of_chunk(chunk, kElementChunk, elements)) {
      for (int a = 0; a < kQuad8Nodes; ++a) {
        for_stiffness_row(a, ElementPairs(conductance, element),
                          TripletRow(table, element, a, triplets));
      }
    }
  });
}

void cpu::TESSERA_ISA::sort_triplets(Executor& executor, Triplets triplets) {
  auto keys = allocate<std::uint64_t>(executor, triplets.keys.count);
  auto values = allocate<double>(executor, triplets.values.count);
  const Triplets other{keys.view(), values.view()};
  for (int shift = 0; shift < 64; shift += 16) {
    sort_by_byte(triplets, other, shift);
    sort_by_byte(other, triplets, shift + 8);
  }
}

std::int64_t cpu::TESSERA_ISA::find_entries(Executor&, Triplets sorted,
                                            View<std::int32_t> first_triplet,
                                            View<std::int32_t> row_offsets) {
  std::int64_t entries = 0;
  std::int64_t row = 0;
  std::int64_t item = 0;
  for (; item < sorted.keys.count && sorted.keys[item] != kNoEntry; ++item) {
    if (item > 0 && sorted.keys[item] == sorted.keys[item - 1]) continue;
    const auto row_of_item = static_cast<std::int64_t>(sorted.keys[item] >> 32);
    while (row <= row_of_item) row_offsets[row++] = static_cast<std::int32_t>(entries);
    first_triplet[entries++] = static_cast<std::int32_t>(item);
  }
  first_triplet[entries] = static_cast<std::int32_t>(item);
  while (row < row_offsets.count) row_offsets[row++] = static_cast<std::int32_t>(entries);
  return entries;
}

void cpu::TESSERA_ISA::sum_triplets(Executor& executor, Triplets sorted, TripletEntries entries) {
  const std::int64_t count = entries.values.count;
  executor.for_chunks(chunk_count_of(count, kRowChunk), [=](std::int64_t chunk) {
    for (std::int64_t entry : items_of_chunk(chunk, kRowChunk, count)) {
      const std::int32_t first = entries.first_triplet[entry];
      double sum = 0.0;
      for (std::int32_t item = first; item < entries.first_triplet[entry + 1]; ++item) {
        sum = sum + sorted.values[item];
      }
      entries.columns[entry] = static_cast<std::int32_t>(sorted.keys[first] & 0xFFFFFFFFU);
      entries.values[entry] = sum;
    }
  });
}

}  // namespace tessera
