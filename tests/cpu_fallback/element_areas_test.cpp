#include "kernels/stages/element_areas.hpp"

#include <gtest/gtest.h>
#include <vector>

#include "cpu_fallback/stages.hpp"
#include "host/mesh/element_jacobians.hpp"
#include "tests/support/hand_mesh.hpp"
#include "tests/support/mapped_mesh.hpp"
#include "tests/support/same_bits.hpp"
#include "tests/support/sort_sizes.hpp"
#include "tests/support/stage_test.hpp"

namespace tessera {
namespace {

std::vector<double> areas_of(cpu::Executor& executor, const Quad8Mesh& mesh) {
  std::vector<std::int32_t> nodes;
  for (const Quad8& element : mesh.quad8) nodes.insert(nodes.end(), element.begin(), element.end());
  const auto x = upload(executor, std::span(mesh.x));
  const auto y = upload(executor, std::span(mesh.y));
  const auto of_element = upload(executor, std::span<const std::int32_t>(nodes));
  auto areas = allocate<double>(executor, static_cast<std::int64_t>(mesh.element_count()));
  measure_areas(executor, ElementShapes{x.view(), y.view(), of_element.view()}, areas.view());
  std::vector<double> values(mesh.element_count());
  download(executor, View<const double>(areas.view()), std::span(values));
  return values;
}

// One element at a time, as meshes are checked.
std::vector<double> areas_one_by_one(const Quad8Mesh& mesh) {
  std::vector<double> areas;
  for (const Quad8& element : mesh.quad8) {
    areas.push_back(element_area(checked_jacobians(ElementCoordinates(mesh, element))));
  }
  return areas;
}

class ElementAreas : public support::StageTest {};

TEST_P(ElementAreas, OfSquaresAreTheirSidesSquared) {
  for (const double area : areas_of(executor, support::unit_squares(3, 7))) {
    EXPECT_NEAR(area, 1.0, 1e-15);
  }
}

TEST_P(ElementAreas, HaveTheBitsOfElementsOneByOne) {
  // 1 is less than a vector; 34 x 31 elements are three chunks, the last not full.
  for (const int columns : {1, 3, 34}) {
    const Quad8Mesh mesh = support::bulged_square(columns, columns == 34 ? 31 : 1);
    EXPECT_SAME_BITS(areas_of(executor, mesh), areas_one_by_one(mesh));
  }
}

TEST_P(ElementAreas, OfNoElementsAreNone) { EXPECT_TRUE(areas_of(executor, {}).empty()); }

TESSERA_FOR_EVERY_INSTRUCTION_SET(ElementAreas);

class ElementAreasOfTeams : public support::TeamTest {};

TEST_P(ElementAreasOfTeams, HaveTheBitsOfElementsOneByOne) {
  cpu::Executor executor(team());
  const Quad8Mesh mesh = support::bulged_square(40, 40);
  EXPECT_SAME_BITS(areas_of(executor, mesh), areas_one_by_one(mesh));
}

TESSERA_FOR_EVERY_TEAM(ElementAreasOfTeams);

}  // namespace
}  // namespace tessera
