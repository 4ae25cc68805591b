#include "host/mesh/mesh_check.hpp"

#include <cmath>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>
#include <string>

#include "host/errors.hpp"
#include "tests/support/hand_mesh.hpp"

namespace tessera {
namespace {

using support::make_clockwise;
using support::unit_squares;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();
/// Rounding of a sum of some ten products of order one.
constexpr double kRounding = 32 * std::numeric_limits<double>::epsilon();

std::string input_error_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const InputError& error) {
    return error.what();
  }
  return "no InputError";
}

std::string fault_of(const Quad8Mesh& mesh) {
  return input_error_of([&] { require_sound(mesh); });
}

/// Two squares; the mid-side node on their common side stands at x = 1 + offset.
Quad8Mesh bulging_squares(double offset) {
  Quad8Mesh mesh = unit_squares(2, 1);
  mesh.x[static_cast<std::size_t>(mesh.quad8[0][5])] += offset;
  return mesh;
}

TEST(RequireSound, AcceptsAGoodMeshWithAnUnusedNodeThatIsNotANumber) {
  Quad8Mesh mesh = unit_squares(2, 2);
  mesh.x.push_back(kNaN);
  mesh.y.push_back(kInfinity);
  mesh.boundaries = {{"inlet", {{0, 1, 2}}}};
  mesh.regions = {{"fluid", {0, 1, 2, 3}}};
  EXPECT_NO_THROW(require_sound(mesh));
}

TEST(RequireSound, RefusesAnEmptyMesh) {
  Quad8Mesh mesh = unit_squares(1, 1);
  mesh.quad8.clear();
  EXPECT_THAT(fault_of(mesh),
              AllOf(HasSubstr("squares.msh: the mesh has no elements"), HasSubstr("8 nodes")));
}

TEST(RequireSound, RefusesCoordinatesOfDifferentNumber) {
  Quad8Mesh mesh = unit_squares(1, 1);
  mesh.y.pop_back();
  EXPECT_THAT(fault_of(mesh), HasSubstr("8 x but 7 y coordinates"));
}

TEST(RequireSound, RefusesTagsOfAnotherNumberThanElements) {
  Quad8Mesh mesh = unit_squares(2, 1);
  mesh.element_tags = {4};
  EXPECT_THAT(fault_of(mesh), HasSubstr("1 element tags for 2 elements"));
}

TEST(RequireSound, RefusesANodeIdOutOfRange) {
  for (const NodeId wrong : {8, -1, std::numeric_limits<NodeId>::max()}) {
    Quad8Mesh mesh = unit_squares(1, 1);
    mesh.element_tags = {17};
    mesh.quad8[0][6] = wrong;
    EXPECT_THAT(fault_of(mesh),
                AllOf(HasSubstr("squares.msh: element 0 (tag 17 in the file) near (0.5, 0.5)"),
                      HasSubstr("node " + std::to_string(wrong) + " does not exist"),
                      HasSubstr("nodes 0 to 7")));
  }
}

TEST(RequireSound, PlacesAnElementByItsValidCorners) {
  Quad8Mesh mesh = unit_squares(1, 1);
  mesh.quad8[0][0] = 100;
  EXPECT_THAT(fault_of(mesh), HasSubstr("element 0 near (0.666667, 0.666667)"));
}

TEST(RequireSound, RefusesANodeTwiceInOneElement) {
  Quad8Mesh mesh = unit_squares(2, 1);
  mesh.quad8[1][5] = mesh.quad8[1][2];
  EXPECT_THAT(fault_of(mesh),
              AllOf(HasSubstr("element 1 near (1.5, 0.5)"), HasSubstr("node 12 is in it twice")));
}

TEST(RequireSound, RefusesACoordinateThatIsNotFinite) {
  for (const double wrong : {kNaN, kInfinity, -kInfinity}) {
    Quad8Mesh mesh = unit_squares(2, 1);
    mesh.y[4] = wrong;
    EXPECT_THAT(fault_of(mesh),
                AllOf(HasSubstr("element 1"), HasSubstr("node 4"), HasSubstr("must be finite")));
  }
}

TEST(RequireSound, RefusesGroupsThatNameWhatDoesNotExist) {
  Quad8Mesh mesh = unit_squares(1, 1);
  mesh.boundaries = {{"inlet", {{0, 2, 1}, {0, 99, 3}}}};
  EXPECT_THAT(fault_of(mesh), AllOf(HasSubstr("boundary 'inlet', edge 1"), HasSubstr("node 99")));
  mesh.boundaries.clear();
  mesh.regions = {{"rock", {0, 1}}};
  EXPECT_THAT(fault_of(mesh), AllOf(HasSubstr("region 'rock'"), HasSubstr("element 1"),
                                    HasSubstr("elements 0 to 0")));
}

TEST(OrientCounterClockwise, TurnsClockwiseElementsAroundAndCountsThem) {
  const Quad8Mesh original = unit_squares(3, 2);
  Quad8Mesh mesh = original;
  make_clockwise(mesh.quad8[1]);
  make_clockwise(mesh.quad8[4]);
  EXPECT_LT(mesh_area(mesh), 6 - 3.9);
  EXPECT_EQ(orient_counter_clockwise(mesh), 2);
  EXPECT_NO_THROW(require_positive_jacobians(mesh));
  EXPECT_NEAR(mesh_area(mesh), 6, 6 * kRounding);
  // Turned around element 1 starts at another corner, with each mid-side node on its side.
  const Quad8& was = original.quad8[1];
  EXPECT_EQ(mesh.quad8[1], (Quad8{was[1], was[2], was[3], was[0], was[5], was[6], was[7], was[4]}));
  EXPECT_EQ(orient_counter_clockwise(mesh), 0);
}

TEST(OrientCounterClockwise, LeavesAnElementAloneWhoseCornersAndCentreDisagree) {
  Quad8Mesh mesh = unit_squares(1, 1);
  std::swap(mesh.quad8[0][5], mesh.quad8[0][7]);
  const Quad8 before = mesh.quad8[0];
  EXPECT_EQ(orient_counter_clockwise(mesh), 0);
  EXPECT_EQ(mesh.quad8[0], before);
  EXPECT_THROW(require_positive_jacobians(mesh), InputError);
}

TEST(RequirePositiveJacobians, NamesTheFirstBadElementAndCountsAll) {
  Quad8Mesh mesh = bulging_squares(1.2);
  mesh.element_tags = {100, 200};
  const std::string text = input_error_of([&] { require_positive_jacobians(mesh); });
  EXPECT_THAT(text, AllOf(HasSubstr("squares.msh: element 1 (tag 200 in the file)"),
                          HasSubstr("det J = -"), HasSubstr("Gauss point ("),
                          HasSubstr("altogether: 1 of 2"), HasSubstr("--repair")));
}

TEST(RequirePositiveJacobians, RefusesAnElementWithoutArea) {
  Quad8Mesh mesh = unit_squares(1, 1);
  mesh.y.assign(mesh.y.size(), 0.0);
  EXPECT_THAT(input_error_of([&] { require_positive_jacobians(mesh); }),
              HasSubstr("det J = 0 at the Gauss point"));
}

TEST(StraightenMidSides, RepairsABulgeAndOnlyThat) {
  Quad8Mesh good = bulging_squares(0.1);
  EXPECT_EQ(straighten_mid_sides(good), 0);
  EXPECT_EQ(good.x, bulging_squares(0.1).x);

  Quad8Mesh bad = bulging_squares(1.2);
  EXPECT_EQ(straighten_mid_sides(bad), 1);
  EXPECT_NO_THROW(require_positive_jacobians(bad));
  EXPECT_EQ(bad.x, unit_squares(2, 1).x);
}

TEST(StraightenMidSides, CannotRepairBadCorners) {
  Quad8Mesh mesh = unit_squares(1, 1);
  std::swap(mesh.quad8[0][1], mesh.quad8[0][2]);
  EXPECT_EQ(straighten_mid_sides(mesh), 1);
  EXPECT_THROW(require_positive_jacobians(mesh), InputError);
}

TEST(MinScaledJacobian, IsOneForParallelograms) {
  Quad8Mesh mesh = unit_squares(3, 3);
  for (std::size_t node = 0; node < mesh.node_count(); ++node) mesh.x[node] += 0.7 * mesh.y[node];
  EXPECT_NEAR(min_scaled_jacobian(mesh), 1, kRounding);
}

TEST(MinScaledJacobian, OfATrapezoidIsTheRatioOfItsParallelSides) {
  // x runs over 1 - y/2 at height y: det J falls linearly from bottom to top, by one half.
  Quad8Mesh mesh = unit_squares(1, 1);
  for (std::size_t node = 0; node < mesh.node_count(); ++node) {
    mesh.x[node] *= 1 - 0.5 * mesh.y[node];
  }
  EXPECT_NEAR(min_scaled_jacobian(mesh), 0.5, kRounding);
}

TEST(MinScaledJacobian, IsNegativeForAFoldedElement) {
  EXPECT_LT(min_scaled_jacobian(bulging_squares(1.2)), 0);
}

TEST(RequireGoodShape, HasTheBitsOfThePassesOneByOne) {
  const Quad8Mesh mesh = bulging_squares(0.2);
  const MeshShape shape = require_good_shape(mesh);
  EXPECT_EQ(shape.area, mesh_area(mesh));
  EXPECT_EQ(shape.min_scaled_jacobian, min_scaled_jacobian(mesh));
  EXPECT_LT(shape.min_scaled_jacobian, 1.0);
}

TEST(RequireGoodShape, RefusesWhatRequirePositiveJacobiansRefuses) {
  EXPECT_THROW(require_good_shape(bulging_squares(1.2)), InputError);
}

TEST(MeshArea, CountsTheParabolicSide) {
  // A parabola over a chord of length 1 with rise h has the area 2 h / 3.
  Quad8Mesh mesh = unit_squares(1, 1);
  mesh.y[static_cast<std::size_t>(mesh.quad8[0][6])] = 1.15;
  EXPECT_NEAR(mesh_area(mesh), 1 + 2 * 0.15 / 3, kRounding);
}

}  // namespace
}  // namespace tessera
