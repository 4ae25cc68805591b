#include "host/io/mesh_file.hpp"

#include <algorithm>
#include <cctype>
#include <string>

#include "host/errors.hpp"
#include "host/io/file_bytes.hpp"
#include "host/io/hdf5_mesh.hpp"
#include "host/io/msh_reader.hpp"
#include "host/io/msh_writer.hpp"

namespace tessera {
namespace {

enum class MeshFormat { msh, hdf5, unknown };

MeshFormat format_of(const std::filesystem::path& path) {
  std::string extension = path.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  if (extension == ".msh") return MeshFormat::msh;
  if (extension == ".h5" || extension == ".hdf5") return MeshFormat::hdf5;
  return MeshFormat::unknown;
}

std::string unknown_extension(const std::filesystem::path& path) {
  return "'" + path.string() + "' has the extension '" + path.extension().string() +
         "'; a mesh must be .msh (Gmsh), .h5 or .hdf5 (HDF5)";
}

}  // namespace

Quad8Mesh read_mesh(const std::filesystem::path& path) {
  require_readable_file(path);
  switch (format_of(path)) {
    case MeshFormat::msh:
      return read_msh(path);
    case MeshFormat::hdf5:
      return read_hdf5_mesh(path);
    case MeshFormat::unknown:
      break;
  }
  throw InputError(unknown_extension(path));
}

void write_mesh(const std::filesystem::path& path, const Quad8Mesh& mesh) {
  switch (format_of(path)) {
    case MeshFormat::msh:
      return write_msh(path, mesh);
    case MeshFormat::hdf5:
      return write_hdf5_mesh(path, mesh);
    case MeshFormat::unknown:
      break;
  }
  throw UsageError(unknown_extension(path));
}

}  // namespace tessera
