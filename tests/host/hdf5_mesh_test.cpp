#include "host/io/hdf5_mesh.hpp"

#include <cmath>
#include <cstdint>
#include <gmock/gmock.h>
#include <hdf5.h>
#include <limits>
#include <string>
#include <vector>

#include "host/errors.hpp"
#include "tests/support/grouped_mesh.hpp"
#include "tests/support/hdf5_file.hpp"
#include "tests/support/same_mesh.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tessera {
namespace {

using support::expect_same_mesh;
using support::Hdf5File;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::ThrowsMessage;

/// One unit square as the plainest file that is a mesh.
void write_square(const Hdf5File& file) {
  file.write<double>("x", {0, 1, 1, 0, 0.5, 1, 0.5, 0}, {8});
  file.write<double>("y", {0, 0, 1, 1, 0, 0.5, 1, 0.5}, {8});
  file.write<std::int32_t>("quad8", {0, 1, 2, 3, 4, 5, 6, 7}, {1, 8});
}

class Hdf5MeshFile : public ::testing::Test {
 protected:
  /// Makes a file of the unit square, changed by `change`, and expects it to be refused.
  template <class Change, class Matcher>
  void expect_refused(Change change, Matcher message) {
    {
      const Hdf5File file(path_);
      write_square(file);
      change(file);
    }
    EXPECT_THAT([&] { read_hdf5_mesh(path_); },
                ThrowsMessage<InputError>(AllOf(HasSubstr("mesh.h5"), message)));
  }

  support::TemporaryFolder folder_;
  std::filesystem::path path_ = folder_.path() / "mesh.h5";
};

TEST_F(Hdf5MeshFile, ReadsBackToTheSameBits) {
  const Quad8Mesh mesh = support::grouped_mesh();
  write_hdf5_mesh(path_, mesh);
  const Quad8Mesh read = read_hdf5_mesh(path_);
  expect_same_mesh(read, mesh);
  EXPECT_EQ(read.source, path_.string());
  EXPECT_TRUE(read.element_tags.empty());
}

TEST_F(Hdf5MeshFile, IsReadFromMemoryAsFromDisk) {
  write_hdf5_mesh(path_, support::grouped_mesh());
  const std::string bytes = support::file_bytes(path_);
  expect_same_mesh(parse_hdf5_mesh(bytes, "memory.h5"), support::grouped_mesh());
}

TEST_F(Hdf5MeshFile, LeavesOutGroupsWithoutMembers) {
  Quad8Mesh mesh = support::grouped_mesh();
  mesh.boundaries.push_back({"nowhere", {}});
  mesh.regions.push_back({"nothing", {}});
  write_hdf5_mesh(path_, mesh);
  expect_same_mesh(read_hdf5_mesh(path_), support::grouped_mesh());
}

TEST_F(Hdf5MeshFile, ConvertsEveryNumericType) {
  {
    const Hdf5File file(path_);
    file.write<float>("x", {0, 1, 1, 0, 0.5, 1, 0.5, 0}, {8});
    file.write<std::int16_t>("y", {0, 0, 2, 2, 0, 1, 2, 1}, {8});
    file.write<std::uint64_t>("quad8", {0, 1, 2, 3, 4, 5, 6, 7}, {1, 8});
    file.write<std::uint8_t>("boundary/inlet", {3, 0, 7}, {1, 3});
    file.write<std::int64_t>("region/all", {0}, {1});
  }
  Quad8Mesh expected = support::unit_squares(1, 1);
  expected.x = {0, 1, 1, 0, 0.5, 1, 0.5, 0};
  expected.y = {0, 0, 2, 2, 0, 1, 2, 1};
  expected.quad8 = {{0, 1, 2, 3, 4, 5, 6, 7}};
  expected.boundaries = {{"inlet", {{3, 0, 7}}}};
  expected.regions = {{"all", {0}}};
  expect_same_mesh(read_hdf5_mesh(path_), expected);
}

TEST_F(Hdf5MeshFile, RefusesGroupNamesThatItCannotHold) {
  for (const char* name : {"", ".", "a/b"}) {
    Quad8Mesh mesh = support::grouped_mesh();
    mesh.regions[0].name = name;
    EXPECT_THAT([&] { write_hdf5_mesh(path_, mesh); },
                ThrowsMessage<InputError>(HasSubstr("cannot stand in an HDF5 file")));
    EXPECT_FALSE(std::filesystem::exists(path_));
  }
}

TEST_F(Hdf5MeshFile, RefusesMissingDataSets) {
  for (const char* name : {"x", "y", "quad8"}) {
    expect_refused([&](const Hdf5File& file) { file.remove(name); },
                   AllOf(HasSubstr("no data set '" + std::string(name) + "'"),
                         HasSubstr("quad8 [elements][8]")));
  }
}

TEST_F(Hdf5MeshFile, RefusesShapesThatAreNoMesh) {
  expect_refused(
      [](const Hdf5File& file) {
        file.replace<std::int32_t>("quad8", {0, 1, 2, 3, 4, 5, 6, 7, 7}, {1, 9});
      },
      AllOf(HasSubstr("'quad8'"), HasSubstr("[1][9]"), HasSubstr("[elements][8]")));
  expect_refused(
      [](const Hdf5File& file) {
        file.replace<std::int32_t>("quad8", {0, 1, 2, 3, 4, 5, 6, 7}, {8});
      },
      AllOf(HasSubstr("'quad8'"), HasSubstr("shape [8]")));
  expect_refused(
      [](const Hdf5File& file) {
        file.replace<std::int32_t>("quad8", {0, 1, 2, 3, 4, 5, 6, 7}, {1, 2, 4});
      },
      AllOf(HasSubstr("'quad8'"), HasSubstr("3 dimensions")));
  expect_refused(
      [](const Hdf5File& file) {
        file.replace<std::int32_t>("quad8", {}, {0, 8});
      },
      HasSubstr("the mesh is empty"));
  expect_refused(
      [](const Hdf5File& file) {
        file.replace<double>("x", {0, 1, 2, 3, 4, 5, 6, 7}, {8, 1});
      },
      AllOf(HasSubstr("'x'"), HasSubstr("[8][1]"), HasSubstr("[nodes]")));
  expect_refused(
      [](const Hdf5File& file) {
        file.replace<double>("y", {0, 1, 2}, {3});
      },
      AllOf(HasSubstr("'x' has 8 rows and 'y' has 3")));
}

TEST_F(Hdf5MeshFile, RefusesTypesThatAreNoNumbers) {
  expect_refused(
      [](const Hdf5File& file) {
        file.replace<float>("quad8", {0, 1, 2, 3, 4, 5, 6, 7}, {1, 8});
      },
      AllOf(HasSubstr("'quad8'"), HasSubstr("must hold integers")));
  expect_refused([](const Hdf5File& file) { file.replace_by_text("x"); },
                 AllOf(HasSubstr("'x'"), HasSubstr("does not hold numbers")));
  expect_refused([](const Hdf5File& file) { file.replace_by_group("x"); },
                 AllOf(HasSubstr("'x'"), HasSubstr("cannot be opened")));
  expect_refused([](const Hdf5File& file) { file.write<double>("boundary", {1}, {1}); },
                 AllOf(HasSubstr("'boundary'"), HasSubstr("cannot be opened as a group")));
}

TEST_F(Hdf5MeshFile, RefusesNumbersOutOfRange) {
  constexpr std::int64_t kWraps = (std::int64_t{1} << 32) + 3;  // 3 in 32 bits
  for (const std::int64_t bad :
       {std::int64_t{8}, std::int64_t{-1}, kWraps, std::numeric_limits<std::int64_t>::min()}) {
    expect_refused(
        [&](const Hdf5File& file) {
          file.replace<std::int64_t>("quad8", {0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, bad, 4, 5, 6, 7},
                                     {2, 8});
        },
        AllOf(HasSubstr("'quad8': row 1, column 3 is " + std::to_string(bad)),
              HasSubstr("from 0 to 7"), bad == 8 ? HasSubstr("zero-based") : HasSubstr("")));
  }
  expect_refused(
      [](const Hdf5File& file) {
        file.write<std::int32_t>("boundary/in", {3, 0, 8}, {1, 3});
      },
      AllOf(HasSubstr("'boundary/in': row 0, column 2 is 8")));
  expect_refused(
      [](const Hdf5File& file) {
        file.write<std::int32_t>("region/all", {0, 1}, {2});
      },
      AllOf(HasSubstr("'region/all': row 1 is 1"), HasSubstr("element from 0 to 0")));
  expect_refused(
      [](const Hdf5File& file) {
        file.replace<std::uint64_t>("quad8", {0, 1, 2, 3, 4, 5, 6, ~std::uint64_t{0}}, {1, 8});
      },
      AllOf(HasSubstr("row 0, column 7"), HasSubstr("from 0 to 7")));
}

TEST_F(Hdf5MeshFile, RefusesCoordinatesThatAreNotFinite) {
  for (const double bad : {std::nan(""), HUGE_VAL, -HUGE_VAL}) {
    expect_refused(
        [&](const Hdf5File& file) {
          file.replace<double>("y", {0, 0, 1, 1, 0, bad, 1, 0.5}, {8});
        },
        AllOf(HasSubstr("'y'"), HasSubstr("row 5 is "), HasSubstr("finite")));
  }
}

TEST_F(Hdf5MeshFile, RefusesMembersThatStandTwice) {
  expect_refused(
      [](const Hdf5File& file) {
        file.write<std::int32_t>("boundary/in", {3, 0, 7, 0, 1, 4, 3, 0, 7}, {3, 3});
      },
      AllOf(HasSubstr("'boundary/in'"), HasSubstr("3, 0, 7 twice")));
  expect_refused(
      [](const Hdf5File& file) {
        file.write<std::int32_t>("region/all", {0, 0}, {2});
      },
      AllOf(HasSubstr("'region/all'"), HasSubstr("element 0 twice")));
}

TEST_F(Hdf5MeshFile, RefusesShapesWithoutDataBeforeItAllocates) {
  // Never written: 2^31 - 1 rows of nothing, and more rows than 32 bits count.
  for (const hsize_t rows : {hsize_t{2147483647}, hsize_t{1} << 40}) {
    expect_refused([&](const Hdf5File& file) { file.replace_by_hole("x", {rows}); },
                   AllOf(HasSubstr("'x'"), HasSubstr(std::to_string(rows))));
  }
}

TEST_F(Hdf5MeshFile, RefusesWhatIsNoHdf5) {
  EXPECT_THAT([] { parse_hdf5_mesh("$MeshFormat\n", "text.h5"); },
              ThrowsMessage<InputError>(HasSubstr("text.h5: cannot be opened as HDF5")));
  EXPECT_THAT([] { parse_hdf5_mesh("", "empty.h5"); },
              ThrowsMessage<InputError>(HasSubstr("empty.h5: cannot be opened as HDF5")));
  EXPECT_THAT([&] { read_hdf5_mesh(folder_.path() / "nothing.h5"); },
              ThrowsMessage<InputError>(HasSubstr("No such file")));
}

TEST_F(Hdf5MeshFile, RefusesAFileCutShortAnywhere) {
  write_hdf5_mesh(path_, support::grouped_mesh());
  const std::string bytes = support::file_bytes(path_);
  constexpr std::size_t kStep = 61;  // no divisor of the sizes of blocks
  for (std::size_t length = 0; length < bytes.size(); length += kStep) {
    EXPECT_THROW(parse_hdf5_mesh(std::string_view(bytes).substr(0, length), "cut.h5"), InputError)
        << length;
  }
}

TEST_F(Hdf5MeshFile, PrintsNothingOfTheLibrary) {
  ::testing::internal::CaptureStderr();
  EXPECT_THROW(parse_hdf5_mesh("no file", "text.h5"), InputError);
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace tessera
