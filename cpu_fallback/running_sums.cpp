#include "kernels/stages/running_sums.hpp"

#include <utility>

#include "cpu_fallback/chunks.hpp"
#include "cpu_fallback/stages.hpp"
#include "kernels/stages/chunk_sizes.hpp"
#include "kernels/stages/key_order.hpp"

namespace tessera {

using cpu::items_of_chunk;

std::int64_t cpu::TESSERA_ISA::accumulate_counts(Executor& executor, View<std::int32_t> values) {
  const std::int64_t chunks = chunk_count_of(values.count, kSortChunk);
  auto begin_array = allocate<std::int32_t>(executor, chunks);
  const View<std::int32_t> begin = begin_array.view();
  executor.for_chunks(chunks, [=](std::int64_t chunk) {
    std::int32_t sum = 0;
    for (std::int64_t item : items_of_chunk(chunk, kSortChunk, values.count)) sum += values[item];
    begin[chunk] = sum;
  });
  std::int32_t next = 0;
  for (std::int64_t chunk = 0; chunk < chunks; ++chunk) next += std::exchange(begin[chunk], next);
  executor.for_chunks(chunks, [=](std::int64_t chunk) {
    std::int32_t sum = begin[chunk];
    for (std::int64_t item : items_of_chunk(chunk, kSortChunk, values.count)) {
      sum += values[item];
      values[item] = sum;
    }
  });
  return next;
}

}  // namespace tessera
