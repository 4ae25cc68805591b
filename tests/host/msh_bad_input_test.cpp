#include <gmock/gmock.h>
#include <string>
#include <vector>

#include "host/errors.hpp"
#include "host/io/msh_reader.hpp"
#include "host/io/msh_writer.hpp"
#include "tests/support/grouped_mesh.hpp"
#include "tests/support/small_msh.hpp"

namespace tessera {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using testing::kSquares22;
using testing::kSquares41;
using testing::replaced;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;

/// One edit of a good file, and what the message about it must say.
struct BadEdit {
  const char* name;
  std::string_view text;
  std::string_view from;
  std::string_view to;
  std::vector<std::string> message_parts;
};

void PrintTo(const BadEdit& edit, std::ostream* stream) { *stream << edit.name; }

class MshBadInput : public ::testing::TestWithParam<BadEdit> {};

TEST_P(MshBadInput, IsRefusedWithPlaceValueAndWhatIsValid) {
  const BadEdit& edit = GetParam();
  const std::string text = replaced(edit.text, edit.from, edit.to);
  try {
    parse_msh(text, "bad.msh");
    FAIL() << "was read";
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), StartsWith("bad.msh: "));
    for (const std::string& part : edit.message_parts) EXPECT_THAT(error.what(), HasSubstr(part));
  }
}

const std::vector<BadEdit> kFormatEdits{
    {"Version40",
     kSquares41,
     "4.1 0 8",
     "4 0 8",
     {"line 2", "version '4'", "2.2 and 4.1", "gmsh -save -format msh41"}},
    {"Version3", kSquares41, "4.1 0 8", "3.0 0 8", {"version '3.0'", "gmsh -save -format msh41"}},
    {"Version1",
     kSquares22,
     "$MeshFormat\n2.2 0 8\n$EndMeshFormat",
     "$NOD\n1\n1 0 0 0\n$ENDNOD",
     {"line 1", "version '1'", "gmsh -save"}},
    {"NoFormat",
     kSquares22,
     "$MeshFormat\n2.2 0 8\n$EndMeshFormat\n",
     "",
     {"first section is '$PhysicalNames'", "'$MeshFormat'"}},
    {"FileType",
     kSquares22,
     "2.2 0 8",
     "2.2 2 8",
     {"line 2", "file type 2", "0 (ASCII) or 1 (binary)"}},
    {"DataSize", kSquares22, "2.2 0 8", "2.2 0 4", {"data size 4", "must be 8"}},
    {"AsciiThatSaysBinary", kSquares22, "2.2 0 8", "2.2 1 8", {"byte order", "missing"}},
    {"BinaryInAscii",
     kSquares22,
     "13\n1 0 0 0\n2",
     "13\n\x01\x02\x03\x04\n2",
     {"line 11", "\\x01\\x02\\x03\\x04", "binary data in a file that says ASCII"}},
    {"NoEndNodes",
     kSquares22,
     "$EndNodes\n",
     "",
     {"line 9", "'$Nodes' has no '$EndNodes'", "cut short"}},
    {"StrayEnd",
     kSquares22,
     "$Nodes\n",
     "Nodes\n",
     {"line 24", "'$EndNodes' ends a section that was not opened"}},
    {"TwoNodeSections",
     kSquares22,
     "$Elements\n4",
     "$Nodes\n0\n$EndNodes\n$Elements\n4",
     {"line 25", "second section '$Nodes'"}},
    {"NoElements",
     kSquares22,
     "$Elements\n4",
     "$Elements\n$EndElements\n$Rest\n4",
     {"section '$Rest' has no '$EndRest'"}},
    {"Partitioned",
     kSquares41,
     "$Nodes\n",
     "$PartitionedEntities\n2\n$EndPartitionedEntities\n$Nodes\n",
     {"partitioned"}},
    {"ParametricNodes",
     kSquares22,
     "$Nodes\n",
     "$ParametricNodes\n$EndParametricNodes\n$Nodes\n",
     {"Mesh.SaveParametric=0"}},
};

const std::vector<BadEdit> kNameEdits{
    {"NameWithoutQuotes", kSquares22, "\"inlet\"", "inlet", {"line 6", "double quotes", "inlet"}},
    {"NameDimension",
     kSquares22,
     "1 1 \"inlet\"",
     "4 1 \"inlet\"",
     {"line 6", "physical group 1", "dimension 4", "0 to 3"}},
    {"TwoNames",
     kSquares22,
     "2 3 \"fluid\"",
     "1 1 \"fluid\"",
     {"line 7", "physical group 1", "second name"}},
    {"NameCountTooLarge",
     kSquares22,
     "$PhysicalNames\n2",
     "$PhysicalNames\n4000000000",
     {"line 5", "4000000000 physical names"}},
    {"NameCountTooSmall",
     kSquares22,
     "$PhysicalNames\n2",
     "$PhysicalNames\n1",
     {"line 7", "after 1 physical names"}},
    {"EntityTwice",
     kSquares41,
     "3 2 0 0 2 1 0 1 2 0",
     "6 2 0 0 2 1 0 1 2 0",
     {"line 13", "entity 6 of dimension 1", "twice"}},
    {"EntityCut",
     kSquares41,
     "1 0 0 0 2 1 0 1 3 2 6 3",
     "1 0 0 0 2 1 0 1 3 2 6",
     {"the section ends where the tag of a bounding entity"}},
    {"GroupCountOfEntity",
     kSquares41,
     "6 0 0 0 0 1 0 1 1 0",
     "6 0 0 0 0 1 0 99999999999 1 0",
     {"line 12", "99999999999 physical tags"}},
    {"EntityUnknown",
     kSquares41,
     "2 1 16 2",
     "2 4 16 2",
     {"entity 4 of dimension 2", "not in $Entities"}},
    {"EntityLeftOver",
     kSquares41,
     "1 2 1 0\n1 0 0 0 0\n",
     "0 2 1 0\n1 0 0 0 0\n",
     {"line 14", "after 3 entities"}},
};

const std::vector<BadEdit> kNodeEdits{
    {"NodeNan",
     kSquares22,
     "8 2 0.5 0\n",
     "8 2 nan 0\n",
     {"line 18", "node 8", "y = nan", "finite"}},
    {"NodeInf41",
     kSquares41,
     "0.5 1 0\n",
     "-inf 1 0\n",
     {"line 42", "node 10", "x = -inf", "finite"}},
    {"NodeTooLarge", kSquares22, "8 2 0.5 0\n", "8 2 1e999 0\n", {"line 18", "node 8", "y = inf"}},
    {"NodeWord",
     kSquares22,
     "8 2 0.5 0\n",
     "8 2 0,5 0\n",
     {"line 18", "'0,5'", "must be a number"}},
    {"NodeRowShort",
     kSquares22,
     "8 2 0.5 0\n",
     "8 2 0.5\n",
     {"line 18", "the line ends where coordinate z"}},
    {"NodeRowLong",
     kSquares22,
     "8 2 0.5 0\n",
     "8 2 0.5 0 1\n",
     {"line 18", "'1' stands behind the last number"}},
    {"NodeTagTwice",
     kSquares22,
     "8 2 0.5 0\n",
     "7 2 0.5 0\n",
     {"node tag 7 stands twice", "(1, 0.5)", "(2, 0.5)"}},
    {"NodeTagTwiceSparse",
     kSquares41,
     "11\n12\n13\n",
     "9000000000000\n12\n9000000000000\n",
     {"node tag 9000000000000 stands twice"}},
    {"NodeTagZero",
     kSquares22,
     "8 2 0.5 0\n",
     "0 2 0.5 0\n",
     {"line 18", "node tag 0", "1 or more"}},
    {"NodeTagNegative41",
     kSquares41,
     "11\n12\n13\n",
     "11\n-12\n13\n",
     {"'-12'", "from 0 to 2^63 - 1"}},
    {"NodeTagOver64Bits",
     kSquares41,
     "11\n12\n13\n",
     "11\n99999999999999999999\n13\n",
     {"'99999999999999999999'", "2^63 - 1"}},
    {"NodeTagOver32Bits22",
     kSquares22,
     "8 2 0.5 0\n",
     "4294967304 2 0.5 0\n",
     {"line 18", "'4294967304'", "32-bit"}},
    {"NodeCountHuge",
     kSquares22,
     "$Nodes\n13",
     "$Nodes\n2000000000",
     {"line 10", "2000000000 nodes", "bytes that are left hold at most"}},
    {"NodeCountOver32Bits",
     kSquares41,
     "2 13 1 13",
     "2 4294967309 1 13",
     {"line 17", "4294967309 nodes", "at most 2147483647"}},
    {"NodeCountNegative", kSquares22, "$Nodes\n13", "$Nodes\n-13", {"line 10", "'-13'"}},
    {"NodeCountTooSmall",
     kSquares22,
     "$Nodes\n13",
     "$Nodes\n12",
     {"line 23", "13 2 1 0", "after 12 nodes"}},
    {"NodeCountTooLarge",
     kSquares22,
     "$Nodes\n13",
     "$Nodes\n14",
     {"line 24", "the section ends where a node tag"}},
    {"NodeBlockTooLarge", kSquares41, "2 1 0 12", "2 1 0 13", {"line 34", "'0.5'"}},
    {"NodeBlockHuge", kSquares41, "2 1 0 12", "2 1 0 1000000", {"line 21", "1000000 nodes"}},
    {"NodeTotal",
     kSquares41,
     "2 13 1 13",
     "2 12 1 13",
     {"line 17", "announces 12 nodes", "hold 13"}},
    {"NodeBlockCount",
     kSquares41,
     "2 13 1 13",
     "1 13 1 13",
     {"line 17", "announces 13 nodes", "hold 1"}},
    {"NodeBlockDimension",
     kSquares41,
     "2 1 0 12",
     "4 1 0 12",
     {"line 21", "dimension 4", "0 to 3"}},
    {"NodeBlockFlag",
     kSquares41,
     "2 1 0 12",
     "2 1 7 12",
     {"line 21", "parametric flag is 7", "0 or 1"}},
    {"NodeOutOfPlane",
     kSquares22,
     "8 2 0.5 0\n",
     "8 2 0.5 0.001\n",
     {"node 8", "(2, 0.5)", "z = 0.001", "constant z"}},
    {"NoNodes",
     kSquares41,
     "$Elements\n3 4 21 24",
     "$Elements\n0 0 0 0\n$EndElements\n$X\n$EndX\n$Y\n$EndY\n$Elements\n3 4 21 24",
     {"second section '$Elements'"}},
};

const std::vector<BadEdit> kElementEdits{
    {"UnknownNode",
     kSquares22,
     "24 16 2 3 1 3 5 13 11",
     "24 16 2 3 1 3 5 14 11",
     {"line 30", "element 24 at (1, 0)", "node 14", "between 1 and 13"}},
    {"UnknownNode41",
     kSquares41,
     "24 3 5 13 11",
     "24 3 5 77777777777 11",
     {"line 55", "element 24 at (1, 0)", "node 77777777777"}},
    {"UnknownNodeOfEdge",
     kSquares22,
     "21 8 2 1 6 9 1 6",
     "21 8 2 1 6 9 1 66",
     {"line 27", "element 21 at (0, 1)", "node 66"}},
    {"NodeZero",
     kSquares22,
     "24 16 2 3 1 3 5 13 11",
     "24 16 2 3 1 3 0 13 11",
     {"element 24", "node 0"}},
    {"ElementRowShort",
     kSquares22,
     "3 5 13 11 4 8 12 7\n",
     "3 5 13 11 4 8 12\n",
     {"line 30", "the line ends where a node of an element"}},
    {"ElementRowLong",
     kSquares22,
     "3 5 13 11 4 8 12 7\n",
     "3 5 13 11 4 8 12 7 1\n",
     {"line 30", "stands behind"}},
    {"ElementTagZero", kSquares22, "24 16 2 3", "0 16 2 3", {"line 30", "element tag 0"}},
    {"ElementTagTwice", kSquares22, "24 16 2 3", "23 16 2 3", {"element tag 23 stands twice"}},
    {"ElementTypeUnknown",
     kSquares22,
     "24 16 2 3",
     "24 160 2 3",
     {"line 30", "element type 160", "16 (8-node"}},
    {"TagCountHuge", kSquares22, "24 16 2 3", "24 16 2000000000 3", {"line 30", "2000000000 tags"}},
    {"TagCountNegative", kSquares22, "24 16 2 3", "24 16 -1 3", {"line 30", "-1 tags"}},
    {"ElementCountHuge",
     kSquares22,
     "$Elements\n4",
     "$Elements\n999999999",
     {"line 26", "999999999 elements"}},
    {"ElementCountTooSmall",
     kSquares22,
     "$Elements\n4",
     "$Elements\n3",
     {"line 30", "after 3 elements"}},
    {"ElementCountTooLarge",
     kSquares22,
     "$Elements\n4",
     "$Elements\n5",
     {"line 31", "ends where an element tag"}},
    {"ElementTotal",
     kSquares41,
     "3 4 21 24",
     "3 5 21 24",
     {"line 48", "announces 5 elements", "hold 4"}},
    {"ElementBlockCount",
     kSquares41,
     "3 4 21 24",
     "2 4 21 24",
     {"line 48", "announces 4 elements", "hold 2"}},
    {"ElementBlockDimension",
     kSquares41,
     "2 1 16 2",
     "1 1 16 2",
     {"line 53", "'quadrangle 8'", "dimension 1", "must be 2"}},
    {"ElementBlockHuge", kSquares41, "2 1 16 2", "2 1 16 200000", {"line 53", "200000 elements"}},
    {"Quads4",
     kSquares22,
     "$Elements\n4\n",
     "$Elements\n6\n31 3 0 1 3 11 9\n32 3 0 3 5 13 11\n",
     {"2 elements of type 'quadrangle 4' (3)", "Tessera solves on 8-node quadrilaterals only",
      "Mesh.ElementOrder=2 and Mesh.SecondOrderIncomplete=1"}},
    {"Triangles",
     kSquares22,
     "$Elements\n4\n",
     "$Elements\n6\n31 2 0 1 3 11\n32 9 0 1 3 11 2 7 6\n",
     {"1 element of type 'triangle 3' (2)", "1 element of type 'triangle 6' (9)",
      "Mesh.RecombineAll=1"}},
    {"Volumes",
     kSquares22,
     "$Elements\n4\n",
     "$Elements\n5\n31 4 0 1 3 11 9\n",
     {"1 element of type 'tetrahedron 4' (4)", "two dimensions"}},
    {"FirstOrderBoundary",
     kSquares22,
     "21 8 2 1 6 9 1 6",
     "21 1 2 1 6 9 1",
     {"1 element of type 'line 2' (1) in a boundary group", "Mesh.ElementOrder=2"}},
};

const std::vector<BadEdit> kEmptyEdits{
    {"NoQuads",
     kSquares41,
     "2 1 16 2\n23 1 3 11 9 2 7 10 6\n24 3 5 13 11 4 8 12 7\n",
     "1 3 8 0\n2 1 16 0\n",
     {"announces 4 elements"}},
    {"NoQuadsAtAll",
     kSquares22,
     "4\n21 8 2 1 6 9 1 6\n22 8 2 2 3 5 13 8\n23 16 2 3 1 1 3 11 9 2 7 10 6\n24 16 2 3 1 3 5 13 11 "
     "4 8 12 7\n",
     "1\n21 8 2 1 6 9 1 6\n",
     {"the mesh is empty", "'quadrangle 8' (16)", "Mesh.SecondOrderIncomplete=1"}},
};

const auto kNameOfEdit = [](const auto& edit) { return edit.param.name; };
INSTANTIATE_TEST_SUITE_P(Format, MshBadInput, ::testing::ValuesIn(kFormatEdits), kNameOfEdit);
INSTANTIATE_TEST_SUITE_P(Names, MshBadInput, ::testing::ValuesIn(kNameEdits), kNameOfEdit);
INSTANTIATE_TEST_SUITE_P(Nodes, MshBadInput, ::testing::ValuesIn(kNodeEdits), kNameOfEdit);
INSTANTIATE_TEST_SUITE_P(Elements, MshBadInput, ::testing::ValuesIn(kElementEdits), kNameOfEdit);
INSTANTIATE_TEST_SUITE_P(Empty, MshBadInput, ::testing::ValuesIn(kEmptyEdits), kNameOfEdit);

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
  std::string bytes = msh_bytes(testing::grouped_mesh(), {MshVersion::v41, true});
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
  Quad8Mesh mesh = testing::grouped_mesh();
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
  const Quad8Mesh mesh = testing::grouped_mesh();
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
  const Quad8Mesh mesh = testing::grouped_mesh();
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

INSTANTIATE_TEST_SUITE_P(Flavours, MshCutShort,
                         ::testing::Values(MshFormat{MshVersion::v22, false},
                                           MshFormat{MshVersion::v22, true},
                                           MshFormat{MshVersion::v41, false},
                                           MshFormat{MshVersion::v41, true}));

}  // namespace
}  // namespace tessera
