// hdf5_mesh_fuzz ITERATIONS [SEED]
//
// Feeds HDF5 files to the reader that are well formed as HDF5 but hostile as meshes: data sets that
// are missing, of any type, shape and storage, with values from the edge of what is valid, and
// files cut short. Bytes inside the library's own structures are left alone: HDF5 1.10.8 itself
// reads out of bounds and divides by zero on a single flipped bit there (H5VM_memcpyvv,
// H5D__chunk_set_info).

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <hdf5.h>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "host/io/hdf5_handle.hpp"
#include "host/io/hdf5_mesh.hpp"
#include "tests/fuzz/mesh_promises.hpp"
#include "tests/fuzz/reader_run.hpp"
#include "tests/support/grouped_mesh.hpp"

namespace tessera::fuzz {
namespace {

/// One data set to be: values are converted by the library to the type that is stored.
struct Plan {
  std::string name;
  std::vector<double> values;
  std::vector<hsize_t> shape;
  bool integer = false;
};

template <class Rows>
std::vector<double> flat(const Rows& rows) {
  std::vector<double> values;
  for (const auto& row : rows) values.insert(values.end(), row.begin(), row.end());
  return values;
}

std::vector<Plan> plans_of(const Quad8Mesh& mesh) {
  std::vector<Plan> plans{{"x", mesh.x, {mesh.x.size()}},
                          {"y", mesh.y, {mesh.y.size()}},
                          {"quad8", flat(mesh.quad8), {mesh.quad8.size(), 8}, true}};
  for (const BoundaryGroup& group : mesh.boundaries) {
    plans.push_back({"boundary/" + group.name, flat(group.edges), {group.edges.size(), 3}, true});
  }
  for (const RegionGroup& group : mesh.regions) {
    plans.push_back({"region/" + group.name,
                     {group.elements.begin(), group.elements.end()},
                     {group.elements.size()},
                     true});
  }
  return plans;
}

/// Few and small data sets: the library's time for each is what limits the number of inputs.
Quad8Mesh square() {
  Quad8Mesh mesh = support::unit_squares(1, 1);
  mesh.boundaries = {{"inlet", {{5, 0, 3}, {2, 7, 4}}}};
  mesh.regions = {{"fluid", {0}}};
  return mesh;
}

/// Makes files in memory, each with some damage.
class HostileFiles {
 public:
  explicit HostileFiles(std::uint64_t seed) : random_(seed) { silence_hdf5(); }

  std::string next() {
    std::vector<Plan> plans = plans_of(square());
    const std::size_t steps = 1 + below(3);
    for (std::size_t step = 0; step < steps; ++step) damage(plans);
    std::string bytes = file_with(plans);
    if (below(16) == 0) bytes.resize(below(bytes.size()));
    return bytes;
  }

  /// The undamaged file.
  std::string good() {
    calm_ = true;
    std::string bytes = file_with(plans_of(square()));
    calm_ = false;
    return bytes;
  }

 private:
  std::size_t below(std::size_t limit) {
    return limit == 0 ? 0 : static_cast<std::size_t>(random_() % limit);
  }
  bool rarely() { return !calm_ && below(40) == 0; }

  void damage(std::vector<Plan>& plans) {
    Plan& plan = plans[below(plans.size())];
    switch (below(7)) {
      case 0:
        if (!plan.values.empty()) plan.values[below(plan.values.size())] = odd_value();
        break;
      case 1:
        plan.shape.assign(below(4), below(20));
        break;
      case 2:
        if (!plan.shape.empty()) plan.shape[below(plan.shape.size())] += below(3) - 1;
        break;
      case 3:
        plan.name = plans[below(plans.size())].name;
        break;
      case 4:
        plan.name = below(2) == 0 ? "boundary" : "region";
        break;
      case 5:
        plan.integer = !plan.integer;
        break;
      default:
        std::swap(plan.values, plans[below(plans.size())].values);
        break;
    }
  }

  double odd_value() {
    constexpr std::array kValues{-1.0,
                                 0.0,
                                 1.0,
                                 7.0,
                                 8.0,
                                 2147483648.0,
                                 -2147483649.0,
                                 4294967299.0,
                                 9.3e18,
                                 0.5,
                                 1e308,
                                 std::numeric_limits<double>::infinity(),
                                 std::numeric_limits<double>::quiet_NaN()};
    return kValues[below(kValues.size())];
  }

  hid_t stored_type(bool integer) {
    if (calm_) return integer ? H5T_NATIVE_INT32 : H5T_NATIVE_DOUBLE;
    const std::array integers{H5T_STD_I32LE, H5T_STD_I64LE, H5T_STD_U64BE, H5T_STD_U8LE,
                              H5T_STD_I16BE, H5T_STD_I32LE, H5T_STD_I64LE, H5T_STD_U32LE};
    const std::array reals{H5T_IEEE_F64LE, H5T_IEEE_F32LE, H5T_IEEE_F64BE, H5T_IEEE_F64LE};
    if (rarely()) return below(2) == 0 ? H5T_C_S1 : H5T_STD_REF_OBJ;
    return integer ? integers[below(integers.size())] : reals[below(reals.size())];
  }

  /// Contiguous, in chunks with or without filters, or inside the header.
  Hdf5Handle storage(const std::vector<hsize_t>& shape) {
    Hdf5Handle properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
    const std::size_t kind = calm_ ? 0 : below(4);
    if (kind == 1) H5Pset_layout(properties.get(), H5D_COMPACT);
    if (kind < 2 || shape.empty()) return properties;
    std::vector<hsize_t> chunk;
    for (const hsize_t extent : shape) chunk.push_back(extent / (1 + below(2)) + 1);
    H5Pset_chunk(properties.get(), static_cast<int>(chunk.size()), chunk.data());
    if (kind == 3) H5Pset_shuffle(properties.get());
    if (kind == 3) H5Pset_deflate(properties.get(), 1);
    return properties;
  }

  Hdf5Handle space_of(const Plan& plan) {
    if (rarely()) return {H5Screate(below(2) == 0 ? H5S_NULL : H5S_SCALAR), H5Sclose};
    std::vector<hsize_t> shape = plan.shape;
    for (hsize_t& extent : shape) {
      if (rarely()) extent = hsize_t{1} << below(50);
    }
    return {H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr), H5Sclose};
  }

  /// What the library itself refuses to make is left out of the file.
  void put(hid_t file, const Plan& plan) {
    const Hdf5Handle link(H5Pcreate(H5P_LINK_CREATE), H5Pclose);
    H5Pset_create_intermediate_group(link.get(), 1);
    if (rarely()) {
      H5Lcreate_soft(below(2) == 0 ? "/nowhere" : "/x", file, plan.name.c_str(), link.get(),
                     H5P_DEFAULT);
      return;
    }
    const Hdf5Handle space = space_of(plan);
    const Hdf5Handle properties = storage(plan.shape);
    const Hdf5Handle dataset(H5Dcreate2(file, plan.name.c_str(), stored_type(plan.integer),
                                        space.get(), link.get(), properties.get(), H5P_DEFAULT),
                             H5Dclose);
    if (!dataset.valid() || rarely()) return;  // rarely: never written
    const hssize_t points = H5Sget_simple_extent_npoints(space.get());
    constexpr hssize_t kMostWritten = 100000;
    if (points < 1 || points > kMostWritten) return;
    std::vector<double> values = plan.values;
    values.resize(static_cast<std::size_t>(points));
    H5Dwrite(dataset.get(), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
  }

  std::string file_with(const std::vector<Plan>& plans) {
    constexpr std::size_t kGrowth = 1 << 12;
    const Hdf5Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
    H5Pset_fapl_core(access.get(), kGrowth, 0);
    const Hdf5Handle file(H5Fcreate("hostile.h5", H5F_ACC_TRUNC, H5P_DEFAULT, access.get()),
                          H5Fclose);
    for (const Plan& plan : plans) put(file.get(), plan);
    H5Fflush(file.get(), H5F_SCOPE_GLOBAL);
    const ssize_t size = H5Fget_file_image(file.get(), nullptr, 0);
    std::string bytes(static_cast<std::size_t>(std::max<ssize_t>(size, 0)), '\0');
    H5Fget_file_image(file.get(), bytes.data(), bytes.size());
    return bytes;
  }

  std::mt19937_64 random_;
  bool calm_ = false;
};

int run_hdf5(long iterations, std::uint64_t seed) {
  HostileFiles files(seed);
  Target target;
  target.name = "hdf5";
  target.corpus = {files.good()};
  target.next_input = [&files] { return files.next(); };
  target.read = [](const std::string& input) {
    return broken_promise(parse_hdf5_mesh(input, "fuzz.h5"));
  };
  return run(target, iterations);
}

}  // namespace
}  // namespace tessera::fuzz

int main(int argument_count, char** arguments) {
  if (argument_count < 2 || argument_count > 3) {
    std::fprintf(stderr, "usage: hdf5_mesh_fuzz ITERATIONS [SEED]\n");
    return 2;
  }
  const std::uint64_t seed = argument_count == 3 ? std::strtoull(arguments[2], nullptr, 10) : 1;
  return tessera::fuzz::run_hdf5(std::strtol(arguments[1], nullptr, 10), seed);
}
