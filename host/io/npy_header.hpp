#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace tessera {

/// What stands before the values of a .npy file, as it is written there.
struct NpyHeader {
  std::string type;  // "<f8"
  bool fortran_order = false;
  std::vector<std::int64_t> shape;
  std::size_t begin_of_values = 0;  // bytes
};

/// Why the beginning of a file is no header of a .npy file, without the name of the file.
class NotNpy : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Bytes from the beginning of a file that hold every header which `parse_npy_header` accepts.
inline constexpr std::size_t kNpyHeaderLimit = 4096;

/// Parses magic, version (1.0, 2.0 or 3.0) and the dictionary of a header: the three keys `descr`,
/// `fortran_order` and `shape` once each, in any order; a string, True or False, a tuple of whole
/// numbers. `bytes` are the first of the file, up to `kNpyHeaderLimit`. Throws NotNpy.
[[nodiscard]] NpyHeader parse_npy_header(std::string_view bytes);

/// A header of version 1.0 for [rows][cols] values of `type`, padded to a multiple of 64 bytes.
[[nodiscard]] std::string npy_header(std::string_view type, std::int64_t rows, std::int64_t cols);

}  // namespace tessera
