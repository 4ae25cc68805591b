#pragma once

#include <cstdint>

#include "kernels/numerics/portability.hpp"

namespace tessera::cpu {
namespace TESSERA_ISA {

/// The items of one chunk, for `for (std::int64_t item : items_of_chunk(...))`.
struct ChunkItems {
  struct Iterator {
    std::int64_t item;

    TESSERA_HD std::int64_t operator*() const { return item; }
    TESSERA_HD Iterator& operator++() {
      ++item;
      return *this;
    }
    TESSERA_HD bool operator!=(const Iterator& other) const { return item != other.item; }
  };

  std::int64_t first;
  std::int64_t last;

  TESSERA_HD Iterator begin() const { return {first}; }
  TESSERA_HD Iterator end() const { return {last}; }
  TESSERA_HD std::int64_t size() const { return last - first; }
};

/// Items chunk * chunk_size ... of `item_count`; the last chunk may be shorter.
TESSERA_HD ChunkItems items_of_chunk(std::int64_t chunk, std::int64_t chunk_size,
                                     std::int64_t item_count) {
  const std::int64_t first = chunk * chunk_size;
  const std::int64_t last = first + chunk_size;
  return {first, last < item_count ? last : item_count};
}

}  // namespace TESSERA_ISA
using namespace TESSERA_ISA;  // not inline, because stages.hpp opens the namespaces too
}  // namespace tessera::cpu
