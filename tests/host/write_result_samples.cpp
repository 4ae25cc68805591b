// Writes the sample result in every format into the folder given, for readers in other languages.
#include <filesystem>
#include <string>
#include <vector>

#include "host/io/npy_file.hpp"
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
  const std::vector<double> values{0.5, -1.25, 3.0, 1e30, 0.1, 7.0};
  const std::vector<float> floats{0.5F, -1.25F, 3.0F, 1e30F, 0.1F, 7.0F};
  tessera::write_npy<double>(folder / "f8.npy", 2, 3, values);
  tessera::write_npy<float>(folder / "f4.npy", 2, 3, floats);
  return 0;
}
