#include <algorithm>
#include <cmath>
#include <cstdint>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>
#include <numbers>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "host/errors.hpp"
#include "host/mesh/generate/blocking.hpp"
#include "host/mesh/generate/generate_mesh.hpp"
#include "host/mesh/mesh_check.hpp"
#include "host/mesh/topology.hpp"

namespace tessera {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
/// Rounding of a point on a curve: some ten operations on lengths of order one.
constexpr double kPointRounding = 16 * kEpsilon;
constexpr double kPi = std::numbers::pi;

/// What is known about each shape without a mesh. `area` by hand from the dimensions in shapes.hpp.
struct Expectation {
  double area;
  double inlet_length;
  double outlet_length;
  bool has_arcs;
};

Expectation expectation_of(Shape shape) {
  switch (shape) {
    // Both bells of height 1/4 over 2 m cover half of their boxes.
    case Shape::venturi:
      return {3 - 2 * 0.25 * 2 / 2, 1, 1, false};
    case Shape::t_junction:
      return {3 * 0.5 + 0.5 * 1, 0.5, 0.5, false};
    // Pappus: width times the length of the centre line, two arcs of radius 1.25.
    case Shape::s_bend:
      return {0.6 * (2 * 0.5 + 2 * 1.25 * std::acos(0.6)), 0.6, 0.6, true};
    case Shape::elbow:
      return {2 + kPi / 4 * (1.5 * 1.5 - 0.5 * 0.5), 1, 1, true};
    case Shape::backward_step:
      return {1 * 0.5 + 2 * 1, 0.5, 1, false};
    // Per half: trunk 0.225, fork 0.2625, spread 0.309375, branch 0.3 (integrals of the cubics).
    case Shape::y_tube:
      return {2 * (0.225 + 0.2625 + 0.309375 + 0.3), 0.6, 0.8, false};
    case Shape::channel:
      return {3, 1, 1, false};
    case Shape::cylinder:
      return {3 - kPi / 2 * 0.25 * 0.25, 1, 1, true};
  }
  return {};
}

Point point_of(const Quad8Mesh& mesh, NodeId node) {
  return {mesh.x[static_cast<std::size_t>(node)], mesh.y[static_cast<std::size_t>(node)]};
}

double distance(Point one, Point other) { return std::hypot(one.x - other.x, one.y - other.y); }

const BoundaryGroup* find_group(const Quad8Mesh& mesh, std::string_view name) {
  const auto found = std::find_if(mesh.boundaries.begin(), mesh.boundaries.end(),
                                  [&](const BoundaryGroup& group) { return group.name == name; });
  return found == mesh.boundaries.end() ? nullptr : &*found;
}

double length_of(const Quad8Mesh& mesh, const BoundaryGroup& group) {
  double length = 0;
  for (const Edge3& edge : group.edges) {
    length += distance(point_of(mesh, edge[0]), point_of(mesh, edge[1]));
  }
  return length;
}

/// The boundary edges whose three nodes all have this x.
std::set<Edge3> edges_at_x(const Quad8Mesh& mesh, double x) {
  std::set<Edge3> edges;
  for (const BoundaryEdge& edge : boundary_edges(mesh)) {
    const bool lies_there = std::all_of(edge.nodes.begin(), edge.nodes.end(),
                                        [&](NodeId node) { return point_of(mesh, node).x == x; });
    if (lies_there) edges.insert(edge.nodes);
  }
  return edges;
}

std::set<Edge3> edges_of(const BoundaryGroup& group) {
  return {group.edges.begin(), group.edges.end()};
}

bool is_middle(const Quad8Mesh& mesh, const Edge3& edge) {
  const Point one = point_of(mesh, edge[0]);
  const Point other = point_of(mesh, edge[1]);
  return distance(point_of(mesh, edge[2]), {0.5 * (one.x + other.x), 0.5 * (one.y + other.y)}) <=
         kPointRounding;
}

class GeneratedMesh : public ::testing::TestWithParam<NamedShape> {
 protected:
  [[nodiscard]] Shape shape() const { return GetParam().shape; }
  [[nodiscard]] Quad8Mesh generate(std::int64_t nodes) const {
    return generate_mesh({shape(), nodes});
  }
};

INSTANTIATE_TEST_SUITE_P(EveryShape, GeneratedMesh, ::testing::ValuesIn(kShapes),
                         [](const auto& shape) {
                           std::string name(shape.param.name);
                           std::erase(name, '-');
                           return name;
                         });

constexpr std::int64_t kSizes[] = {300, 700, 2000, 20'000, 200'000};

TEST_P(GeneratedMesh, IsSoundCounterClockwiseSmoothAndInOnePiece) {
  for (const std::int64_t nodes : kSizes) {
    SCOPED_TRACE(nodes);
    Quad8Mesh mesh = generate(nodes);
    ASSERT_NO_THROW(require_sound(mesh));
    EXPECT_EQ(orient_counter_clockwise(mesh), 0);
    EXPECT_NO_THROW(require_positive_jacobians(mesh));
    EXPECT_GE(min_scaled_jacobian(mesh), 0.3);
    EXPECT_EQ(connected_pieces(mesh).count, 1);
    EXPECT_THAT(used_nodes(mesh), Each(1));
  }
}

TEST_P(GeneratedMesh, StaysSmoothAtEverySmallSize) {
  for (std::int64_t nodes = 300; nodes < 1000; nodes += 37) {
    EXPECT_GE(min_scaled_jacobian(generate(nodes)), 0.3) << nodes;
  }
}

TEST_P(GeneratedMesh, HasAClosedBorderAndTheEulerCharacteristicOfADisc) {
  for (const std::int64_t nodes : kSizes) {
    SCOPED_TRACE(nodes);
    const Quad8Mesh mesh = generate(nodes);
    const auto border = boundary_edges(mesh);
    std::vector<int> leaving(mesh.node_count(), 0);
    std::vector<int> arriving(mesh.node_count(), 0);
    for (const BoundaryEdge& edge : border) {
      ++leaving[static_cast<std::size_t>(edge.nodes[0])];
      ++arriving[static_cast<std::size_t>(edge.nodes[1])];
    }
    EXPECT_EQ(leaving, arriving);
    EXPECT_EQ(*std::max_element(leaving.begin(), leaving.end()), 1);
    // Every side has one mid-side node: corners - sides + elements = nodes - 2 sides + elements.
    const auto elements = static_cast<std::int64_t>(mesh.element_count());
    const std::int64_t sides = (4 * elements + static_cast<std::int64_t>(border.size())) / 2;
    EXPECT_EQ(static_cast<std::int64_t>(mesh.node_count()) - 2 * sides + elements, 1);
  }
}

TEST_P(GeneratedMesh, NamesEveryBorderEdgeExactlyOnceAndEveryElement) {
  for (const std::int64_t nodes : kSizes) {
    SCOPED_TRACE(nodes);
    const Quad8Mesh mesh = generate(nodes);
    std::set<Edge3> border;
    for (const BoundaryEdge& edge : boundary_edges(mesh)) border.insert(edge.nodes);
    std::set<Edge3> named;
    std::size_t named_count = 0;
    for (const BoundaryGroup& group : mesh.boundaries) {
      named.insert(group.edges.begin(), group.edges.end());
      named_count += group.edges.size();
    }
    EXPECT_EQ(named, border);
    EXPECT_EQ(named_count, border.size());
    ASSERT_EQ(mesh.regions.size(), 1U);
    EXPECT_EQ(mesh.regions[0].name, "fluid");
    EXPECT_EQ(mesh.regions[0].elements.size(), mesh.element_count());
  }
}

TEST_P(GeneratedMesh, HasTheDocumentedGroups) {
  const Quad8Mesh mesh = generate(1000);
  std::vector<std::string> names;
  for (const BoundaryGroup& group : mesh.boundaries) names.push_back(group.name);
  if (shape() == Shape::t_junction) {
    EXPECT_THAT(names, ElementsAre("inlet", "outlet", "branch", "wall"));
  } else {
    EXPECT_THAT(names, ElementsAre("inlet", "outlet", "wall"));
  }
}

TEST_P(GeneratedMesh, HasInletAndOutletOfTheDocumentedLength) {
  for (const std::int64_t nodes : kSizes) {
    SCOPED_TRACE(nodes);
    const Quad8Mesh mesh = generate(nodes);
    const BoundaryGroup* inlet = find_group(mesh, "inlet");
    const BoundaryGroup* outlet = find_group(mesh, "outlet");
    ASSERT_TRUE(inlet != nullptr && outlet != nullptr);
    // One rounding per edge and one per addition.
    const double inlet_rounding = 4 * kEpsilon * static_cast<double>(inlet->edges.size());
    const double outlet_rounding = 4 * kEpsilon * static_cast<double>(outlet->edges.size());
    EXPECT_NEAR(length_of(mesh, *inlet), expectation_of(shape()).inlet_length, inlet_rounding);
    EXPECT_NEAR(length_of(mesh, *outlet), expectation_of(shape()).outlet_length, outlet_rounding);
  }
}

TEST_P(GeneratedMesh, AgreesWithTheConventionThatNeedsNoNames) {
  for (const std::int64_t nodes : {std::int64_t{300}, std::int64_t{20'000}}) {
    SCOPED_TRACE(nodes);
    const Quad8Mesh mesh = generate(nodes);
    const auto [least, greatest] = std::minmax_element(mesh.x.begin(), mesh.x.end());
    EXPECT_EQ(edges_of(*find_group(mesh, "outlet")), edges_at_x(mesh, *greatest));
    if (shape() == Shape::elbow) {
      for (const Edge3& edge : find_group(mesh, "inlet")->edges) {
        for (const NodeId node : edge) EXPECT_EQ(point_of(mesh, node).y, 0);
      }
    } else {
      EXPECT_EQ(edges_of(*find_group(mesh, "inlet")), edges_at_x(mesh, *least));
    }
  }
}

TEST_P(GeneratedMesh, HasTheExactAreaOrConvergesToItWithAtLeastThirdOrder) {
  const Expectation expected = expectation_of(shape());
  double coarse_error = 0;
  double coarse_size = 0;
  for (const std::int64_t nodes : {1000, 4000, 16'000}) {
    SCOPED_TRACE(nodes);
    const Quad8Mesh mesh = generate(nodes);
    const double error = std::fabs(mesh_area(mesh) - expected.area);
    const double size = 1 / std::sqrt(static_cast<double>(mesh.node_count()));
    if (!expected.has_arcs) {
      EXPECT_LE(error, kEpsilon * expected.area * static_cast<double>(mesh.element_count()));
    } else if (coarse_error > 0) {
      EXPECT_GE(std::log(coarse_error / error) / std::log(coarse_size / size), 3);
    } else {
      EXPECT_GT(error, 0);
    }
    coarse_error = error;
    coarse_size = size;
  }
}

TEST_P(GeneratedMesh, HasInnerMidSideNodesInTheMiddleOfTheirChords) {
  const Quad8Mesh mesh = generate(2000);
  std::set<std::pair<ElementId, int>> border;
  for (const BoundaryEdge& edge : boundary_edges(mesh)) border.emplace(edge.element, edge.side);
  for (std::size_t element = 0; element < mesh.element_count(); ++element) {
    for (int side = 0; side < 4; ++side) {
      if (border.contains({static_cast<ElementId>(element), side})) continue;
      const auto& local = kQuad8Sides[static_cast<std::size_t>(side)];
      const Quad8& nodes = mesh.quad8[element];
      EXPECT_TRUE(is_middle(mesh, {nodes[static_cast<std::size_t>(local[0])],
                                   nodes[static_cast<std::size_t>(local[1])],
                                   nodes[static_cast<std::size_t>(local[2])]}))
          << "element " << element << " side " << side;
    }
  }
}

TEST_P(GeneratedMesh, HasAsManyNodesAsWishedWithinTwoPercentFromTwoThousandOn) {
  const Blocking blocking = blocking_of(shape());
  const auto sides = block_sides(blocking);
  for (double wish = 200; wish < 5e6; wish *= 1.0137) {
    const auto whole = choose_subdivisions(blocking, wish);
    const double nodes = count_nodes(blocking, sides, {whole.begin(), whole.end()});
    EXPECT_LE(std::fabs(nodes / wish - 1), wish >= 2000 ? 0.02 : 0.05) << wish;
  }
}

TEST_P(GeneratedMesh, HasTheNodesThatItsFormulaCounts) {
  const Blocking blocking = blocking_of(shape());
  for (const std::int64_t nodes : kSizes) {
    const auto whole = choose_subdivisions(blocking, static_cast<double>(nodes));
    const Quad8Mesh mesh = generate(nodes);
    EXPECT_EQ(static_cast<double>(mesh.node_count()),
              count_nodes(blocking, block_sides(blocking), {whole.begin(), whole.end()}));
    EXPECT_EQ(static_cast<std::int64_t>(mesh.node_count()), planned_nodes({shape(), nodes}));
  }
}

TEST_P(GeneratedMesh, IsTheSameEveryTime) {
  const Quad8Mesh one = generate(3000);
  const Quad8Mesh other = generate(3000);
  EXPECT_EQ(one.x, other.x);
  EXPECT_EQ(one.y, other.y);
  EXPECT_EQ(one.quad8, other.quad8);
}

TEST_P(GeneratedMesh, RefusesFewerNodesThanItsBlocksNeed) {
  for (const std::int64_t nodes : {-5, 0, 7}) {
    try {
      std::ignore = generate(nodes);
      ADD_FAILURE() << nodes;
    } catch (const UsageError& error) {
      EXPECT_THAT(error.what(), AllOf(HasSubstr("mesh of " + std::to_string(nodes) + " nodes"),
                                      HasSubstr("needs at least")));
    }
  }
}

TEST(GenerateMesh, RefusesMoreNodesThanThirtyTwoBitsCanNumber) {
  EXPECT_THROW(generate_mesh({Shape::channel, kMostGeneratedNodes + 1}), UsageError);
}

TEST(GenerateMesh, PutsMidSideNodesOfTheCylinderOnTheCircle) {
  const Quad8Mesh mesh = generate_mesh({Shape::cylinder, 300});
  int on_circle = 0;
  for (const Edge3& edge : find_group(mesh, "wall")->edges) {
    const Point corner = point_of(mesh, edge[0]);
    const Point next = point_of(mesh, edge[1]);
    constexpr Point kCentre{1.5, 0};
    if (distance(corner, kCentre) > 0.26 || distance(next, kCentre) > 0.26) continue;
    ++on_circle;
    for (const NodeId node : edge) {
      EXPECT_NEAR(distance(point_of(mesh, node), kCentre), 0.25, kPointRounding);
    }
    EXPECT_FALSE(is_middle(mesh, edge));
  }
  EXPECT_GE(on_circle, 8);
}

TEST(GenerateMesh, NarrowsTheVenturiToHalfItsHeight) {
  const Quad8Mesh mesh = generate_mesh({Shape::venturi, 5000});
  double lower = 0;
  double upper = 1;
  for (const Edge3& edge : find_group(mesh, "wall")->edges) {
    for (const NodeId node : edge) {
      const Point point = point_of(mesh, node);
      (point.y < 0.5 ? lower : upper) =
          point.y < 0.5 ? std::max(lower, point.y) : std::min(upper, point.y);
    }
  }
  EXPECT_NEAR(upper - lower, 0.5, kPointRounding);
}

}  // namespace
}  // namespace tessera
