#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace tessera {

/// A result file that appears under its name whole or not at all: it is written under a temporary
/// name beside the target and renamed by `commit`. Without `commit` the destructor removes it; so
/// does `remove_pending_files` when the program is interrupted.
class PendingFile {
 public:
  /// Throws UsageError if the folder of `target` does not exist or is not writable.
  explicit PendingFile(std::filesystem::path target);
  ~PendingFile();
  PendingFile(const PendingFile&) = delete;
  PendingFile& operator=(const PendingFile&) = delete;

  /// Where to write until `commit`.
  [[nodiscard]] const std::filesystem::path& temporary_path() const { return temporary_; }
  /// Renames the temporary file to the target. Throws Error (exit 1) when the system refuses.
  void commit();

 private:
  std::filesystem::path target_;
  std::filesystem::path temporary_;
  int slot_ = -1;
  bool committed_ = false;
};

/// Why a result cannot be written to `target`: its folder is missing or refuses a new file, or the
/// name belongs to a folder, a device or a pipe. Empty when it can. Leaves nothing behind.
[[nodiscard]] std::string why_not_writable(const std::filesystem::path& target);

/// Writes `content` to `target`, whole or not at all. Throws Error when the disk is full.
void write_whole_file(const std::filesystem::path& target, std::string_view content);

/// Unlinks every temporary file that is still pending. Async-signal-safe.
void remove_pending_files() noexcept;

}  // namespace tessera
