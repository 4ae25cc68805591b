#include "kernels/stages/recovery.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <vector>

#include "cpu_fallback/stages.hpp"
#include "tests/support/csr_arrays.hpp"
#include "tests/support/element_arrays.hpp"
#include "tests/support/same_bits.hpp"
#include "tests/support/small_meshes.hpp"
#include "tests/support/stage_test.hpp"

namespace tessera {
namespace {

using Values = std::vector<double>;

/// Derivatives of numbers of order ten over elements a thirtieth wide.
constexpr double kRounding = 10 * 30 * 64 * std::numeric_limits<double>::epsilon();

struct Flow {
  Values vx, vy, speed;
};

class Recovery : public support::StageTest {
 protected:
  Flow flow_of(const Quad8Mesh& mesh, const Values& u, const Values& conductivity) {
    const support::ElementArrays arrays(executor, mesh, 0, conductivity);
    const auto elements = static_cast<std::int64_t>(mesh.element_count());
    auto vx = make<double>(elements);
    auto vy = make<double>(elements);
    auto speed = make<double>(elements);
    recover_velocity(executor, arrays.table(), put(u).view(),
                     ElementFlow{vx.view(), vy.view(), speed.view()});
    return {get(vx), get(vy), get(speed)};
  }
};

TEST_P(Recovery, OfALinearPotentialIsItsGradientTimesMinusConductivity) {
  for (const int columns : {1, 25}) {  // 600 elements are two chunks
    const Quad8Mesh mesh = support::structured_rectangle(columns, columns - columns / 24, 1.0, 1.0);
    Values u;
    for (std::size_t node = 0; node < mesh.node_count(); ++node) {
      u.push_back(7.0 + 3.0 * mesh.x[node] - 4.0 * mesh.y[node]);
    }
    const Flow flow = flow_of(mesh, u, Values(mesh.element_count(), 2.0));
    for (std::size_t element = 0; element < mesh.element_count(); ++element) {
      EXPECT_NEAR(flow.vx[element], -6.0, kRounding);
      EXPECT_NEAR(flow.vy[element], 8.0, kRounding);
      EXPECT_NEAR(flow.speed[element], 10.0, kRounding);
    }
  }
}

TEST_P(Recovery, TakesTheMeanOfTheSpeedsNotTheSpeedOfTheMean) {
  // u = (x - 1/2)^2 on the unit square: vx changes sign in the middle.
  const Quad8Mesh mesh = support::structured_rectangle(1, 1, 1.0, 1.0);
  Values u;
  for (const double x : mesh.x) u.push_back((x - 0.5) * (x - 0.5));
  const Flow flow = flow_of(mesh, u, {1.0});
  EXPECT_NEAR(flow.vx[0], 0.0, kRounding);
  EXPECT_NEAR(flow.speed[0], 1.0 / std::sqrt(3.0), kRounding) << "at the 2x2 Gauss points";
}

TEST_P(Recovery, OfPressureIsBernoulli) {
  const Values speed = support::random_values(1500, 8);
  auto pressure = make<double>(1500);
  recover_pressure(executor, put(speed).view(), 1.2, 1000.0, pressure.view());
  Values expected;
  for (const double v : speed) expected.push_back(1000.0 - 0.6 * (v * v));
  EXPECT_SAME_BITS(get(pressure), expected);
}

TEST_P(Recovery, OfNoElementsIsNothing) {
  EXPECT_TRUE(flow_of(Quad8Mesh{}, {}, {}).speed.empty());
  auto pressure = make<double>(0);
  recover_pressure(executor, put(Values{}).view(), 1.2, 1000.0, pressure.view());
}

TESSERA_FOR_EVERY_INSTRUCTION_SET(Recovery);

}  // namespace
}  // namespace tessera
