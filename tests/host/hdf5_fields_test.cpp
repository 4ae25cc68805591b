#include <array>
#include <cstring>
#include <gtest/gtest.h>
#include <hdf5.h>
#include <string>
#include <vector>

#include "host/io/hdf5_field_writer.hpp"
#include "tests/support/result_sample.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tessera {
namespace {

using support::ResultSample;

/// One dataset as the C library sees it.
template <class T>
struct Dataset {
  std::vector<hsize_t> shape;
  std::vector<T> values;
};

class Hdf5File {
 public:
  explicit Hdf5File(const std::filesystem::path& path)
      : file_(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT)) {}
  ~Hdf5File() { H5Fclose(file_); }
  Hdf5File(const Hdf5File&) = delete;
  Hdf5File& operator=(const Hdf5File&) = delete;

  template <class T>
  [[nodiscard]] Dataset<T> read(const std::string& name, hid_t type) const {
    Dataset<T> found;
    const hid_t data = H5Dopen2(file_, name.c_str(), H5P_DEFAULT);
    if (data < 0) throw std::runtime_error("no dataset " + name);
    const hid_t stored_type = H5Dget_type(data);
    EXPECT_GT(H5Tequal(stored_type, type), 0) << name;
    const hid_t space = H5Dget_space(data);
    found.shape.resize(static_cast<std::size_t>(H5Sget_simple_extent_ndims(space)));
    H5Sget_simple_extent_dims(space, found.shape.data(), nullptr);
    found.values.resize(static_cast<std::size_t>(H5Sget_simple_extent_npoints(space)));
    EXPECT_GE(H5Dread(data, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, found.values.data()), 0);
    H5Sclose(space);
    H5Tclose(stored_type);
    H5Dclose(data);
    return found;
  }

  [[nodiscard]] Dataset<double> doubles(const std::string& name) const {
    return read<double>(name, H5T_IEEE_F64LE);
  }
  [[nodiscard]] Dataset<std::int32_t> integers(const std::string& name) const {
    return read<std::int32_t>(name, H5T_STD_I32LE);
  }
  [[nodiscard]] Dataset<std::int64_t> long_integers(const std::string& name) const {
    return read<std::int64_t>(name, H5T_STD_I64LE);
  }

  [[nodiscard]] std::string text_attribute(const std::string& group,
                                           const std::string& name) const {
    const hid_t attribute =
        H5Aopen_by_name(file_, group.c_str(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT);
    const hid_t type = H5Aget_type(attribute);
    EXPECT_EQ(H5Tis_variable_str(type), 0);
    std::string text(H5Tget_size(type), '\0');
    H5Aread(attribute, type, text.data());
    H5Tclose(type);
    H5Aclose(attribute);
    return text;
  }

 private:
  hid_t file_;
};

void expect_same_bits(const Dataset<double>& found, const std::vector<hsize_t>& shape,
                      const std::vector<double>& expected) {
  EXPECT_EQ(found.shape, shape);
  ASSERT_EQ(found.values.size(), expected.size());
  EXPECT_EQ(std::memcmp(found.values.data(), expected.data(), expected.size() * sizeof(double)), 0);
}

class Hdf5Fields : public testing::Test {
 protected:
  const ResultSample sample{3, 2};
  const hsize_t nodes = sample.mesh.node_count();
  const hsize_t elements = sample.mesh.element_count();
  const support::TemporaryFolder folder;
  const std::filesystem::path path = folder.path() / "result.h5";
};

TEST_F(Hdf5Fields, PlainFileHoldsMeshAndFieldsBitForBit) {
  write_h5(path, sample.fields());
  const Hdf5File file(path);
  expect_same_bits(file.doubles("x"), {nodes}, sample.mesh.x);
  expect_same_bits(file.doubles("y"), {nodes}, sample.mesh.y);
  expect_same_bits(file.doubles("potential"), {nodes}, sample.potential);
  expect_same_bits(file.doubles("velocity"), {elements, 2}, sample.velocity);
  expect_same_bits(file.doubles("speed"), {elements}, sample.speed);
  const auto quad8 = file.integers("quad8");
  EXPECT_EQ(quad8.shape, (std::vector<hsize_t>{elements, 8}));
  EXPECT_EQ(std::memcmp(quad8.values.data(), sample.mesh.quad8.data(), elements * sizeof(Quad8)),
            0);
}

TEST_F(Hdf5Fields, PlainFileHoldsTheGroupsOfTheMesh) {
  write_h5(path, sample.fields());
  const Hdf5File file(path);
  for (const BoundaryGroup& boundary : sample.mesh.boundaries) {
    const auto edges = file.integers("boundary/" + boundary.name);
    EXPECT_EQ(edges.shape, (std::vector<hsize_t>{boundary.edges.size(), 3})) << boundary.name;
    ASSERT_FALSE(edges.values.empty());
    EXPECT_EQ(edges.values[0], boundary.edges[0][0]);
    EXPECT_EQ(edges.values.back(), boundary.edges.back()[2]);
  }
  EXPECT_EQ(file.integers("region/rock").values, sample.mesh.regions[0].elements);
}

TEST_F(Hdf5Fields, PlainFileSurvivesASlashInAGroupName) {
  ResultSample odd = sample;
  odd.mesh.boundaries[0].name = "left/side";
  write_h5(path, odd.fields());
  EXPECT_FALSE(Hdf5File(path).integers("boundary/left_side").values.empty());
}

TEST_F(Hdf5Fields, VtkFileFollowsTheLayoutOfUnstructuredGrids) {
  write_vtkhdf(path, sample.fields());
  const Hdf5File file(path);
  EXPECT_EQ(file.text_attribute("VTKHDF", "Type"), "UnstructuredGrid");
  const auto count = [&file](const char* name) {
    return file.long_integers(std::string("VTKHDF/") + name).values;
  };
  using Counts = std::vector<std::int64_t>;
  EXPECT_EQ(count("NumberOfPoints"), Counts{static_cast<std::int64_t>(nodes)});
  EXPECT_EQ(count("NumberOfCells"), Counts{static_cast<std::int64_t>(elements)});
  EXPECT_EQ(count("NumberOfConnectivityIds"), Counts{static_cast<std::int64_t>(elements * 8)});
  EXPECT_EQ(count("Offsets"), (Counts{0, 8, 16, 24, 32, 40, 48}));
  EXPECT_EQ(file.doubles("VTKHDF/Points").shape, (std::vector<hsize_t>{nodes, 3}));
  EXPECT_EQ(file.doubles("VTKHDF/CellData/velocity").shape, (std::vector<hsize_t>{elements, 3}));
  expect_same_bits(file.doubles("VTKHDF/PointData/potential"), {nodes}, sample.potential);
}

}  // namespace
}  // namespace tessera
