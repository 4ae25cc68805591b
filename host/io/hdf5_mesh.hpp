#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "host/mesh/quad8_mesh.hpp"

namespace tessera {

/// Reads a mesh from HDF5, zero-based:
///   x, y              numbers [nodes], metres
///   quad8             integers [elements][8], see Quad8
///   boundary/<name>   integers [edges][3], optional, see Edge3
///   region/<name>     integers [elements of the region], optional
/// Any numeric type of up to 64 bits is converted by the library. Groups come in the order of their
/// creation where the file tracks it, else by name; those without members are left out.
/// Throws InputError that names data set, row and value; also when built without HDF5. On some
/// damage in the library's own structures HDF5 1.10 crashes: that ends the program with exit code
/// 3 and a message (see Hdf5CrashGuard).
Quad8Mesh read_hdf5_mesh(const std::filesystem::path& path);

/// As read_hdf5_mesh, from the bytes of a file; `source` is the name for messages.
Quad8Mesh parse_hdf5_mesh(std::string_view bytes, const std::string& source);

/// Writes a mesh that read_hdf5_mesh reads back to the same bits (element tags are not kept), whole
/// or not at all. Throws InputError for a group name that HDF5 cannot hold or when built without
/// HDF5, UsageError for a folder that is not there, Error when the disk is full.
void write_hdf5_mesh(const std::filesystem::path& path, const Quad8Mesh& mesh);

}  // namespace tessera
