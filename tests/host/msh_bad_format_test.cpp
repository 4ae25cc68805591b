#include <gtest/gtest.h>
#include <vector>

#include "tests/support/msh_bad_edit.hpp"

namespace tessera {
namespace {

using support::BadEdit;
using support::kSquares22;
using support::kSquares41;

class MshBadFormat : public ::testing::TestWithParam<BadEdit> {};

TEST_P(MshBadFormat, IsRefusedWithPlaceValueAndWhatIsValid) { support::expect_refused(GetParam()); }

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

INSTANTIATE_TEST_SUITE_P(Format, MshBadFormat, ::testing::ValuesIn(kFormatEdits),
                         support::name_of_edit);
INSTANTIATE_TEST_SUITE_P(Names, MshBadFormat, ::testing::ValuesIn(kNameEdits),
                         support::name_of_edit);

}  // namespace
}  // namespace tessera
