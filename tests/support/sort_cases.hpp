#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tessera::support {

/// Keys that sorts go wrong with: many ties, none, in order and against it, digits at both ends.
inline std::vector<std::vector<std::uint64_t>> keys_of_all_kinds(std::size_t count) {
  std::vector<std::vector<std::uint64_t>> kinds(7, std::vector<std::uint64_t>(count));
  std::uint64_t state = 17;
  for (std::size_t item = 0; item < count; ++item) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    kinds[0][item] = state;
    kinds[1][item] = state >> 61;
    kinds[2][item] = 42;
    kinds[3][item] = item;
    kinds[4][item] = count - item;
    kinds[5][item] = state >> 30 << 19 | 5;
    kinds[6][item] = item % 2 == 0 ? 0 : ~std::uint64_t{0};
  }
  return kinds;
}

/// Group numbers below `groups`: at random, all the same, ascending, and descending.
inline std::vector<std::vector<std::int32_t>> groupings(std::size_t count, std::size_t groups) {
  std::vector<std::vector<std::int32_t>> kinds(4, std::vector<std::int32_t>(count));
  std::uint64_t state = 23;
  for (std::size_t item = 0; item < count; ++item) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    kinds[0][item] = static_cast<std::int32_t>((state >> 33) % groups);
    kinds[1][item] = static_cast<std::int32_t>(groups - 1);
    kinds[2][item] = static_cast<std::int32_t>(item * groups / count);
    kinds[3][item] = static_cast<std::int32_t>((count - 1 - item) * groups / count);
  }
  return kinds;
}

}  // namespace tessera::support
