#include "host/io/msh_reader.hpp"

#include <gmock/gmock.h>
#include <string>

#include "host/errors.hpp"
#include "tests/support/same_mesh.hpp"
#include "tests/support/small_msh.hpp"

namespace tessera {
namespace {

using support::expect_same_mesh;
using support::kSquares22;
using support::kSquares41;
using support::replaced;
using ::testing::ElementsAre;

Quad8Mesh two_squares() {
  Quad8Mesh mesh;
  mesh.x = {0, 0.5, 1, 1.5, 2, 0, 1, 2, 0, 0.5, 1, 1.5, 2};
  mesh.y = {0, 0, 0, 0, 0, 0.5, 0.5, 0.5, 1, 1, 1, 1, 1};
  mesh.quad8 = {{0, 2, 10, 8, 1, 6, 9, 5}, {2, 4, 12, 10, 3, 7, 11, 6}};
  mesh.boundaries = {{"inlet", {{8, 0, 5}}}, {"2", {{4, 12, 7}}}};
  mesh.regions = {{"fluid", {0, 1}}};
  return mesh;
}

std::string with_crlf(std::string_view text) {
  std::string result;
  for (const char byte : text) result += byte == '\n' ? std::string("\r\n") : std::string(1, byte);
  return result;
}

/// Moves the section `name` to the end of the file.
std::string section_last(std::string_view text, const std::string& name) {
  const std::size_t begin = text.find("$" + name);
  const std::string end_mark = "$End" + name + "\n";
  const std::size_t end = text.find(end_mark) + end_mark.size();
  return std::string(text.substr(0, begin)) + std::string(text.substr(end)) +
         std::string(text.substr(begin, end - begin));
}

/// The parameter is the version; `text()` is the file of two squares.
class MshReaderBothVersions : public ::testing::TestWithParam<const char*> {
 protected:
  static std::string_view text() {
    return std::string_view(GetParam()) == "V22" ? kSquares22 : kSquares41;
  }
};

TEST_P(MshReaderBothVersions, ReadsNodesElementsAndGroups) {
  const Quad8Mesh mesh = parse_msh(text(), "squares.msh");
  expect_same_mesh(mesh, two_squares());
  EXPECT_THAT(mesh.element_tags, ElementsAre(23, 24));
  EXPECT_EQ(mesh.source, "squares.msh");
  EXPECT_EQ(mesh.dropped_centre_nodes, 0);
}

TEST_P(MshReaderBothVersions, ReadsLinesThatEndInCrLf) {
  expect_same_mesh(parse_msh(with_crlf(text()), "squares.msh"), two_squares());
}

TEST_P(MshReaderBothVersions, ReadsAFileWithoutALastLineEnd) {
  expect_same_mesh(parse_msh(text().substr(0, text().size() - 1), "squares.msh"), two_squares());
}

TEST_P(MshReaderBothVersions, ReadsSectionsInAnyOrder) {
  for (const char* section : {"PhysicalNames", "Nodes", "Elements"}) {
    SCOPED_TRACE(section);
    expect_same_mesh(parse_msh(section_last(text(), section), "squares.msh"), two_squares());
  }
}

TEST_P(MshReaderBothVersions, SkipsCommentsAndUnknownSections) {
  const std::string changed = "// made by hand\n" +
                              replaced(text(), "$Nodes\n",
                                       "$Comments\nNodes 7 $EndNodesToo\n$EndComments\n"
                                       "between sections\n\n$Nodes\n") +
                              "$NodeData\n1\n\"u\"\n$EndNodeData\n";
  expect_same_mesh(parse_msh(changed, "squares.msh"), two_squares());
}

TEST_P(MshReaderBothVersions, KeepsClockwiseElementsAsTheyAre) {
  const std::string changed = replaced(text(), "1 3 11 9 2 7 10 6\n", "1 9 11 3 6 10 7 2\n");
  EXPECT_THAT(parse_msh(changed, "squares.msh").quad8[0], ElementsAre(0, 8, 10, 2, 5, 9, 6, 1));
}

TEST_P(MshReaderBothVersions, AcceptsAPlaneOfConstantHeightAndNoiseInIt) {
  std::string changed = replaced(text(), "\n$EndNodes", " \n$EndNodes");
  for (const char* row : {"0 0 0\n", "0.5 0 0\n", "1.5 1 0\n"}) {
    const std::size_t found = changed.find(row, changed.find("$Nodes"));
    changed.replace(found, std::string(row).size(),
                    std::string(row, 0, std::string(row).size() - 2) + "1e-13\n");
  }
  expect_same_mesh(parse_msh(changed, "squares.msh"), two_squares());
}

TEST_P(MshReaderBothVersions, ReadsPlusSignsExponentsAndNumbersTooSmallForADouble) {
  const std::string changed = replaced(text(), "1.5 1 0\n", "+1.5e+0 1E0 1e-400\n");
  expect_same_mesh(parse_msh(changed, "squares.msh"), two_squares());
}

TEST_P(MshReaderBothVersions, NamesAGroupWithoutANameByItsNumber) {
  const std::string changed = replaced(text(), "\"inlet\"", "\"\"");
  const Quad8Mesh mesh = parse_msh(changed, "squares.msh");
  ASSERT_EQ(mesh.boundaries.size(), 2u);
  EXPECT_EQ(mesh.boundaries[0].name, "1");
}

TEST_P(MshReaderBothVersions, LeavesOutNamedGroupsWithoutMembers) {
  const std::string changed =
      replaced(text(), "2\n1 1 \"inlet\"\n", "3\n1 9 \"nowhere\"\n1 1 \"inlet\"\n");
  expect_same_mesh(parse_msh(changed, "squares.msh"), two_squares());
}

INSTANTIATE_TEST_SUITE_P(Versions, MshReaderBothVersions, ::testing::Values("V22", "V41"),
                         [](const auto& version) { return std::string(version.param); });

TEST(MshReader, ReadsSparseLargeAndUnorderedNodeTags) {
  // 13 -> 9e18 makes the tags too sparse for a table; the nodes swap places in the file.
  std::string text = replaced(kSquares41, "11\n12\n13\n", "9000000000000000000\n12\n11\n");
  text = replaced(text, "22 5 13 8", "22 5 11 8");
  text = replaced(text, "23 1 3 11 9", "23 1 3 9000000000000000000 9");
  text = replaced(text, "24 3 5 13 11 ", "24 3 5 11 9000000000000000000 ");
  expect_same_mesh(parse_msh(text, "squares.msh"), two_squares());
}

TEST(MshReader, PutsAnElementThatMsh22RepeatsIntoAllItsRegions) {
  std::string text = replaced(kSquares22, "$Elements\n4\n", "$Elements\n6\n");
  text = replaced(text, "24 16 2 3 1 3 5", "30 16 2 7 1 1 3 11 9 2 7 10 6\n24 16 2 3 1 3 5");
  text = replaced(text, "22 8 2 2 3 5 13 8\n", "22 8 2 2 3 5 13 8\n31 8 2 1 3 5 13 8\n");
  const Quad8Mesh mesh = parse_msh(text, "squares.msh");
  EXPECT_EQ(mesh.quad8, two_squares().quad8);
  EXPECT_THAT(mesh.element_tags, ElementsAre(23, 24));
  ASSERT_EQ(mesh.regions.size(), 2u);
  EXPECT_THAT(mesh.regions[0].elements, ElementsAre(0, 1));
  EXPECT_EQ(mesh.regions[1].name, "7");
  EXPECT_THAT(mesh.regions[1].elements, ElementsAre(0));
  ASSERT_EQ(mesh.boundaries.size(), 2u);
  EXPECT_THAT(mesh.boundaries[0].edges, ElementsAre(Edge3{8, 0, 5}, Edge3{4, 12, 7}));
  EXPECT_THAT(mesh.boundaries[1].edges, ElementsAre(Edge3{4, 12, 7}));
}

TEST(MshReader, TakesCopiesOfElementsAndEdgesOnce) {
  std::string text = replaced(kSquares41, "3 4 21 24", "5 6 21 26");
  text = replaced(text, "$EndElements",
                  "1 6 8 1\n25 9 1 6\n2 1 16 1\n26 1 3 11 9 2 7 10 6\n$EndElements");
  expect_same_mesh(parse_msh(text, "squares.msh"), two_squares());
}

TEST(MshReader, PutsAnEntityIntoNoOrSeveralGroups) {
  std::string text = replaced(kSquares41, "6 0 0 0 0 1 0 1 1 0", "6 0 0 0 0 1 0 3 5 -1 5 0");
  text = replaced(text, "1 0 0 0 2 1 0 1 3 2 6 3", "1 0 0 0 2 1 0 0 2 6 -3");
  const Quad8Mesh mesh = parse_msh(text, "squares.msh");
  EXPECT_TRUE(mesh.regions.empty());
  ASSERT_EQ(mesh.boundaries.size(), 3u);
  EXPECT_EQ(mesh.boundaries[0].name, "inlet");
  EXPECT_EQ(mesh.boundaries[2].name, "5");
  EXPECT_THAT(mesh.boundaries[0].edges, ElementsAre(Edge3{8, 0, 5}));
  EXPECT_THAT(mesh.boundaries[2].edges, ElementsAre(Edge3{8, 0, 5}));
}

TEST(MshReader, ReadsAFileWithoutEntitiesAsOneWithoutGroups) {
  const std::size_t begin = kSquares41.find("$Entities");
  const std::size_t end = kSquares41.find("$Nodes");
  const std::string text =
      std::string(kSquares41.substr(0, begin)) + std::string(kSquares41.substr(end));
  const Quad8Mesh mesh = parse_msh(text, "squares.msh");
  EXPECT_EQ(mesh.quad8, two_squares().quad8);
  EXPECT_TRUE(mesh.boundaries.empty());
  EXPECT_TRUE(mesh.regions.empty());
}

TEST(MshReader, DropsTheCentreNodesOf9NodeElementsAndRenumbers) {
  // Centres stand in the middle of the list, one element has 9 nodes and one has 8.
  std::string text = replaced(kSquares22, "$Nodes\n13\n", "$Nodes\n14\n");
  text = replaced(text, "6 0 0.5 0\n", "99 0.5 0.5 0\n6 0 0.5 0\n");
  text = replaced(text, "23 16 2 3 1 1 3 11 9 2 7 10 6", "23 10 2 3 1 1 3 11 9 2 7 10 6 99");
  const Quad8Mesh mesh = parse_msh(text, "squares.msh");
  expect_same_mesh(mesh, two_squares());
  EXPECT_EQ(mesh.dropped_centre_nodes, 1);
}

TEST(MshReader, KeepsUnusedNodes) {
  std::string text = replaced(kSquares22, "$Nodes\n13\n", "$Nodes\n14\n");
  text = replaced(text, "6 0 0.5 0\n", "99 7 8 9\n6 0 0.5 0\n");
  const Quad8Mesh mesh = parse_msh(text, "squares.msh");
  EXPECT_EQ(mesh.node_count(), 14u);
  EXPECT_EQ(mesh.x[5], 7);
  EXPECT_THAT(mesh.quad8[0], ElementsAre(0, 2, 11, 9, 1, 7, 10, 6));
}

TEST(MshReader, IgnoresPointsAndLinesInNoGroup) {
  std::string text = replaced(kSquares22, "$Elements\n4\n", "$Elements\n7\n");
  text = replaced(text, "21 8 2 1", "1 15 2 4 1 1\n2 1 2 0 1 1 3\n3 8 0 1 3 2\n21 8 2 1");
  expect_same_mesh(parse_msh(text, "squares.msh"), two_squares());
}

TEST(MshReader, ReadsNodesWithParameters) {
  std::string text = replaced(kSquares41, "2 1 0 12\n", "2 1 1 12\n");
  for (std::size_t row = text.find("0.5 0 0\n"); row < text.find("$EndNodes");) {
    text.insert(text.find('\n', row), " 0.25 0.75");
    row = text.find('\n', row) + 1;
  }
  expect_same_mesh(parse_msh(text, "squares.msh"), two_squares());
}

}  // namespace
}  // namespace tessera
