#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string_view>

namespace tessera {

/// The bytes of one file, read once and owned. They are not mapped: a file that shrinks while it is
/// read then gives an error, not a bus error.
class FileBytes {
 public:
  FileBytes(std::unique_ptr<char[]> bytes, std::size_t size)
      : bytes_(std::move(bytes)), size_(size) {}
  [[nodiscard]] std::string_view view() const { return {bytes_.get(), size_}; }

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t size_;
};

/// Throws InputError unless `path` is a regular file that this process may read.
void require_readable_file(const std::filesystem::path& path);

/// Reads all of `path`. Throws InputError when it is missing, a folder, or cannot be read.
FileBytes read_file_bytes(const std::filesystem::path& path);

}  // namespace tessera
