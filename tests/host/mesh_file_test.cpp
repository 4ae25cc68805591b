#include "host/io/mesh_file.hpp"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

#include "host/errors.hpp"
#include "tests/support/grouped_mesh.hpp"
#include "tests/support/same_mesh.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tessera {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

const std::filesystem::path kMeshes = TESSERA_SOURCE_DIR "/data/meshes";
const std::filesystem::path kReference = TESSERA_SOURCE_DIR "/../shared/reference/fem";

void expect_unreadable(const std::filesystem::path& path, const std::string& reason) {
  EXPECT_THAT([&] { read_mesh(path); },
              ThrowsMessage<InputError>(AllOf(HasSubstr(path.string()), HasSubstr(reason))));
}

TEST(MeshFile, ReadsTheGmshFileWithThreeBoundaryGroupsAndTwoRegions) {
  const Quad8Mesh mesh = read_mesh(kMeshes / "two_regions.msh");
  EXPECT_EQ(mesh.element_count(), 18u);
  EXPECT_EQ(mesh.node_count(), 73u);  // lattice of 13 x 7 without 18 centres
  ASSERT_EQ(mesh.boundaries.size(), 3u);
  EXPECT_EQ(mesh.boundaries[0].name, "inlet");
  EXPECT_EQ(mesh.boundaries[1].name, "outlet");
  EXPECT_EQ(mesh.boundaries[2].name, "wall");
  EXPECT_EQ(mesh.boundaries[0].edges.size(), 3u);
  EXPECT_EQ(mesh.boundaries[1].edges.size(), 3u);
  EXPECT_EQ(mesh.boundaries[2].edges.size(), 12u);
  for (const Edge3& edge : mesh.boundaries[1].edges) {
    for (const NodeId node : edge) EXPECT_EQ(mesh.x[static_cast<std::size_t>(node)], 2.0);
  }
  ASSERT_EQ(mesh.regions.size(), 2u);
  EXPECT_EQ(mesh.regions[0].name, "sand");
  EXPECT_EQ(mesh.regions[1].name, "gravel");
  for (const ElementId element : mesh.regions[0].elements) {
    EXPECT_LT(mesh.x[static_cast<std::size_t>(mesh.quad8[static_cast<std::size_t>(element)][4])],
              1.0);
  }
  EXPECT_EQ(mesh.regions[0].elements.size(), 9u);
  EXPECT_EQ(mesh.regions[1].elements.size(), 9u);
}

TEST(MeshFile, ReadsTheBinaryGmshFileOf9NodeElements) {
  const Quad8Mesh mesh = read_mesh(kMeshes / "quarter_annulus_q9.msh");
  EXPECT_EQ(mesh.element_count(), 8u);
  EXPECT_EQ(mesh.dropped_centre_nodes, 8);
  EXPECT_EQ(mesh.node_count(), 38u);  // lattice of 9 x 5 without 8 centres, and the arcs' centre
  ASSERT_EQ(mesh.boundaries.size(), 3u);
  EXPECT_EQ(mesh.boundaries[2].name, "wall");
  constexpr double kRounding = 1e-15 * 2.0;
  for (const Edge3& edge : mesh.boundaries[2].edges) {
    for (const NodeId node : edge) {
      const double radius = std::hypot(mesh.x[static_cast<std::size_t>(node)],
                                       mesh.y[static_cast<std::size_t>(node)]);
      EXPECT_LE(std::min(std::abs(radius - 1.0), std::abs(radius - 2.0)), kRounding);
    }
  }
}

TEST(MeshFile, WritesByExtensionWhatItReads) {
  const support::TemporaryFolder folder;
  for (const char* name : {"mesh.msh", "MESH.MSH", "mesh.h5", "mesh.hdf5"}) {
    SCOPED_TRACE(name);
    if (!TESSERA_HAVE_HDF5 && std::string(name).find(".h") != std::string::npos) continue;
    write_mesh(folder.path() / name, support::grouped_mesh());
    support::expect_same_mesh(read_mesh(folder.path() / name), support::grouped_mesh());
  }
}

TEST(MeshFile, RefusesFilesThatAreNotThereOrNoFiles) {
  const support::TemporaryFolder folder;
  expect_unreadable(folder.path() / "missing.msh", "No such file");
  std::filesystem::create_directory(folder.path() / "folder.msh");
  expect_unreadable(folder.path() / "folder.msh", "it is a folder");
  ASSERT_EQ(::mkfifo((folder.path() / "pipe.msh").c_str(), 0600), 0);
  expect_unreadable(folder.path() / "pipe.msh", "not a regular file");
}

TEST(MeshFile, RefusesFilesThatItMayNotRead) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may read every file";
  const support::TemporaryFolder folder;
  std::ofstream(folder.path() / "locked.msh") << "$MeshFormat";
  std::filesystem::permissions(folder.path() / "locked.msh", std::filesystem::perms::none);
  expect_unreadable(folder.path() / "locked.msh", "Permission denied");
}

TEST(MeshFile, RefusesOtherExtensionsAndNamesTheValidOnes) {
  const support::TemporaryFolder folder;
  std::ofstream(folder.path() / "mesh.stl") << "solid";
  expect_unreadable(folder.path() / "mesh.stl", "'.stl'; a mesh must be .msh (Gmsh), .h5 or .hdf5");
  EXPECT_THAT([&] { write_mesh(folder.path() / "mesh.obj", support::grouped_mesh()); },
              ThrowsMessage<UsageError>(HasSubstr("'.obj'")));
}

/// The integer behind `key` in a flat JSON file.
std::size_t json_count(const std::string& json, const std::string& key) {
  const std::string mark = "\"" + key + "\":";
  const std::size_t found = json.find(mark);
  EXPECT_NE(found, std::string::npos) << key;
  return found == std::string::npos ? 0 : std::stoul(json.substr(found + mark.size(), 20));
}

class ReferenceMesh : public ::testing::TestWithParam<const char*> {};

TEST_P(ReferenceMesh, HasTheCountsOfItsDescription) {
  const std::filesystem::path file = kReference / (std::string(GetParam()) + ".h5");
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "no reference data here";
  if (!TESSERA_HAVE_HDF5) GTEST_SKIP() << "built without HDF5";
  const std::string json = support::file_bytes(kReference / (std::string(GetParam()) + ".json"));
  const Quad8Mesh mesh = read_mesh(file);
  EXPECT_EQ(mesh.node_count(), json_count(json, "nodes"));
  EXPECT_EQ(mesh.element_count(), json_count(json, "elements"));
  const support::TemporaryFolder folder;
  write_mesh(folder.path() / "copy.msh", mesh);
  support::expect_same_mesh(read_mesh(folder.path() / "copy.msh"), mesh);
}

INSTANTIATE_TEST_SUITE_P(Fem, ReferenceMesh,
                         ::testing::Values("venturi_341", "t_junction_393", "y_tube_201",
                                           "y_tube_195k"));

}  // namespace
}  // namespace tessera
