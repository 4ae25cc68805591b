#pragma once

#include <algorithm>
#include <cstdint>

#include "cpu_fallback/executor.hpp"
#include "kernels/numerics/portability.hpp"
#include "kernels/stages/chunk_sizes.hpp"

// The CPU half of kernels/stages/item_loops.hpp, for any body.

namespace tessera::cpu {
inline namespace TESSERA_ISA {

/// Calls body(chunk, first, last) for every kRowChunk of `count` items on all workers. For `body`
/// see Executor::for_chunks.
template <class Body>
void for_ranges(Executor& executor, std::int64_t count, const Body& body) {
  executor.for_chunks(chunk_count_of(count, kRowChunk), [=](std::int64_t chunk) {
    const std::int64_t first = chunk * kRowChunk;
    body(chunk, first, std::min(first + kRowChunk, count));
  });
}

/// See ForItems.
template <class Body>
void for_items(Executor& executor, std::int64_t count, const Body& body) {
  for_ranges(executor, count, [=](std::int64_t /*chunk*/, std::int64_t first, std::int64_t last) {
    for (std::int64_t item = first; item < last; ++item) body(item);
  });
}

/// See FoldItems.
template <class Fold>
typename Fold::Value fold_items(Executor& executor, std::int64_t count, const Fold& fold) {
  using Value = typename Fold::Value;
  auto of_chunk = allocate<Value>(executor, chunk_count_of(count, kRowChunk));
  const View<Value> results = of_chunk.view();
  for_ranges(executor, count, [=](std::int64_t chunk, std::int64_t first, std::int64_t last) {
    Value value = fold.none();
    for (std::int64_t item = first; item < last; ++item) {
      value = fold.combine(value, fold.of(item));
    }
    results[chunk] = value;
  });
  Value whole = fold.none();
  for (std::int64_t chunk = 0; chunk < results.count; ++chunk) {
    whole = fold.combine(whole, results[chunk]);
  }
  return whole;
}

}  // namespace TESSERA_ISA
}  // namespace tessera::cpu
