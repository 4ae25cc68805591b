#include "host/mesh/mesh_quality.hpp"

#include <cmath>
#include <cstddef>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>
#include <numeric>
#include <vector>

#include "host/mesh/drop_nodes.hpp"
#include "host/mesh/generate/generate_mesh.hpp"
#include "host/mesh/mesh_check.hpp"
#include "host/mesh/topology.hpp"
#include "tests/support/hand_mesh.hpp"

namespace tessera {
namespace {

using support::add_lone_square;
using support::make_clockwise;
using support::unit_squares;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

/// Rounding of sums of some ten products of order one.
constexpr double kRounding = 32 * std::numeric_limits<double>::epsilon();

/// Three unit squares without a common node: one on the left, two smaller sides on the right.
Quad8Mesh one_beside_two() {
  Quad8Mesh mesh;
  mesh.source = "hanging.msh";
  add_lone_square(mesh, 0, 0);
  for (double& x : mesh.x) x *= 2;
  for (double& y : mesh.y) y *= 2;
  add_lone_square(mesh, 2, 0);
  add_lone_square(mesh, 2, 1);
  // The two on the right are properly connected with each other.
  mesh.quad8[2][0] = mesh.quad8[1][3];
  mesh.quad8[2][1] = mesh.quad8[1][2];
  mesh.quad8[2][4] = mesh.quad8[1][6];
  return mesh;
}

TEST(ExamineMesh, FindsNothingWrongWithAGoodMesh) {
  Quad8Mesh mesh = unit_squares(4, 3);
  mesh.x.push_back(7);
  mesh.y.push_back(7);
  const MeshQuality quality = examine_mesh(mesh);
  EXPECT_TRUE(quality.is_fit());
  EXPECT_EQ(quality.source, "squares.msh");
  EXPECT_EQ(quality.elements, 12);
  EXPECT_EQ(quality.nodes, quality.used_nodes + 1);
  EXPECT_EQ(quality.unused_nodes, 1);
  EXPECT_EQ(quality.counter_clockwise_elements, 12);
  EXPECT_EQ(quality.clockwise_elements, 0);
  EXPECT_EQ(quality.pieces, 1);
  EXPECT_NEAR(quality.area, 12, 12 * kRounding);
  EXPECT_EQ(quality.bad_elements, 0);
  EXPECT_NEAR(quality.min_jacobian, 0.25, kRounding);
  EXPECT_NEAR(quality.min_scaled_jacobian, 1, kRounding);
  EXPECT_THAT(quality.scaled_jacobian_histogram, ElementsAre(0, 0, 0, 0, 0, 0, 0, 0, 0, 12));
  EXPECT_THAT(quality.worst_elements, SizeIs(MeshQuality::kMostExamples));
  EXPECT_EQ(quality.duplicate_nodes, 0);
  EXPECT_EQ(quality.hanging_nodes, 0);
  EXPECT_EQ(quality.boundary_edges, 14);
  EXPECT_EQ(quality.boundary_loops, 1);
  EXPECT_EQ(quality.open_boundary_nodes, 0);
  EXPECT_EQ(quality.pinched_nodes, 0);
  EXPECT_EQ(quality.ungrouped_boundary_edges, 0);
}

TEST(ExamineMesh, CountsOrientationAndJudgesTurnedElements) {
  Quad8Mesh mesh = unit_squares(3, 1);
  make_clockwise(mesh.quad8[0]);
  make_clockwise(mesh.quad8[2]);
  const MeshQuality quality = examine_mesh(mesh);
  EXPECT_TRUE(quality.is_fit());
  EXPECT_EQ(quality.clockwise_elements, 2);
  EXPECT_EQ(quality.counter_clockwise_elements, 1);
  EXPECT_NEAR(quality.area, 3, 3 * kRounding);
}

TEST(ExamineMesh, ReportsAnUnsoundMeshWithoutThrowing) {
  Quad8Mesh mesh = unit_squares(2, 1);
  mesh.quad8[1][3] = 77;
  const MeshQuality quality = examine_mesh(mesh);
  EXPECT_THAT(quality.faults, ElementsAre(AllOf(HasSubstr("element 1"), HasSubstr("node 77"))));
  EXPECT_EQ(quality.nodes, 13);
  EXPECT_EQ(quality.elements, 2);
}

TEST(ExamineMesh, ReportsAFoldedElementAndItsPlaceInTheHistogram) {
  Quad8Mesh mesh = unit_squares(3, 1);
  mesh.x[static_cast<std::size_t>(mesh.quad8[1][7])] += 1.2;
  const MeshQuality quality = examine_mesh(mesh);
  EXPECT_FALSE(quality.is_fit());
  EXPECT_THAT(quality.faults, ElementsAre(AllOf(HasSubstr("element 1"), HasSubstr("1 of 3"))));
  EXPECT_EQ(quality.bad_elements, 1);
  EXPECT_LT(quality.min_jacobian, 0);
  EXPECT_EQ(quality.scaled_jacobian_histogram[0], 1);
  ASSERT_THAT(quality.worst_elements, SizeIs(3));
  EXPECT_EQ(quality.worst_elements[0].element, 1);
  EXPECT_EQ(quality.worst_elements[0].position, (Point{1.5, 0.5}));
  EXPECT_EQ(quality.worst_elements[0].scaled_jacobian, quality.min_scaled_jacobian);
}

TEST(ExamineMesh, SortsTheWorstElementsAndFillsTheBins) {
  // Trapezoids: element k has the scaled Jacobian 1 - k/10 + 0.05, in bin 9 - k.
  Quad8Mesh mesh;
  for (int element = 1; element <= 8; ++element) {
    const auto first = mesh.node_count();
    add_lone_square(mesh, 0, 0);
    const double shrink = 0.1 * element - 0.05;
    for (std::size_t node = first; node < mesh.node_count(); ++node) {
      mesh.x[node] = mesh.x[node] * (1 - shrink * mesh.y[node]) + 3 * element;
    }
  }
  const MeshQuality quality = examine_mesh(mesh);
  EXPECT_THAT(quality.scaled_jacobian_histogram, ElementsAre(0, 0, 1, 1, 1, 1, 1, 1, 1, 1));
  std::vector<ElementId> worst;
  for (const RatedElement& element : quality.worst_elements) worst.push_back(element.element);
  EXPECT_THAT(worst, ElementsAre(7, 6, 5, 4, 3));
  EXPECT_NEAR(quality.min_scaled_jacobian, 0.25, kRounding);
}

TEST(ExamineMesh, FindsTheDuplicateNodesOfASeam) {
  Quad8Mesh mesh = unit_squares(1, 1);
  add_lone_square(mesh, 1, 0);
  const MeshQuality quality = examine_mesh(mesh);
  EXPECT_EQ(quality.pieces, 2);
  EXPECT_EQ(quality.duplicate_nodes, 3);
  ASSERT_THAT(quality.duplicate_examples, SizeIs(3));
  // The second square's nodes 8 + (0, 3, 7) stand on the first one's 2, 7 and 4.
  const auto& examples = quality.duplicate_examples;
  EXPECT_EQ(examples[0].node, 8);
  EXPECT_EQ(examples[0].other, 2);
  EXPECT_EQ(examples[0].position, (Point{1, 0}));
  EXPECT_EQ(examples[1].node, 11);
  EXPECT_EQ(examples[1].other, 7);
  EXPECT_EQ(examples[2].node, 15);
  EXPECT_EQ(examples[2].other, 4);
  EXPECT_EQ(quality.hanging_nodes, 0) << "a duplicate does not hang";
}

TEST(ExamineMesh, TellsDuplicatesFromNodesThatAreOnlyClose) {
  Quad8Mesh mesh = unit_squares(1, 1);
  add_lone_square(mesh, 1 + 1e-9, 0);
  EXPECT_EQ(examine_mesh(mesh).duplicate_nodes, 0);
  for (double& x : mesh.x) {
    if (x > 1 && x < 1.1) x = 1 + 1e-13;
  }
  EXPECT_EQ(examine_mesh(mesh).duplicate_nodes, 3);
}

TEST(ExamineMesh, FindsTheNodesThatHangOnALongerSide) {
  const MeshQuality quality = examine_mesh(one_beside_two());
  // On the long side x = 2: the lower and upper mid-side nodes hang, the corner at y = 1 doubles
  // the long side's mid-side node; the long side's own nodes lie on no short side.
  EXPECT_EQ(quality.hanging_nodes, 2);
  ASSERT_THAT(quality.hanging_examples, SizeIs(2));
  EXPECT_EQ(quality.hanging_examples[0].position, (Point{2, 0.5}));
  EXPECT_EQ(quality.hanging_examples[1].position, (Point{2, 1.5}));
  for (const HangingNode& hanging : quality.hanging_examples) {
    EXPECT_EQ(hanging.element, 0);
    EXPECT_EQ(hanging.side, 1);
  }
  EXPECT_EQ(quality.duplicate_nodes, 3);
}

TEST(ExamineMesh, FindsANodeThatHangsOnACurvedSide) {
  Quad8Mesh mesh = one_beside_two();
  // The long side and all that touches it bulge along the same parabola.
  for (std::size_t node = 0; node < mesh.node_count(); ++node) {
    if (mesh.x[node] == 2) mesh.x[node] += 0.2 * mesh.y[node] * (2 - mesh.y[node]);
  }
  EXPECT_EQ(examine_mesh(mesh).hanging_nodes, 2);
}

TEST(ExamineMesh, CountsTheLoopsOfAMeshWithAHole) {
  Quad8Mesh mesh = unit_squares(3, 3);
  mesh.quad8.erase(mesh.quad8.begin() + 4);
  const MeshQuality quality = examine_mesh(mesh);
  EXPECT_EQ(quality.boundary_loops, 2);
  EXPECT_EQ(quality.boundary_edges, 16);
  EXPECT_EQ(quality.pieces, 1);
}

TEST(ExamineMesh, SeesElementsThatTouchInACornerOnly) {
  Quad8Mesh mesh = unit_squares(2, 2);
  mesh.quad8 = {mesh.quad8[0], mesh.quad8[3]};
  const MeshQuality quality = examine_mesh(mesh);
  EXPECT_EQ(quality.pinched_nodes, 1);
  EXPECT_EQ(quality.open_boundary_nodes, 0);
  EXPECT_EQ(quality.pieces, 1);
}

TEST(ExamineMesh, ReportsASideOfThreeElementsAndTheOpenBorderThere) {
  Quad8Mesh mesh = unit_squares(2, 1);
  add_lone_square(mesh, 5, 5);
  mesh.quad8[2][0] = mesh.quad8[0][1];
  mesh.quad8[2][1] = mesh.quad8[0][2];
  mesh.quad8[2][4] = mesh.quad8[0][5];
  const MeshQuality quality = examine_mesh(mesh);
  EXPECT_EQ(quality.open_boundary_nodes, 2);
  EXPECT_THAT(quality.faults, ::testing::Contains(HasSubstr("two of more than two elements")));
}

TEST(ExamineMesh, SaysHowManySidesDoNotFitWhenThereAreTooManyToList) {
  Quad8Mesh mesh = unit_squares(30, 2);
  for (std::size_t element = 30; element < 60; ++element) {
    mesh.x.push_back(mesh.x[static_cast<std::size_t>(mesh.quad8[element][4])]);
    mesh.y.push_back(1);
    mesh.quad8[element][4] = static_cast<NodeId>(mesh.node_count() - 1);
  }
  const MeshQuality quality = examine_mesh(mesh);
  ASSERT_THAT(quality.faults, SizeIs(Border::kMostFaults + 1));
  EXPECT_THAT(quality.faults.back(), HasSubstr("altogether: 30"));
}

TEST(ExamineMesh, ComparesGroupsWithTheBorder) {
  Quad8Mesh mesh = unit_squares(2, 1);
  const auto border = boundary_edges(mesh);
  const Quad8& left = mesh.quad8[0];
  // One border edge, turned round and named twice, and the inner side x = 1.
  const Edge3 turned{border[0].nodes[1], border[0].nodes[0], border[0].nodes[2]};
  mesh.boundaries = {{"inlet", {turned}}, {"all", {turned, {left[1], left[2], left[5]}}}};
  const MeshQuality quality = examine_mesh(mesh);
  EXPECT_EQ(quality.ungrouped_boundary_edges, 5);
  EXPECT_EQ(quality.grouped_inner_edges, 1);
}

TEST(ExamineMesh, AgreesWithTheSingleChecksOnGeneratedMeshes) {
  for (const NamedShape& named : kShapes) {
    SCOPED_TRACE(named.name);
    const Quad8Mesh mesh = generate_mesh({named.shape, 3000});
    const MeshQuality quality = examine_mesh(mesh);
    EXPECT_TRUE(quality.is_fit());
    EXPECT_EQ(quality.min_scaled_jacobian, min_scaled_jacobian(mesh));
    EXPECT_EQ(quality.area, mesh_area(mesh));
    EXPECT_EQ(quality.duplicate_nodes + quality.hanging_nodes + quality.unused_nodes, 0);
    EXPECT_EQ(quality.boundary_loops, 1);
    EXPECT_EQ(quality.ungrouped_boundary_edges + quality.grouped_inner_edges, 0);
    const auto& bins = quality.scaled_jacobian_histogram;
    EXPECT_EQ(std::accumulate(bins.begin(), bins.end(), std::int64_t{0}), quality.elements);
  }
}

TEST(DropUnusedNodes, KeepsTheOrderOfTheOthersAndTheGroupsOnThem) {
  Quad8Mesh mesh = unit_squares(2, 1);
  const Quad8Mesh original = mesh;
  // Unused nodes before and behind all others; an edge of a group stands on one of them.
  mesh.x.insert(mesh.x.begin(), -9);
  mesh.y.insert(mesh.y.begin(), -9);
  mesh.x.push_back(9);
  mesh.y.push_back(9);
  for (Quad8& element : mesh.quad8) {
    for (NodeId& node : element) ++node;
  }
  mesh.boundaries = {{"inlet", {{1, 3, 2}, {0, 1, 2}}}};
  EXPECT_EQ(drop_unused_nodes(mesh), 2);
  EXPECT_EQ(mesh.x, original.x);
  EXPECT_EQ(mesh.y, original.y);
  EXPECT_EQ(mesh.quad8, original.quad8);
  EXPECT_THAT(mesh.boundaries[0].edges, ElementsAre(Edge3{0, 2, 1}));
  EXPECT_EQ(drop_unused_nodes(mesh), 0);
}

}  // namespace
}  // namespace tessera
