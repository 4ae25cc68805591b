#include "host/pipelines/robin_entries.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>

#include "kernels/stages/chunk_sizes.hpp"

namespace tessera {

RobinEntries robin_entries(const std::vector<std::int32_t>& rows,
                           const std::vector<std::int32_t>& columns,
                           const std::vector<double>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {},
                    [&](std::size_t entry) { return std::pair(rows[entry], columns[entry]); });
  RobinEntries sorted;
  for (const std::size_t entry : order) {
    sorted.rows.push_back(rows[entry]);
    sorted.columns.push_back(columns[entry]);
    sorted.values.push_back(values[entry]);
  }
  return sorted;
}

std::vector<std::int32_t> chunk_offsets(const std::vector<std::int32_t>& sorted_rows,
                                        std::int64_t row_count) {
  std::vector<std::int32_t> offsets;
  for (std::int64_t chunk = 0; chunk <= chunk_count_of(row_count, kRowChunk); ++chunk) {
    const auto first = std::ranges::lower_bound(sorted_rows, chunk * kRowChunk);
    offsets.push_back(static_cast<std::int32_t>(first - sorted_rows.begin()));
  }
  return offsets;
}

}  // namespace tessera
