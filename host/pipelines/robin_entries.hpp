#pragma once

#include <cstdint>
#include <vector>

namespace tessera {

/// Entries that Robin edges add to the matrix between unknowns, sorted by row and column, each
/// position once.
struct RobinEntries {
  std::vector<std::int32_t> rows;
  std::vector<std::int32_t> columns;
  std::vector<double> values;
};

/// The entries at different positions in their order.
[[nodiscard]] RobinEntries robin_entries(const std::vector<std::int32_t>& rows,
                                         const std::vector<std::int32_t>& columns,
                                         const std::vector<double>& values);

/// First item of every chunk of kRowChunk rows among items sorted by row. [chunk + 1]
[[nodiscard]] std::vector<std::int32_t> chunk_offsets(const std::vector<std::int32_t>& sorted_rows,
                                                      std::int64_t row_count);

}  // namespace tessera
