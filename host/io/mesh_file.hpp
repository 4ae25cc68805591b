#pragma once

#include <filesystem>

#include "host/mesh/quad8_mesh.hpp"

namespace tessera {

/// Reads a mesh; the extension says how: .msh (see msh_reader.hpp), .h5 and .hdf5 (hdf5_mesh.hpp).
/// Throws InputError when the file is missing, is a folder, cannot be read, has another extension,
/// or holds no valid mesh.
Quad8Mesh read_mesh(const std::filesystem::path& path);

/// Writes a mesh whole or not at all: .msh (4.1, binary), .h5, .hdf5.
/// Throws UsageError for another extension or a folder that is not there.
void write_mesh(const std::filesystem::path& path, const Quad8Mesh& mesh);

}  // namespace tessera
