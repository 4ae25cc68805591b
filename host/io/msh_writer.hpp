#pragma once

#include <filesystem>
#include <string>

#include "host/io/msh_text.hpp"
#include "host/mesh/quad8_mesh.hpp"

namespace tessera {

/// A flavour of the Gmsh MSH format.
struct MshFormat {
  MshVersion version = MshVersion::v41;
  /// Binary in this machine's byte order; coordinates keep their bits in ASCII too.
  bool binary = true;
};

/// The bytes of a MSH file with `mesh`. Nodes get the tags 1 to node_count; elements keep their
/// tags where the mesh has them, else 1 to element_count, in the order of the mesh. Boundary groups
/// become physical groups 1, 2, ..., regions those after them. An element in several regions stands
/// several times in version 2.2, as Gmsh writes it. Groups without members are left out.
/// Throws InputError for a group name that the format cannot hold.
std::string msh_bytes(const Quad8Mesh& mesh, MshFormat format);

/// Writes `mesh` to `path`, whole or not at all. Throws as msh_bytes and write_whole_file do.
void write_msh(const std::filesystem::path& path, const Quad8Mesh& mesh, MshFormat format = {});

}  // namespace tessera
