#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "host/pipelines/sparse_rows.hpp"

namespace tessera {

/// Makes the rows of a sparse matrix, one after the other, from entries in any order: what belongs
/// to one column is added in that order.
class RowSum {
 public:
  explicit RowSum(std::int64_t column_count)
      : values_(static_cast<std::size_t>(column_count), 0.0),
        is_touched_(static_cast<std::size_t>(column_count), 0) {}

  void add(std::int32_t column, double value) {
    if (is_touched_[static_cast<std::size_t>(column)] == 0) {
      is_touched_[static_cast<std::size_t>(column)] = 1;
      touched_.push_back(column);
    }
    values_[static_cast<std::size_t>(column)] += value;
  }
  /// Appends the row to `result` and starts the next.
  void finish(SparseRows& result) {
    std::ranges::sort(touched_);
    for (const std::int32_t column : touched_) {
      result.columns.push_back(column);
      result.values.push_back(values_[static_cast<std::size_t>(column)]);
      values_[static_cast<std::size_t>(column)] = 0.0;
      is_touched_[static_cast<std::size_t>(column)] = 0;
    }
    touched_.clear();
    result.offsets.push_back(static_cast<std::int64_t>(result.columns.size()));
  }

 private:
  std::vector<double> values_;
  std::vector<char> is_touched_;
  std::vector<std::int32_t> touched_;
};

}  // namespace tessera
