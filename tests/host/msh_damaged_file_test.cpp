#include <cstdint>
#include <gmock/gmock.h>
#include <string>
#include <vector>

#include "host/errors.hpp"
#include "host/io/msh_reader.hpp"
#include "host/io/msh_writer.hpp"
#include "tests/support/grouped_mesh.hpp"
#include "tests/support/msh_flavours.hpp"

namespace tessera {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;

TEST(MshReader, RefusesWhatIsNoMesh) {
  EXPECT_THAT([] { parse_msh("", "empty.msh"); },
              ThrowsMessage<InputError>(
                  AllOf(StartsWith("empty.msh: not a Gmsh mesh"), HasSubstr("(0 bytes read)"))));
  EXPECT_THAT([] { parse_msh("PK\x03\x04", "zip.msh"); },
              ThrowsMessage<InputError>(HasSubstr("not a Gmsh mesh")));
  EXPECT_THAT(
      [] { parse_msh("$MeshFormat\n2.2 0 8\n$EndMeshFormat\n$Nodes\n0\n$EndNodes\n", "n.msh"); },
      ThrowsMessage<InputError>(HasSubstr("it has no nodes")));
  EXPECT_THAT([] { parse_msh("$MeshFormat\n4.1 0 8\n$EndMeshFormat\n", "n.msh"); },
              ThrowsMessage<InputError>(HasSubstr("no section '$Nodes'")));
}

TEST(MshReader, RefusesTheOtherByteOrder) {
  std::string bytes = msh_bytes(support::grouped_mesh(), {MshVersion::v41, true});
  const std::size_t one = bytes.find("4.1 1 8\n") + std::string("4.1 1 8\n").size();
  ASSERT_EQ(bytes.substr(one, 4), std::string("\x01\x00\x00\x00", 4)) << "a little-endian machine";
  bytes.replace(one, 4, std::string("\x00\x00\x00\x01", 4));
  EXPECT_THAT(
      [&] { parse_msh(bytes, "big.msh"); },
      ThrowsMessage<InputError>(AllOf(HasSubstr("other byte order"), HasSubstr("gmsh -save"))));
  bytes.replace(one, 4, "\x05\x05\x05\x05");
  EXPECT_THAT([&] { parse_msh(bytes, "odd.msh"); },
              ThrowsMessage<InputError>(HasSubstr("is 84215045, not 1")));
}

TEST(MshReader, NamesTheByteInABinaryFile) {
  Quad8Mesh mesh = support::grouped_mesh();
  mesh.quad8[1][3] = 1234567;
  for (const MshVersion version : {MshVersion::v22, MshVersion::v41}) {
    const std::string bytes = msh_bytes(mesh, {version, true});
    EXPECT_THAT(
        [&] { parse_msh(bytes, "bad.msh"); },
        ThrowsMessage<InputError>(AllOf(StartsWith("bad.msh: byte "), HasSubstr("element 3 at "),
                                        HasSubstr("node 1234568"))));
  }
}

TEST(MshReader, RefusesCountsThatLieInABinaryFile) {
  const Quad8Mesh mesh = support::grouped_mesh();
  const auto with_number = [](std::string bytes, std::size_t offset, std::uint64_t value) {
    return bytes.replace(offset, sizeof value, reinterpret_cast<const char*>(&value), sizeof value);
  };
  const std::string good = msh_bytes(mesh, {MshVersion::v41, true});
  const std::size_t nodes = good.find("$Nodes\n") + 7;
  for (const std::uint64_t count :
       {std::uint64_t{1} << 40, ~std::uint64_t{0}, std::uint64_t{9999}}) {
    for (const std::size_t field : {std::size_t{0}, std::size_t{8}}) {
      EXPECT_THAT([&] { parse_msh(with_number(good, nodes + field, count), "bad.msh"); },
                  ThrowsMessage<InputError>(HasSubstr(std::to_string(count))));
    }
  }
}

class MshCutShort : public ::testing::TestWithParam<MshFormat> {};

TEST_P(MshCutShort, GivesAnErrorOrTheWholeMeshAtEveryByte) {
  const Quad8Mesh mesh = support::grouped_mesh();
  const std::string bytes = msh_bytes(mesh, GetParam());
  std::size_t refused = 0;
  for (std::size_t length = 0; length <= bytes.size(); ++length) {
    // A copy of that size, so that a sanitizer sees a read behind its end.
    const std::vector<char> prefix(bytes.begin(),
                                   bytes.begin() + static_cast<std::ptrdiff_t>(length));
    try {
      const Quad8Mesh read = parse_msh({prefix.data(), prefix.size()}, "cut.msh");
      EXPECT_EQ(read.quad8, mesh.quad8) << length;
      EXPECT_EQ(read.boundaries.size(), mesh.boundaries.size()) << length;
    } catch (const InputError& error) {
      EXPECT_THAT(error.what(), StartsWith("cut.msh: "));
      ++refused;
    }
  }
  // Only the file without its last line end is whole.
  EXPECT_EQ(refused, bytes.size() - 1);
}

INSTANTIATE_TEST_SUITE_P(Flavours, MshCutShort, support::every_msh_flavour(),
                         support::name_of_flavour);

}  // namespace
}  // namespace tessera
