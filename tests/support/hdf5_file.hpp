#pragma once

#include <cstdint>
#include <filesystem>
#include <gtest/gtest.h>
#include <hdf5.h>
#include <string>
#include <type_traits>
#include <vector>

namespace tessera::support {

/// A HDF5 file that a test fills as it likes, to be read as a mesh afterwards.
class Hdf5File {
 public:
  explicit Hdf5File(const std::filesystem::path& path)
      : file_(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT)) {
    EXPECT_GE(file_, 0);
  }
  ~Hdf5File() { H5Fclose(file_); }
  Hdf5File(const Hdf5File&) = delete;
  Hdf5File& operator=(const Hdf5File&) = delete;

  /// Groups on the way to `name` are made.
  template <class Number>
  void write(const std::string& name, const std::vector<Number>& values,
             const std::vector<hsize_t>& shape) const {
    create(name, type_of<Number>(), shape, values.data());
  }
  template <class Number>
  void replace(const std::string& name, const std::vector<Number>& values,
               const std::vector<hsize_t>& shape) const {
    remove(name);
    write(name, values, shape);
  }
  void remove(const std::string& name) const {
    EXPECT_GE(H5Ldelete(file_, name.c_str(), H5P_DEFAULT), 0);
  }
  void replace_by_text(const std::string& name) const {
    remove(name);
    const hid_t type = H5Tcopy(H5T_C_S1);
    create(name, type, {1}, "a");
    H5Tclose(type);
  }
  void replace_by_group(const std::string& name) const {
    remove(name);
    H5Gclose(H5Gcreate2(file_, name.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
  }
  /// A data set of doubles that is never written.
  void replace_by_hole(const std::string& name, const std::vector<hsize_t>& shape) const {
    remove(name);
    create(name, H5T_NATIVE_DOUBLE, shape, nullptr);
  }

 private:
  template <class Number>
  static hid_t type_of() {
    if constexpr (std::is_same_v<Number, double>) return H5T_NATIVE_DOUBLE;
    if constexpr (std::is_same_v<Number, float>) return H5T_NATIVE_FLOAT;
    if constexpr (std::is_same_v<Number, std::uint8_t>) return H5T_NATIVE_UINT8;
    if constexpr (std::is_same_v<Number, std::int16_t>) return H5T_NATIVE_INT16;
    if constexpr (std::is_same_v<Number, std::int32_t>) return H5T_NATIVE_INT32;
    if constexpr (std::is_same_v<Number, std::int64_t>) return H5T_NATIVE_INT64;
    if constexpr (std::is_same_v<Number, std::uint64_t>) return H5T_NATIVE_UINT64;
  }

  void create(const std::string& name, hid_t type, const std::vector<hsize_t>& shape,
              const void* values) const {
    const hid_t link = H5Pcreate(H5P_LINK_CREATE);
    H5Pset_create_intermediate_group(link, 1);
    const hid_t space = H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr);
    const hid_t dataset =
        H5Dcreate2(file_, name.c_str(), type, space, link, H5P_DEFAULT, H5P_DEFAULT);
    EXPECT_GE(dataset, 0) << name;
    if (values != nullptr) {
      EXPECT_GE(H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values), 0) << name;
    }
    H5Dclose(dataset);
    H5Sclose(space);
    H5Pclose(link);
  }

  hid_t file_;
};

}  // namespace tessera::support
