#include "kernels/stages/element_areas.hpp"

#include <gtest/gtest.h>
#include <vector>

#include "tests/support/element_arrays.hpp"
#include "tests/support/gpu_test.hpp"
#include "tests/support/mapped_mesh.hpp"

namespace tessera {
namespace {

class ElementAreasEquivalence : public support::Equivalence {};

// 34 x 31 elements: no multiple of a vector, a chunk or a block of threads.
TEST_F(ElementAreasEquivalence, HaveTheSameBits) {
  for (const int columns : {1, 34}) {
    const Quad8Mesh mesh = support::bulged_square(columns, columns == 34 ? 31 : 1);
    expect_same_bits([&](auto& executor) {
      const support::ElementArrays arrays(executor, mesh,
                                          static_cast<std::int64_t>(mesh.node_count()));
      const ElementTable table = arrays.table();
      auto areas = allocate<double>(executor, table.element_count());
      measure_areas(executor, ElementShapes{table.x, table.y, table.nodes}, areas.view());
      return support::get(executor, areas.view());
    });
  }
}

TEST_F(ElementAreasEquivalence, OfNoElementsAreNone) {
  expect_same_bits([](auto& executor) {
    auto areas = allocate<double>(executor, 0);
    measure_areas(executor, ElementShapes{}, areas.view());
    return support::get(executor, areas.view());
  });
}

}  // namespace
}  // namespace tessera
