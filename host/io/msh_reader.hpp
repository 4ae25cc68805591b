#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "host/mesh/quad8_mesh.hpp"

namespace tessera {

/// The mesh in the bytes of a Gmsh MSH file, version 2.2 or 4.1, ASCII (also with CRLF) or binary
/// in this machine's byte order. `source` is the file name for messages.
///
/// Elements of type 16 (8-node quadrilateral) and 10 (9-node: the centre node is dropped and nodes
/// are renumbered) become `quad8` in file order, as they stand: neither orientation nor shape is
/// checked here. 3-node lines (8) in a physical group become `boundaries`, physical groups of
/// surfaces become `regions`; a group without a name gets its number as name, one without members
/// is left out. Elements with the same nodes in the same order are one element, in all their
/// groups. Points, and lines in no group, are ignored; every other element is refused. Unused nodes
/// stay. z must be constant over the nodes of elements, and is dropped.
///
/// Throws InputError with line (ASCII) or byte (binary), id, value, and what would be valid.
/// Source of the format: Gmsh reference manual, "MSH file format" and its legacy versions.
Quad8Mesh parse_msh(std::string_view bytes, const std::string& source);

/// As parse_msh, from a file.
Quad8Mesh read_msh(const std::filesystem::path& path);

}  // namespace tessera
