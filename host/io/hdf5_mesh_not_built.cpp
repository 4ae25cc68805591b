#include "host/errors.hpp"
#include "host/io/hdf5_mesh.hpp"

namespace tessera {
namespace {

[[noreturn]] void refuse(const std::string& file) {
  throw InputError("'" + file +
                   "': this tessera was built without HDF5; use a .msh file, or install the HDF5 C "
                   "library (Debian: libhdf5-dev) and build again");
}

}  // namespace

Quad8Mesh read_hdf5_mesh(const std::filesystem::path& path) { refuse(path.string()); }
Quad8Mesh parse_hdf5_mesh(std::string_view, const std::string& source) { refuse(source); }
void write_hdf5_mesh(const std::filesystem::path& path, const Quad8Mesh&) { refuse(path.string()); }

}  // namespace tessera
