#include <algorithm>
#include <vector>

#include "host/errors.hpp"
#include "host/io/hdf5_handle.hpp"
#include "host/io/hdf5_mesh.hpp"
#include "host/io/pending_file.hpp"

namespace tessera {
namespace {

// Chunks of a quarter megabyte of doubles: large enough for the filters, small enough for the
// cache.
constexpr hsize_t kRowsPerChunk = 32768;
constexpr unsigned kQuickDeflate = 1;

[[noreturn]] void fail(const std::string& target) {
  throw Error(ExitCode::internal_error, "cannot write '" + target + "': " + hdf5_message());
}

void require_writable_name(const std::string& name) {
  const bool valid = !name.empty() && name != "." && name.find('/') == std::string::npos &&
                     name.find('\0') == std::string::npos;
  if (valid) return;
  throw InputError("the group name '" + name +
                   "' cannot stand in an HDF5 file: it must not be empty, '.', or hold a '/'");
}

/// Chunked and packed; the library refuses chunks for a data set without rows.
Hdf5Handle dataset_properties(const std::vector<hsize_t>& shape) {
  Hdf5Handle properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  std::vector<hsize_t> chunk = shape;
  chunk[0] = std::min(shape[0], kRowsPerChunk);
  if (chunk[0] == 0) return properties;
  H5Pset_chunk(properties.get(), static_cast<int>(chunk.size()), chunk.data());
  H5Pset_shuffle(properties.get());
  H5Pset_deflate(properties.get(), kQuickDeflate);
  return properties;
}

void write_dataset(hid_t parent, const std::string& name, hid_t type, const void* values,
                   const std::vector<hsize_t>& shape, const std::string& target) {
  const Hdf5Handle space(H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr),
                         H5Sclose);
  const Hdf5Handle properties = dataset_properties(shape);
  const Hdf5Handle dataset(H5Dcreate2(parent, name.c_str(), type, space.get(), H5P_DEFAULT,
                                      properties.get(), H5P_DEFAULT),
                           H5Dclose);
  if (!dataset.valid()) fail(target);
  if (H5Dwrite(dataset.get(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) < 0) fail(target);
}

/// A group that remembers in which order its members were made.
Hdf5Handle create_group(hid_t file, const char* name, const std::string& target) {
  const Hdf5Handle properties(H5Pcreate(H5P_GROUP_CREATE), H5Pclose);
  H5Pset_link_creation_order(properties.get(), H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED);
  Hdf5Handle group(H5Gcreate2(file, name, H5P_DEFAULT, properties.get(), H5P_DEFAULT), H5Gclose);
  if (!group.valid()) fail(target);
  return group;
}

void write_groups(hid_t file, const Quad8Mesh& mesh, const std::string& target) {
  if (!mesh.boundaries.empty()) {
    const Hdf5Handle parent = create_group(file, "boundary", target);
    for (const BoundaryGroup& group : mesh.boundaries) {
      write_dataset(parent.get(), group.name, H5T_NATIVE_INT32, group.edges.data(),
                    {group.edges.size(), 3}, target);
    }
  }
  if (!mesh.regions.empty()) {
    const Hdf5Handle parent = create_group(file, "region", target);
    for (const RegionGroup& group : mesh.regions) {
      write_dataset(parent.get(), group.name, H5T_NATIVE_INT32, group.elements.data(),
                    {group.elements.size()}, target);
    }
  }
}

}  // namespace

void write_hdf5_mesh(const std::filesystem::path& path, const Quad8Mesh& mesh) {
  for (const BoundaryGroup& group : mesh.boundaries) require_writable_name(group.name);
  for (const RegionGroup& group : mesh.regions) require_writable_name(group.name);
  silence_hdf5();
  const std::string target = path.string();
  PendingFile pending(path);
  Hdf5Handle file(
      H5Fcreate(pending.temporary_path().c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT),
      H5Fclose);
  if (!file.valid()) fail(target);
  const std::vector<hsize_t> nodes{mesh.node_count()};
  write_dataset(file.get(), "x", H5T_NATIVE_DOUBLE, mesh.x.data(), nodes, target);
  write_dataset(file.get(), "y", H5T_NATIVE_DOUBLE, mesh.y.data(), nodes, target);
  write_dataset(file.get(), "quad8", H5T_NATIVE_INT32, mesh.quad8.data(), {mesh.element_count(), 8},
                target);
  write_groups(file.get(), mesh, target);
  if (!file.close()) fail(target);
  pending.commit();
}

}  // namespace tessera
