#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "host/errors.hpp"
#include "host/io/file_bytes.hpp"
#include "host/io/hdf5_crash_guard.hpp"
#include "host/io/hdf5_handle.hpp"
#include "host/io/hdf5_mesh.hpp"
#include "host/io/quad8_index.hpp"
#include "host/mesh/entity_names.hpp"

namespace tessera {
namespace {

/// One open data set, its place in messages, and its shape.
struct Dataset {
  Hdf5Handle id;
  std::string place;  // "mesh.h5: data set 'x'"
  H5T_class_t type_class;
  std::vector<hsize_t> shape;
};

[[noreturn]] void refuse(const std::string& place, const std::string& reason) {
  throw InputError(place + ": " + reason);
}

std::string shape_text(const std::vector<hsize_t>& shape) {
  std::string text;
  for (const hsize_t extent : shape) text += "[" + std::to_string(extent) + "]";
  return text.empty() ? "of a single value" : text;
}

/// Before memory is allocated for it: a data set must have as many bytes in the file as it claims.
void require_stored(const Dataset& dataset, std::size_t value_bytes) {
  constexpr hsize_t kLargest = std::numeric_limits<std::int32_t>::max();
  hsize_t values = 1;
  for (const hsize_t extent : dataset.shape) {
    if (extent > kLargest) {
      refuse(dataset.place, "has the shape " + shape_text(dataset.shape) +
                                "; at most 2147483647 rows are possible");
    }
    values *= std::max<hsize_t>(extent, 1);  // rank <= 2: no overflow
  }
  if (std::find(dataset.shape.begin(), dataset.shape.end(), 0) != dataset.shape.end()) return;
  // Deflate packs no tighter than 1032 to 1.
  constexpr hsize_t kTightestPacking = 1032;
  const hsize_t stored = H5Dget_storage_size(dataset.id.get());
  if (values / kTightestPacking * value_bytes <= stored && stored > 0) return;
  refuse(dataset.place,
         "claims the shape " + shape_text(dataset.shape) + " but only " + std::to_string(stored) +
             " bytes are stored for it: it was never written, or the file is damaged");
}

/// HDF5 1.10 reads for ever where chunks and data set differ in rank.
void require_chunks_of_its_rank(const Dataset& dataset) {
  const Hdf5Handle properties(H5Dget_create_plist(dataset.id.get()), H5Pclose);
  if (H5Pget_layout(properties.get()) != H5D_CHUNKED) return;
  const int chunk_rank = H5Pget_chunk(properties.get(), 0, nullptr);
  if (chunk_rank == static_cast<int>(dataset.shape.size())) return;
  refuse(dataset.place, "has the shape " + shape_text(dataset.shape) + " but chunks of " +
                            std::to_string(chunk_rank) + " dimensions: the file is damaged");
}

Dataset open_dataset(hid_t parent, const std::string& name, const std::string& place) {
  Dataset dataset{{H5Dopen2(parent, name.c_str(), H5P_DEFAULT), H5Dclose}, place, H5T_NO_CLASS, {}};
  if (!dataset.id.valid()) refuse(place, "cannot be opened: " + hdf5_message());
  const Hdf5Handle type(H5Dget_type(dataset.id.get()), H5Tclose);
  const Hdf5Handle space(H5Dget_space(dataset.id.get()), H5Sclose);
  if (!type.valid() || !space.valid()) refuse(place, "cannot be read: " + hdf5_message());
  dataset.type_class = H5Tget_class(type.get());
  if (dataset.type_class != H5T_INTEGER && dataset.type_class != H5T_FLOAT) {
    refuse(place, "does not hold numbers; it must hold integers or floating-point numbers");
  }
  constexpr std::size_t kLargestNumber = 16;
  const std::size_t value_bytes = H5Tget_size(type.get());
  if (value_bytes > kLargestNumber) {
    refuse(place,
           "holds numbers of " + std::to_string(value_bytes) + " bytes; at most 16 are valid");
  }
  const int rank = H5Sget_simple_extent_ndims(space.get());
  if (rank < 0 || rank > 2) {
    refuse(place, "has " + std::to_string(rank) + " dimensions; it must have 1 or 2");
  }
  dataset.shape.resize(static_cast<std::size_t>(rank));
  H5Sget_simple_extent_dims(space.get(), dataset.shape.data(), nullptr);
  require_stored(dataset, value_bytes);
  require_chunks_of_its_rank(dataset);
  return dataset;
}

void require_rank_1(const Dataset& dataset, const char* what) {
  if (dataset.shape.size() == 1) return;
  refuse(dataset.place,
         "has the shape " + shape_text(dataset.shape) + "; it must be [" + what + "]");
}

void require_columns(const Dataset& dataset, hsize_t columns, const char* what) {
  if (dataset.shape.size() == 2 && dataset.shape[1] == columns) return;
  refuse(dataset.place, "has the shape " + shape_text(dataset.shape) + "; it must be [" + what +
                            "][" + std::to_string(columns) + "]");
}

template <class Number>
std::vector<Number> read_values(const Dataset& dataset, hid_t memory_type) {
  std::size_t count = 1;
  for (const hsize_t extent : dataset.shape) count *= static_cast<std::size_t>(extent);
  std::vector<Number> values(count);
  if (count == 0) return values;
  if (H5Dread(dataset.id.get(), memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) < 0) {
    refuse(dataset.place, "cannot be read: " + hdf5_message());
  }
  return values;
}

std::vector<double> read_coordinates(hid_t file, const char* name, const std::string& source) {
  const Dataset dataset =
      open_dataset(file, name, source + ": data set '" + std::string(name) + "'");
  require_rank_1(dataset, "nodes");
  std::vector<double> values = read_values<double>(dataset, H5T_NATIVE_DOUBLE);
  const auto odd = std::find_if_not(values.begin(), values.end(),
                                    [](double value) { return std::isfinite(value); });
  if (odd != values.end()) {
    refuse(dataset.place, "row " + std::to_string(odd - values.begin()) + " is " +
                              short_number(*odd) + "; it must be a finite number");
  }
  return values;
}

/// Reads zero-based numbers of `things` ("node", "element"), all below `limit`.
std::vector<std::int64_t> read_ids(const Dataset& dataset, std::size_t limit, const char* things) {
  if (dataset.type_class != H5T_INTEGER) {
    refuse(dataset.place, "holds floating-point numbers; it must hold integers");
  }
  std::vector<std::int64_t> ids = read_values<std::int64_t>(dataset, H5T_NATIVE_INT64);
  const auto end = static_cast<std::int64_t>(limit);
  const auto odd =
      std::find_if(ids.begin(), ids.end(), [&](std::int64_t id) { return id < 0 || id >= end; });
  if (odd == ids.end()) return ids;
  const auto position = static_cast<std::size_t>(odd - ids.begin());
  const std::size_t columns =
      dataset.shape.size() == 2 ? static_cast<std::size_t>(dataset.shape[1]) : 1;
  std::string place = "row " + std::to_string(position / columns);
  if (columns > 1) place += ", column " + std::to_string(position % columns);
  refuse(dataset.place, place + " is " + std::to_string(*odd) + "; it must be a " + things +
                            " from 0 to " + std::to_string(end - 1) +
                            (*odd == end ? " (numbers are zero-based)" : ""));
}

template <std::size_t Columns>
std::vector<std::array<NodeId, Columns>> read_node_rows(const Dataset& dataset,
                                                        std::size_t node_count, const char* what) {
  require_columns(dataset, Columns, what);
  const std::vector<std::int64_t> ids = read_ids(dataset, node_count, "node");
  std::vector<std::array<NodeId, Columns>> rows(ids.size() / Columns);
  for (std::size_t item = 0; item < ids.size(); ++item) {
    rows[item / Columns][item % Columns] = static_cast<NodeId>(ids[item]);
  }
  return rows;
}

/// The names of the links of a group, in the order of creation where the file tracks it.
std::vector<std::string> link_names(hid_t group, const std::string& place) {
  H5G_info_t info{};
  if (H5Gget_info(group, &info) < 0) refuse(place, "cannot be listed: " + hdf5_message());
  unsigned order_flags = 0;
  const Hdf5Handle properties(H5Gget_create_plist(group), H5Pclose);
  H5Pget_link_creation_order(properties.get(), &order_flags);
  const bool tracked = (order_flags & H5P_CRT_ORDER_TRACKED) != 0;
  const H5_index_t index = tracked ? H5_INDEX_CRT_ORDER : H5_INDEX_NAME;
  std::vector<std::string> names;
  for (hsize_t link = 0; link < info.nlinks; ++link) {
    const auto name_of = [&](char* target, std::size_t size) {
      return H5Lget_name_by_idx(group, ".", index, H5_ITER_INC, link, target, size, H5P_DEFAULT);
    };
    const ssize_t length = name_of(nullptr, 0);
    if (length < 0) refuse(place, "cannot be listed: " + hdf5_message());
    std::string name(static_cast<std::size_t>(length) + 1, '\0');
    if (name_of(name.data(), name.size()) < 0) {
      refuse(place, "cannot be listed: " + hdf5_message());
    }
    name.pop_back();
    names.push_back(std::move(name));
  }
  return names;
}

/// Calls `visit(data set, name)` for every data set of the optional group `group_name`.
template <class Visit>
void for_each_dataset(hid_t file, const std::string& group_name, const std::string& source,
                      Visit visit) {
  const std::string place = source + ": group '" + group_name + "'";
  const htri_t exists = H5Lexists(file, group_name.c_str(), H5P_DEFAULT);
  if (exists < 0) refuse(place, "cannot be looked up: " + hdf5_message());
  if (exists == 0) return;
  const Hdf5Handle group(H5Gopen2(file, group_name.c_str(), H5P_DEFAULT), H5Gclose);
  if (!group.valid()) refuse(place, "cannot be opened as a group: " + hdf5_message());
  for (const std::string& name : link_names(group.get(), place)) {
    const std::string dataset_place = source + ": data set '" + group_name + "/" + name + "'";
    visit(open_dataset(group.get(), name, dataset_place), name);
  }
}

void read_boundary(const Dataset& dataset, const std::string& name, Quad8Mesh& mesh) {
  std::vector<Edge3> edges = read_node_rows<3>(dataset, mesh.node_count(), "edges");
  if (const std::optional<Edge3> twin = repeated_edge(edges)) {
    refuse(dataset.place, "holds the edge of nodes " + std::to_string((*twin)[0]) + ", " +
                              std::to_string((*twin)[1]) + ", " + std::to_string((*twin)[2]) +
                              " twice; an edge may stand once");
  }
  if (!edges.empty()) mesh.boundaries.push_back({name, std::move(edges)});
}

void read_region(const Dataset& dataset, const std::string& name, Quad8Mesh& mesh) {
  require_rank_1(dataset, "elements of the region");
  const std::vector<std::int64_t> ids = read_ids(dataset, mesh.element_count(), "element");
  std::vector<char> seen(mesh.element_count(), 0);
  RegionGroup region{name, {}};
  region.elements.reserve(ids.size());
  for (const std::int64_t id : ids) {
    if (std::exchange(seen[static_cast<std::size_t>(id)], 1) != 0) {
      refuse(dataset.place,
             "holds element " + std::to_string(id) + " twice; an element may stand once");
    }
    region.elements.push_back(static_cast<ElementId>(id));
  }
  if (!region.elements.empty()) mesh.regions.push_back(std::move(region));
}

void require_dataset(hid_t file, const char* name, const std::string& source) {
  if (H5Lexists(file, name, H5P_DEFAULT) > 0) return;
  refuse(source, "no data set '" + std::string(name) +
                     "'; a mesh needs x [nodes], y [nodes] and quad8 [elements][8]");
}

Quad8Mesh read_open_file(hid_t file, const std::string& source) {
  for (const char* name : {"x", "y", "quad8"}) require_dataset(file, name, source);
  Quad8Mesh mesh;
  mesh.source = source;
  mesh.x = read_coordinates(file, "x", source);
  mesh.y = read_coordinates(file, "y", source);
  if (mesh.x.size() != mesh.y.size()) {
    refuse(source, "data set 'x' has " + std::to_string(mesh.x.size()) + " rows and 'y' has " +
                       std::to_string(mesh.y.size()) + "; they must have one row for every node");
  }
  const Dataset quads = open_dataset(file, "quad8", source + ": data set 'quad8'");
  mesh.quad8 = read_node_rows<8>(quads, mesh.node_count(), "elements");
  if (mesh.quad8.empty()) refuse(source, "the mesh is empty: data set 'quad8' has no rows");
  for_each_dataset(file, "boundary", source, [&](const Dataset& dataset, const std::string& name) {
    read_boundary(dataset, name, mesh);
  });
  for_each_dataset(file, "region", source, [&](const Dataset& dataset, const std::string& name) {
    read_region(dataset, name, mesh);
  });
  return mesh;
}

Quad8Mesh open_and_read(const std::string& path, hid_t access, const std::string& source) {
  const Hdf5CrashGuard guard(source);
  const Hdf5Handle file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, access), H5Fclose);
  if (!file.valid()) refuse(source, "cannot be opened as HDF5: " + hdf5_message());
  return read_open_file(file.get(), source);
}

}  // namespace

Quad8Mesh read_hdf5_mesh(const std::filesystem::path& path) {
  require_readable_file(path);
  silence_hdf5();
  return open_and_read(path.string(), H5P_DEFAULT, path.string());
}

Quad8Mesh parse_hdf5_mesh(std::string_view bytes, const std::string& source) {
  silence_hdf5();
  constexpr std::size_t kGrowth = 1 << 16;
  const Hdf5Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  std::string image(bytes);  // the library wants it writable, and copies it
  if (H5Pset_fapl_core(access.get(), kGrowth, 0) < 0 ||
      H5Pset_file_image(access.get(), image.data(), image.size()) < 0) {
    refuse(source, "cannot be opened as HDF5: " + hdf5_message());
  }
  return open_and_read(source, access.get(), source);
}

}  // namespace tessera
