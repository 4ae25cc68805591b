#include "host/io/msh_writer.hpp"

#include <gmock/gmock.h>

#include "host/errors.hpp"
#include "host/io/msh_reader.hpp"
#include "tests/support/grouped_mesh.hpp"
#include "tests/support/msh_flavours.hpp"
#include "tests/support/same_mesh.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tessera {
namespace {

using support::expect_same_mesh;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

class MshWriter : public ::testing::TestWithParam<MshFormat> {};

TEST_P(MshWriter, WritesWhatTheReaderReadsBackToTheSameBits) {
  const Quad8Mesh mesh = support::grouped_mesh();
  const Quad8Mesh read = parse_msh(msh_bytes(mesh, GetParam()), "round.msh");
  expect_same_mesh(read, mesh);
  EXPECT_EQ(read.element_tags, mesh.element_tags);
}

TEST_P(MshWriter, NumbersElementsThatHaveNoTags) {
  Quad8Mesh mesh = support::grouped_mesh();
  mesh.element_tags.clear();
  const Quad8Mesh read = parse_msh(msh_bytes(mesh, GetParam()), "round.msh");
  expect_same_mesh(read, mesh);
  EXPECT_THAT(read.element_tags, ElementsAre(1, 2, 3, 4, 5, 6));
}

TEST_P(MshWriter, RenumbersElementTagsThatTheFormatCannotHold) {
  Quad8Mesh mesh = support::grouped_mesh();
  mesh.element_tags[2] = std::int64_t{1} << 40;
  const Quad8Mesh read = parse_msh(msh_bytes(mesh, GetParam()), "round.msh");
  expect_same_mesh(read, mesh);
}

TEST_P(MshWriter, WritesAMeshWithoutGroups) {
  const Quad8Mesh mesh = support::unit_squares(2, 1);
  expect_same_mesh(parse_msh(msh_bytes(mesh, GetParam()), "plain.msh"), mesh);
}

TEST_P(MshWriter, LeavesOutGroupsWithoutMembers) {
  Quad8Mesh mesh = support::grouped_mesh();
  const Quad8Mesh expected = mesh;
  mesh.boundaries.insert(mesh.boundaries.begin() + 1, {"nowhere", {}});
  mesh.regions.push_back({"nothing", {}});
  expect_same_mesh(parse_msh(msh_bytes(mesh, GetParam()), "round.msh"), expected);
}

TEST_P(MshWriter, RefusesNamesThatTheFormatCannotHold) {
  for (const char* name : {"", "two\nlines", "a \"quoted\" word"}) {
    Quad8Mesh mesh = support::grouped_mesh();
    mesh.boundaries[0].name = name;
    EXPECT_THAT([&] { msh_bytes(mesh, GetParam()); },
                ThrowsMessage<InputError>(HasSubstr("cannot stand in a .msh file")));
  }
}

INSTANTIATE_TEST_SUITE_P(Flavours, MshWriter, support::every_msh_flavour(),
                         support::name_of_flavour);

TEST(MshWriterFile, LeavesOnlyTheWholeFile) {
  const support::TemporaryFolder folder;
  write_msh(folder.path() / "mesh.msh", support::grouped_mesh());
  EXPECT_EQ(support::file_bytes(folder.path() / "mesh.msh"),
            msh_bytes(support::grouped_mesh(), {}));
  const std::filesystem::directory_iterator entries(folder.path());
  EXPECT_EQ(std::distance(begin(entries), end(entries)), 1);
}

}  // namespace
}  // namespace tessera
