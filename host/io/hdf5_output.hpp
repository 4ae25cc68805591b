#pragma once

#include <cstdint>
#include <filesystem>
#include <hdf5.h>
#include <span>
#include <string>
#include <vector>

namespace tessera {

/// A new HDF5 file that appears under its name whole or not at all. It is put together in memory
/// (the library would crash at exit after a failed write to a full disk). Datasets are contiguous
/// and keep the type of their values. A path such as "boundary/inlet" makes its groups on the way.
/// Every member throws Error (exit 1) with the file name when the library refuses.
class Hdf5Output {
 public:
  explicit Hdf5Output(const std::filesystem::path& path);
  ~Hdf5Output();
  Hdf5Output(const Hdf5Output&) = delete;
  Hdf5Output& operator=(const Hdf5Output&) = delete;

  /// `shape` slowest first; its product is the number of values.
  void dataset(const std::string& name, std::span<const double> values,
               const std::vector<hsize_t>& shape);
  void dataset(const std::string& name, std::span<const std::int32_t> values,
               const std::vector<hsize_t>& shape);
  void dataset(const std::string& name, std::span<const std::int64_t> values,
               const std::vector<hsize_t>& shape);
  void dataset(const std::string& name, std::span<const std::uint8_t> values,
               const std::vector<hsize_t>& shape);
  void group(const std::string& name);
  void attribute(const std::string& group, const std::string& name,
                 std::span<const std::int64_t> values);
  void attribute(const std::string& group, const std::string& name, const std::string& text);

  /// Writes the file. Throws also as `write_whole_file`.
  void commit();

 private:
  void write(const std::string& name, hid_t type, const void* values,
             const std::vector<hsize_t>& shape);
  void write_attribute(const std::string& group, const std::string& name, hid_t type, hid_t space,
                       const void* values);

  std::filesystem::path path_;
  hid_t file_ = H5I_INVALID_HID;
};

}  // namespace tessera
