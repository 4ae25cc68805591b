#pragma once

#include <cstdint>

#include "kernels/stages/chunk_sizes.hpp"
#include "kernels/stages/csr_matrix.hpp"

namespace tessera {

/// A sparse matrix in sliced ELL form (Monakov, Lokhmotov & Avetisyan 2010), the one that the
/// solver multiplies with. Rows are sorted by length, longest first, within every chunk of
/// kRowChunk rows and packed `slice_rows` at a time, one row per lane; shorter rows are padded with
/// zeros. A lane sums the entries of its row in ascending columns, so the bits are those of the
/// plain CSR loop.
struct SlicedMatrix {
  /// Row of every lane, -1 beyond the last row. [slice][slice_rows]
  View<const std::int32_t> rows;
  /// First entry of every slice; its length is the longest of its rows. [slice + 1]
  View<const std::int64_t> slice_offsets;
  View<const std::int32_t> columns;  // [slice][entry of the row][slice_rows]
  View<const double> values;         // likewise
  std::int64_t row_count = 0;
  std::int32_t slice_rows = 0;

  [[nodiscard]] TESSERA_HD std::int64_t slices_per_chunk() const { return kRowChunk / slice_rows; }
};

/// Number of slices of a matrix with `row_count` rows; the last chunk is filled up with empty
/// lanes.
[[nodiscard]] constexpr std::int64_t slice_count_of(std::int64_t row_count, int slice_rows) {
  return chunk_count_of(row_count, kRowChunk) * (kRowChunk / slice_rows);
}

struct SlicePlan {
  View<std::int32_t> rows;           // as in SlicedMatrix
  View<std::int64_t> slice_offsets;  // as in SlicedMatrix
  std::int32_t slice_rows = 0;
};

/// Sorts the rows of every chunk by length (stable) and lays out the slices. Returns the number of
/// entries, padding included.
template <class Exec>
using PlanSlices = std::int64_t(Exec&, CsrMatrix, SlicePlan);

struct SliceEntries {
  View<std::int32_t> columns;
  View<double> values;
};

/// Copies the entries of a matrix into its slices. Padding has value 0 and its own row's column.
template <class Exec>
using FillSlices = void(Exec&, CsrMatrix, SlicePlan, SliceEntries);

}  // namespace tessera
