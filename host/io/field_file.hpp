#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "host/mesh/quad8_mesh.hpp"

namespace tessera {

/// One named array on the nodes or the elements of a mesh. `values` does not own:
/// [item][components], components 1 (scalar), 2 or 3 (vector). NaN is allowed.
struct Field {
  std::string name;
  std::span<const double> values;
  int components = 1;
};

/// What a result file holds: the mesh as read (file order, unused nodes included) and fields on it.
struct FieldFile {
  const Quad8Mesh& mesh;
  std::vector<Field> point_fields;  // one item per node
  std::vector<Field> cell_fields;   // one item per element
  int workers = 1;                  // threads that may compress; the file is the same for all
};

/// Why `write_fields` would not know what to do with `path`: an unknown extension (the reason lists
/// the valid ones), or HDF5 in a build without it. Empty when it would.
[[nodiscard]] std::string why_no_field_format(const std::filesystem::path& path);

/// Writes the mesh and its fields in the format that the extension of `path` names: `.vtu` (VTK
/// XML), `.vtkhdf` or `.hdf` (VTK HDF), `.h5` (plain HDF5: one dataset per field beside x, y and
/// quad8). The file appears whole or not at all. Throws UsageError for no known format or
/// when the folder is missing, Error when the disk refuses or a field does not fit the mesh.
void write_fields(const std::filesystem::path& path, const FieldFile& content);

}  // namespace tessera
