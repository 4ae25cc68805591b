// Writes the sample result in every format into the folder given, for readers in other languages.
#include <filesystem>
#include <string>

#include "tests/support/result_sample.hpp"

int main(int argument_count, char** arguments) {
  if (argument_count != 2) return 2;
  const std::filesystem::path folder = arguments[1];
  const tessera::support::ResultSample sample(150, 140);
  tessera::write_fields(folder / "sample.vtu", sample.fields());
  tessera::write_fields(folder / "mesh.vtu", {sample.mesh, {}, {}});
  if (TESSERA_HAVE_HDF5 != 0) {
    tessera::write_fields(folder / "sample.h5", sample.fields());
    tessera::write_fields(folder / "sample.vtkhdf", sample.fields());
  }
  return 0;
}
