#include "kernels/stages/source_load.hpp"

#include <gtest/gtest.h>
#include <limits>
#include <numeric>
#include <vector>

#include "cpu_fallback/stages.hpp"
#include "tests/support/csr_arrays.hpp"
#include "tests/support/dense_reference.hpp"
#include "tests/support/element_arrays.hpp"
#include "tests/support/hand_mesh.hpp"
#include "tests/support/same_bits.hpp"
#include "tests/support/small_meshes.hpp"
#include "tests/support/stage_test.hpp"

namespace tessera {
namespace {

/// Nine Gauss points of a dozen operations each on numbers of order one.
constexpr double kRounding = 100 * std::numeric_limits<double>::epsilon();

class SourceLoad : public support::StageTest {
 protected:
  std::vector<double> load_of(const Quad8Mesh& mesh, const std::vector<double>& of_element,
                              const std::vector<double>& of_node, double start = 0.0) {
    const support::ElementArrays arrays(executor, mesh,
                                        static_cast<std::int64_t>(mesh.node_count()));
    const auto element_source = put(of_element);
    const auto nodal_source = put(of_node);
    auto load = put(std::vector<double>(mesh.node_count(), start));
    add_source_load(executor, arrays.table(), Sources{element_source.view(), nodal_source.view()},
                    load.view());
    return get(load);
  }
};

Quad8Mesh one_square() {
  Quad8Mesh mesh;
  support::add_lone_square(mesh, 0, 0);
  return mesh;
}

TEST_P(SourceLoad, OfAUnitSquareIsTakenFromTheCornersAndGivenToTheMidSides) {
  const std::vector<double> load = load_of(one_square(), {3.0}, {});
  for (std::size_t a = 0; a < 8; ++a) {
    EXPECT_NEAR(load[a], 3.0 * (a < 4 ? -1.0 / 12.0 : 1.0 / 3.0), kRounding) << a;
  }
}

TEST_P(SourceLoad, IsAddedToWhatIsThere) {
  const std::vector<double> load = load_of(one_square(), {3.0}, {}, 10.0);
  EXPECT_NEAR(load[0], 10.0 - 0.25, 10 * kRounding);
}

TEST_P(SourceLoad, OfNodesIsInterpolated) {
  const Quad8Mesh mesh = support::structured_rectangle(2, 2, 1.5, 1.0);
  const std::vector<double> source = support::random_values(mesh.node_count(), 5);
  std::vector<support::Real80> expected(mesh.node_count(), 0.0L);
  for (const Quad8& element : mesh.quad8) {
    support::at_gauss_points(mesh, element, [&](const auto& point, support::Real80 measure) {
      support::Real80 s = 0;
      for (std::size_t b = 0; b < 8; ++b) {
        s += point.N[b] * source[static_cast<std::size_t>(element[b])];
      }
      for (std::size_t a = 0; a < 8; ++a) {
        expected[static_cast<std::size_t>(element[a])] += measure * point.N[a] * s;
      }
    });
  }
  const std::vector<double> load = load_of(mesh, {}, source);
  for (std::size_t node = 0; node < load.size(); ++node) {
    EXPECT_NEAR(load[node], static_cast<double>(expected[node]), kRounding) << node;
  }
}

TEST_P(SourceLoad, OfElementsAndNodesIsTheSumOfBoth) {
  const Quad8Mesh mesh = support::structured_rectangle(30, 25, 3.0, 1.0);
  const std::vector<double> of_element(mesh.element_count(), 2.0);
  const std::vector<double> of_node(mesh.node_count(), 5.0);
  const std::vector<double> load = load_of(mesh, of_element, of_node);
  EXPECT_NEAR(std::accumulate(load.begin(), load.end(), 0.0), 7.0 * 3.0,
              kRounding * 7.0 * static_cast<double>(mesh.node_count()));
  EXPECT_SAME_BITS(load, load_of(mesh, std::vector<double>(mesh.element_count(), 7.0), {}));
}

TEST_P(SourceLoad, WithoutSourcesOrElementsIsNothing) {
  EXPECT_SAME_BITS(load_of(one_square(), {}, {}, 1.0), std::vector<double>(8, 1.0));
  EXPECT_TRUE(load_of(Quad8Mesh{}, {}, {}).empty());
}

TESSERA_FOR_EVERY_INSTRUCTION_SET(SourceLoad);

}  // namespace
}  // namespace tessera
