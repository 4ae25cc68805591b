#include "host/io/hdf5_output.hpp"

#include "host/errors.hpp"
#include "host/io/hdf5_handle.hpp"
#include "host/io/pending_file.hpp"

namespace tessera {
namespace {

template <class Status>
Status require(Status status, const std::filesystem::path& path) {
  if (status >= 0) return status;
  throw Error(ExitCode::internal_error, "cannot write '" + path.string() + "': " + hdf5_message());
}

}  // namespace

Hdf5Output::Hdf5Output(const std::filesystem::path& path) : path_(path) {
  constexpr std::size_t kGrowthBytes = std::size_t{4} << 20;
  constexpr hbool_t kOnlyInMemory = 0;
  silence_hdf5();
  const Hdf5Handle access(require(H5Pcreate(H5P_FILE_ACCESS), path_), H5Pclose);
  require(H5Pset_fapl_core(access.get(), kGrowthBytes, kOnlyInMemory), path_);
  file_ = require(H5Fcreate(path_.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access.get()), path_);
}

Hdf5Output::~Hdf5Output() {
  if (file_ >= 0) H5Fclose(file_);
}

void Hdf5Output::write(const std::string& name, hid_t type, const void* values,
                       const std::vector<hsize_t>& shape) {
  const Hdf5Handle link(require(H5Pcreate(H5P_LINK_CREATE), path_), H5Pclose);
  require(H5Pset_create_intermediate_group(link.get(), 1), path_);
  const int rank = static_cast<int>(shape.size());
  const Hdf5Handle space(require(H5Screate_simple(rank, shape.data(), nullptr), path_), H5Sclose);
  const Hdf5Handle data(require(H5Dcreate2(file_, name.c_str(), type, space.get(), link.get(),
                                           H5P_DEFAULT, H5P_DEFAULT),
                                path_),
                        H5Dclose);
  require(H5Dwrite(data.get(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values), path_);
}

void Hdf5Output::dataset(const std::string& name, std::span<const double> values,
                         const std::vector<hsize_t>& shape) {
  write(name, H5T_NATIVE_DOUBLE, values.data(), shape);
}

void Hdf5Output::dataset(const std::string& name, std::span<const std::int32_t> values,
                         const std::vector<hsize_t>& shape) {
  write(name, H5T_NATIVE_INT32, values.data(), shape);
}

void Hdf5Output::dataset(const std::string& name, std::span<const std::int64_t> values,
                         const std::vector<hsize_t>& shape) {
  write(name, H5T_NATIVE_INT64, values.data(), shape);
}

void Hdf5Output::dataset(const std::string& name, std::span<const std::uint8_t> values,
                         const std::vector<hsize_t>& shape) {
  write(name, H5T_NATIVE_UINT8, values.data(), shape);
}

void Hdf5Output::group(const std::string& name) {
  const Hdf5Handle created(
      require(H5Gcreate2(file_, name.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), path_),
      H5Gclose);
}

void Hdf5Output::write_attribute(const std::string& group, const std::string& name, hid_t type,
                                 hid_t space, const void* values) {
  const Hdf5Handle attribute(
      require(H5Acreate_by_name(file_, group.c_str(), name.c_str(), type, space, H5P_DEFAULT,
                                H5P_DEFAULT, H5P_DEFAULT),
              path_),
      H5Aclose);
  require(H5Awrite(attribute.get(), type, values), path_);
}

void Hdf5Output::attribute(const std::string& group, const std::string& name,
                           std::span<const std::int64_t> values) {
  const hsize_t count = values.size();
  const Hdf5Handle space(require(H5Screate_simple(1, &count, nullptr), path_), H5Sclose);
  write_attribute(group, name, H5T_NATIVE_INT64, space.get(), values.data());
}

void Hdf5Output::attribute(const std::string& group, const std::string& name,
                           const std::string& text) {
  const Hdf5Handle type(require(H5Tcopy(H5T_C_S1), path_), H5Tclose);
  require(H5Tset_size(type.get(), text.size()), path_);
  require(H5Tset_strpad(type.get(), H5T_STR_NULLPAD), path_);
  const Hdf5Handle space(require(H5Screate(H5S_SCALAR), path_), H5Sclose);
  write_attribute(group, name, type.get(), space.get(), text.data());
}

void Hdf5Output::commit() {
  require(H5Fflush(file_, H5F_SCOPE_GLOBAL), path_);
  const ssize_t size = require(H5Fget_file_image(file_, nullptr, 0), path_);
  std::string image(static_cast<std::size_t>(size), '\0');
  require(H5Fget_file_image(file_, image.data(), image.size()), path_);
  write_whole_file(path_, image);
}

}  // namespace tessera
