#include "host/mesh/topology.hpp"

#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "host/errors.hpp"
#include "tests/support/hand_mesh.hpp"

namespace tessera {
namespace {

using support::add_lone_square;
using support::unit_squares;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string input_error_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const InputError& error) {
    return error.what();
  }
  return "no InputError";
}

std::vector<Edge3> nodes_of(const std::vector<BoundaryEdge>& edges) {
  std::vector<Edge3> nodes;
  for (const BoundaryEdge& edge : edges) nodes.push_back(edge.nodes);
  return nodes;
}

TEST(BoundaryEdges, OfOneElementAreItsFourSidesInOrder) {
  const auto edges = boundary_edges(unit_squares(1, 1));
  // Numbered row by row: 0 1 2 / 3 4 / 5 6 7.
  EXPECT_THAT(nodes_of(edges),
              ElementsAre(Edge3{0, 2, 1}, Edge3{2, 7, 4}, Edge3{7, 5, 6}, Edge3{5, 0, 3}));
  for (std::size_t side = 0; side < 4; ++side) EXPECT_EQ(edges[side].side, static_cast<int>(side));
}

TEST(BoundaryEdges, LeaveOutTheSideThatTwoElementsShare) {
  const auto edges = boundary_edges(unit_squares(2, 1));
  ASSERT_EQ(edges.size(), 6U);
  std::vector<std::pair<ElementId, int>> sides;
  for (const auto& edge : edges) sides.emplace_back(edge.element, edge.side);
  EXPECT_THAT(sides, ElementsAre(std::pair(0, 0), std::pair(0, 2), std::pair(0, 3), std::pair(1, 0),
                                 std::pair(1, 1), std::pair(1, 2)));
}

TEST(BoundaryEdges, FollowTheOrientationOfTheirElement) {
  Quad8Mesh mesh = unit_squares(1, 1);
  support::make_clockwise(mesh.quad8[0]);
  EXPECT_EQ(boundary_edges(mesh)[0].nodes, (Edge3{2, 0, 1}));
}

TEST(BoundaryEdges, OfAGridAreItsPerimeter) {
  EXPECT_EQ(boundary_edges(unit_squares(7, 5)).size(), 2U * (7 + 5));
}

TEST(BoundaryEdges, OfAnEmptyMeshAreNone) { EXPECT_TRUE(boundary_edges(Quad8Mesh{}).empty()); }

TEST(BoundaryEdges, RefuseASideOfThreeElements) {
  Quad8Mesh mesh = unit_squares(2, 1);
  mesh.element_tags = {11, 12, 13};
  add_lone_square(mesh, 5, 5);
  // The third element lies on the side x = 1 that the other two share already.
  mesh.quad8[2][0] = mesh.quad8[0][1];
  mesh.quad8[2][1] = mesh.quad8[0][2];
  mesh.quad8[2][4] = mesh.quad8[0][5];
  EXPECT_THAT(input_error_of([&] { boundary_edges(mesh); }),
              AllOf(HasSubstr("squares.msh"), HasSubstr("element 0 (tag 11 in the file)"),
                    HasSubstr("element 2 (tag 13 in the file)"), HasSubstr("(1, 0.5)"),
                    HasSubstr("one or two elements")));
}

TEST(BoundaryEdges, RefuseNeighboursWithDifferentMidSideNodes) {
  Quad8Mesh mesh = unit_squares(2, 1);
  mesh.x.push_back(1);
  mesh.y.push_back(0.5);
  const NodeId shared = mesh.quad8[1][7];
  mesh.quad8[1][7] = 13;
  EXPECT_THAT(input_error_of([&] { boundary_edges(mesh); }),
              AllOf(HasSubstr("element 0 and element 1 share the corners 2 and 10"),
                    HasSubstr("(1, 0.5)"), HasSubstr(std::to_string(shared) + " and 13")));
}

TEST(UsedNodes, MarkEverythingButTheNodesOfNoElement) {
  Quad8Mesh mesh = unit_squares(1, 1);
  mesh.x.insert(mesh.x.begin() + 8, 0.5);
  mesh.y.insert(mesh.y.begin() + 8, 0.5);
  EXPECT_THAT(used_nodes(mesh), ElementsAre(1, 1, 1, 1, 1, 1, 1, 1, 0));
}

TEST(ConnectedPieces, OfAGridAreOne) {
  const Pieces pieces = connected_pieces(unit_squares(4, 3));
  EXPECT_EQ(pieces.count, 1);
  EXPECT_THAT(pieces.piece_of_node, Each(0));
}

TEST(ConnectedPieces, AreNumberedBySmallestNodeAndLeaveOutUnusedNodes) {
  Quad8Mesh mesh = unit_squares(2, 1);
  mesh.x.push_back(9);
  mesh.y.push_back(9);
  add_lone_square(mesh, 4, 0);
  add_lone_square(mesh, 6, 0);
  std::swap(mesh.quad8[0], mesh.quad8[3]);
  const Pieces pieces = connected_pieces(mesh);
  EXPECT_EQ(pieces.count, 3);
  std::vector<std::int32_t> expected(13, 0);
  expected.push_back(-1);
  expected.insert(expected.end(), 8, 1);
  expected.insert(expected.end(), 8, 2);
  EXPECT_EQ(pieces.piece_of_node, expected);
}

TEST(ConnectedPieces, ACommonCornerConnects) {
  Quad8Mesh mesh = unit_squares(1, 1);
  add_lone_square(mesh, 1, 1);
  EXPECT_EQ(connected_pieces(mesh).count, 2);
  mesh.quad8[1][0] = mesh.quad8[0][2];
  EXPECT_EQ(connected_pieces(mesh).count, 1);
}

}  // namespace
}  // namespace tessera
