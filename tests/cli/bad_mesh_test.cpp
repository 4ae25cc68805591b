// Bad meshes: exit 3, and a message that names the file, the element and its place.

#include "host/mesh/generate/generate_mesh.hpp"
#include "tests/cli/tessera_binary.hpp"
#include "tests/support/hand_mesh.hpp"
#include "tests/support/small_msh.hpp"

namespace tessera::support {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::HasSubstr;

class BadMesh : public TesseraBinary {
 protected:
  // What stderr says about mesh.msh, which no command that reads it may accept.
  std::string refusal(std::string_view text) {
    write("mesh.msh", text);
    return refusal_of("mesh.msh");
  }

  std::string refusal_of(const std::string& file) {
    const Ended ended = tessera({"solve", file, "--quiet", "--output", "field.vtu"});
    EXPECT_EQ(ended.exit_code, 3) << ended.err;
    EXPECT_EQ(ended.signal, 0);
    EXPECT_EQ(ended.out, "");
    EXPECT_EQ(names(), std::vector<std::string>{file});
    EXPECT_EQ(tessera({"mesh", "check", file, "--quiet"}).exit_code, 3);
    return ended.err;
  }
};

// kSquares22: two unit squares, elements 23 (left) and 24 (right).

TEST_F(BadMesh, ANonPositiveJacobianNamesElementAndPosition) {
  const std::string text = refusal(replaced(kSquares22, "7 1 0.5 0", "7 2.1 0.5 0"));
  EXPECT_THAT(text, AllOf(HasSubstr("mesh.msh"), HasSubstr("(tag 24 in the file)"),
                          HasSubstr("det J = "), HasSubstr("at the Gauss point (2.08873, 0.5)")));
}

TEST_F(BadMesh, AnUnknownNodeNamesElementAndNode) {
  const std::string text = refusal(replaced(kSquares22, "1 3 11 9 2 7 10 6", "1 3 11 9 2 77 10 6"));
  EXPECT_THAT(text, AllOf(HasSubstr("mesh.msh"), HasSubstr("23"), HasSubstr("77")));
}

TEST_F(BadMesh, ANodeOutOfRangeInHdf5NamesElementAndNode) {
  if (TESSERA_HAVE_HDF5 == 0) GTEST_SKIP() << "this build has no HDF5";
  Quad8Mesh mesh = unit_squares(2, 1);
  mesh.quad8[1][3] = 99;
  write_mesh(path("mesh.h5"), mesh);
  EXPECT_THAT(refusal_of("mesh.h5"),
              AllOf(HasSubstr("row 1, column 3 is 99"), HasSubstr("from 0 to 12")));
}

// Between and behind these names stand HDF5's own structures: links and how data is packed. Some of
// these bits end HDF5 1.10 by a signal.
TEST_F(BadMesh, DamageToTheStructuresOfHdf5IsNeverASignal) {
  if (TESSERA_HAVE_HDF5 == 0) GTEST_SKIP() << "this build has no HDF5";
  if (kSanitized) GTEST_SKIP() << "a sanitizer ends the program at the library's own faults";
  write_mesh(path("whole.h5"), generate_mesh({shape_of("channel"), 60}));
  const std::string whole = text_of("whole.h5");
  int refused = 0;
  for (const std::string name : {"deflate", "inlet", "outlet"}) {
    const std::size_t place = whole.find(name);
    ASSERT_NE(place, std::string::npos) << name;
    for (std::size_t next = 0; next < name.size() + 24; ++next) {
      SCOPED_TRACE(name + " + " + std::to_string(next));
      std::string damaged = whole;
      damaged[place + next] = static_cast<char>(damaged[place + next] ^ 1);
      write("mesh.h5", damaged);
      const Ended ended = tessera({"mesh", "check", "mesh.h5", "--quiet"});
      EXPECT_EQ(ended.signal, 0);
      EXPECT_THAT(ended.exit_code, AnyOf(0, 3)) << ended.err;
      if (ended.exit_code == 0) continue;
      EXPECT_THAT(ended.err, HasSubstr("mesh.h5: "));
      ++refused;
    }
  }
  EXPECT_GT(refused, 0);
}

TEST_F(BadMesh, ADuplicateNodeNamesElementAndPosition) {
  const std::string text = refusal(replaced(kSquares22, "1 3 11 9 2 7 10 6", "1 3 11 9 2 7 10 9"));
  EXPECT_THAT(text, AllOf(HasSubstr("tag 23"), HasSubstr("near (0.5, 0.5)"),
                          HasSubstr("node 8 is in it twice")));
}

TEST_F(BadMesh, AFileCutShortSaysWhere) {
  const std::string_view whole = kSquares22;
  EXPECT_THAT(refusal(whole.substr(0, whole.find("24 16"))), HasSubstr("mesh.msh"));
}

TEST_F(BadMesh, ANanCoordinateNamesTheNode) {
  EXPECT_THAT(refusal(replaced(kSquares22, "7 1 0.5 0", "7 nan 0.5 0")),
              AllOf(HasSubstr("mesh.msh:"), HasSubstr("nan")));
}

TEST_F(BadMesh, AnEmptyMeshIsRefused) {
  EXPECT_THAT(refusal("$MeshFormat\n2.2 0 8\n$EndMeshFormat\n$Nodes\n0\n$EndNodes\n$Elements\n0\n"
                      "$EndElements\n"),
              HasSubstr("mesh.msh"));
  EXPECT_THAT(refusal(""), HasSubstr("mesh.msh"));
}

TEST_F(BadMesh, ATriangleIsRefusedByNameAndCount) {
  const std::string text =
      refusal(replaced(kSquares22, "24 16 2 3 1 3 5 13 11 4 8 12 7", "24 9 2 3 1 3 5 13 4 8 7"));
  EXPECT_THAT(text, AllOf(HasSubstr("triangle"), HasSubstr("1 ")));
}

TEST_F(BadMesh, APieceThatNothingHoldsNamesAnElementOfIt) {
  Quad8Mesh mesh = unit_squares(1, 1);
  add_lone_square(mesh, 5.0, 0.0);
  write_mesh(path("mesh.msh"), mesh);
  const Ended ended = tessera({"solve", "mesh.msh", "--quiet"});
  EXPECT_EQ(ended.exit_code, 3);
  EXPECT_THAT(ended.err, AllOf(HasSubstr("in 2 pieces"),
                               HasSubstr("element 0 (tag 1 in the file) at (0.5, 0.5)"),
                               HasSubstr("no node of known potential")));
}

TEST_F(BadMesh, ClockwiseElementsAndUnusedNodesAreMendedAndCounted) {
  Quad8Mesh mesh = structured_rectangle(6, 2, 3.0, 1.0);
  for (Quad8& element : mesh.quad8) make_clockwise(element);
  mesh.x.push_back(7.0);
  mesh.y.push_back(7.0);
  write_mesh(path("mesh.msh"), mesh);
  const auto summary = solve({"mesh.msh"});
  EXPECT_EQ(summary["mesh"]["reoriented_elements"], 12);
  EXPECT_EQ(summary["mesh"]["unused_nodes"], 1);
  EXPECT_NEAR(summary["solution"]["max"].get<double>(), 7.5, 1e-6);
  EXPECT_NEAR(summary["flux"]["outflow"].get<double>(), 2.5, 1e-6);
}

TEST_F(BadMesh, RepairStraightensWhatWouldBeRefused) {
  write("mesh.msh", replaced(kSquares22, "7 1 0.5 0", "7 2.1 0.5 0"));
  EXPECT_EQ(solve({"mesh.msh", "--repair"})["mesh"]["repaired_elements"].get<int>() > 0, true);
}

}  // namespace
}  // namespace tessera::support
