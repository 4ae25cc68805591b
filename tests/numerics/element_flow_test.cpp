#include "kernels/numerics/element_flow.hpp"

#include <gtest/gtest.h>

#include "kernels/numerics/quad4.hpp"
#include "tests/support/same_bits.hpp"

namespace tessera {
namespace {

// Pairs 01 02 03 12 13 23 of four nodes.
constexpr double kConductance[kQuad4Pairs] = {1, 2, 3, 4, 5, 6};

TEST(ElementFlow, RatesAreWhatLeavesEveryNode) {
  const double u[kQuad4Nodes] = {1, 2, 4, 8};
  double rate[kQuad4Nodes];
  element_rates(kConductance, u, rate);
  const double expected[kQuad4Nodes] = {-1 - 6 - 21, 1 - 8 - 30, 6 + 8 - 24, 21 + 30 + 24};
  EXPECT_SAME_BITS(rate, expected);
}

TEST(ElementFlow, DiagonalIsTheRateOfOneNodeAlone) {
  double diagonal[kQuad4Nodes];
  element_diagonal(kConductance, diagonal);
  for (int node = 0; node < kQuad4Nodes; ++node) {
    double u[kQuad4Nodes] = {};
    double rate[kQuad4Nodes];
    u[node] = 1;
    element_rates(kConductance, u, rate);
    EXPECT_SAME_BITS(diagonal[node], rate[node]) << node;
  }
}

TEST(ElementFlow, OfEqualConductancesHasTheEigenvalueFourThirdsThrice) {
  const float equal[kQuad4Pairs] = {3, 3, 3, 3, 3, 3};
  const float power = element_power16<kQuad4Nodes, float>(equal);
  double expected = 3.0;
  for (int factor = 0; factor < 16; ++factor) expected *= 4.0 / 3.0;
  EXPECT_NEAR(power, expected, 1e-5 * expected);
}

TEST(ElementFlow, NodesWithoutConductancesCountAsOne) {
  // Nodes 0 and 1 have the eigenvalues 0 and 2.
  const float one_pair[kQuad4Pairs] = {4, 0, 0, 0, 0, 0};
  EXPECT_SAME_BITS((element_power16<kQuad4Nodes, float>(one_pair)), 65536.0F + 2.0F);
  const float nothing[kQuad4Pairs] = {};
  EXPECT_SAME_BITS((element_power16<kQuad4Nodes, float>(nothing)), 4.0F);
}

}  // namespace
}  // namespace tessera
