#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace tessera {

/// What the header of a .npy file says about its array.
struct NpyShape {
  std::int64_t rows = 0;
  std::int64_t cols = 0;
  int value_bytes = 8;  // 8: f8, 4: f4
};

/// Reads the header of a 2-D little-endian f8 or f4 array in C order (format 1.0, 2.0 or 3.0) and
/// checks that the file is as long as it says. Throws InputError for anything else, with what the
/// file holds and what would be valid.
/// Source: the .npy format, NumPy Enhancement Proposal 1.
[[nodiscard]] NpyShape read_npy_shape(const std::filesystem::path& path);

/// The values of such a file: [row][column], and its shape.
template <class Real>
struct NpyField {
  NpyShape shape;
  std::vector<Real> values;
};

/// Reads a whole file as double or float. f4 is read as double, because that is exact; f8 is
/// refused as float, because that is not. Throws as `read_npy_shape`.
template <class Real>
[[nodiscard]] NpyField<Real> read_npy(const std::filesystem::path& path);

/// Writes [rows][cols] values, double or float, as format 1.0, whole or not at all. Throws as
/// `write_whole_file`; the number of values is rows * cols.
template <class Real>
void write_npy(const std::filesystem::path& path, std::int64_t rows, std::int64_t cols,
               std::span<const Real> values);

}  // namespace tessera
