#pragma once

#include <filesystem>

#include "host/io/field_file.hpp"

namespace tessera {

/// Writes a plain HDF5 result: datasets `x`, `y` [node], `quad8` [element][8] (zero-based), one
/// dataset per field under its name ([item] or [item][components]), and the mesh's groups as
/// `boundary/<name>` [edge][3] and `region/<name>` [element] (a slash in a name becomes `_`); so it
/// can be read back as a mesh.
/// Only in a build with HDF5. The file appears whole or not at all.
void write_h5(const std::filesystem::path& path, const FieldFile& content);

/// Writes VTK's HDF layout of an unstructured grid (group VTKHDF, version 1.0), which ParaView >=
/// 5.10 opens. 2-component fields become 3-component vectors. Only in a build with HDF5. The file
/// appears whole or not at all.
/// Format: VTK file formats, "VTKHDF file format".
void write_vtkhdf(const std::filesystem::path& path, const FieldFile& content);

}  // namespace tessera
