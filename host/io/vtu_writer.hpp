#pragma once

#include <filesystem>

#include "host/io/field_file.hpp"

namespace tessera {

/// Writes a VTK XML unstructured grid: quadratic quads (cell type 23), raw appended arrays in zlib
/// blocks, UInt64 headers, little endian. Points carry z = 0; 2-component fields become 3-component
/// vectors with a zero third one. Arrays that hardly shrink are not compressed (see pack_arrays).
/// Without fields it is the mesh alone: `write_vtu(path, {mesh, {}, {}})`. The file appears whole
/// or not at all. Format: VTK file formats, "XML file formats", vtkXMLDataParser for the compressed
/// layout.
void write_vtu(const std::filesystem::path& path, const FieldFile& content);

}  // namespace tessera
