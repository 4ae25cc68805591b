#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace tessera {

/// What one monitored iteration of the solver left behind.
struct HistoryRow {
  std::int64_t iteration = 0;
  /// ||r|| / ||b|| of the recurrence.
  double relative_residual = 0.0;
  /// ||b - A x|| / ||b||; NaN where it was not computed.
  double true_relative_residual = 0.0;
  double elapsed_s = 0.0;
};

/// The rows as CSV with a header line. Numbers read back to the same bits; NaN is an empty cell.
[[nodiscard]] std::string history_csv(std::span<const HistoryRow> rows);

/// Writes `history_csv` to `path`, whole or not at all. Throws as `write_whole_file`.
void write_history(const std::filesystem::path& path, std::span<const HistoryRow> rows);

}  // namespace tessera
