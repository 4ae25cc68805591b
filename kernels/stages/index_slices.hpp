#pragma once

#include <cstdint>

#include "kernels/stages/view.hpp"

namespace tessera {

/// Items that lie side by side in the arrays of the multigrid levels: the floats of one line.
inline constexpr std::int64_t kFloatLanes = 16;

/// For every row a list of places, in slices of 16 rows that are as long as the longest of their
/// lists. Shorter lists are filled up with a place that holds 0.
struct IndexSlices {
  View<const std::int32_t> offsets;  // [slice + 1], in slots
  View<const std::int32_t> places;   // [slice][slot][16]
};

/// Length of a vector of `rows` floats as the levels have it: whole lines, and at least one entry
/// behind the last row. What is behind it is 0 and stays 0.
[[nodiscard]] TESSERA_HD constexpr std::int64_t padded_rows(std::int64_t rows) {
  return (rows / kFloatLanes + 1) * kFloatLanes;
}
/// Slices, or lines, of such a vector.
[[nodiscard]] TESSERA_HD constexpr std::int64_t slice_count(std::int64_t rows) {
  return rows / kFloatLanes + 1;
}

}  // namespace tessera
