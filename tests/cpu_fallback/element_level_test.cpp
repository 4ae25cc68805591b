#include "kernels/stages/element_level.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <numeric>
#include <vector>

#include "cpu_fallback/stages.hpp"
#include "kernels/numerics/eigenvalue_bound.hpp"
#include "tests/support/element_level_arrays.hpp"
#include "tests/support/same_bits.hpp"
#include "tests/support/stage_test.hpp"

namespace tessera {
namespace {

using Floats = std::vector<float>;
using Quad4Arrays = support::ElementLevelArrays<cpu::Executor, Quad4Level>;

/// The vectors of a level on the executor.
struct Vectors {
  cpu::Array<float> r, direction, x;

  LevelVectors at() { return {r.view(), direction.view(), x.view(), {}}; }
};

class ElementLevels : public support::StageTest {
 protected:
  Vectors vectors(std::int64_t rows, Floats r, Floats direction, Floats x) {
    for (Floats* values : {&r, &direction, &x}) {
      values->resize(static_cast<std::size_t>(padded_rows(rows)), 0.0F);
    }
    return {put(r), put(direction), put(x)};
  }
  Floats first(const cpu::Array<float>& array, std::size_t count) {
    Floats values = get(array);
    for (std::size_t item = count; item < values.size(); ++item) {
      EXPECT_EQ(values[item], 0.0F) << "behind the last row";
    }
    values.resize(count);
    return values;
  }
};

// Two elements over five unknowns, the sixth node known; conductances that make whole numbers.
//   element 0: rows 0 1 2 3; element 1: rows 1 4 known 2
Quad4Arrays two_elements(cpu::Executor& executor) {
  return {executor,
          5,
          {0, 1, 2, 3, 1, 4, 5, 2},
          {1, 2, 3, 4, 5, 6, 2, 4, 8, 16, 32, 64},
          {0, 0, 0, 10, 0}};
}

TEST_P(ElementLevels, SubtractTheSumOfWhatFlowsBetweenNodes) {
  Quad4Arrays arrays = two_elements(executor);
  Vectors v = vectors(5, {1000, 1000, 1000, 1000, 1000}, {1, 2, 4, 8, 16}, {});
  subtract_action(executor, arrays.level(), v.at());
  // Row 0: 1(1-2) + 2(1-4) + 3(1-8). Row 1: 1(2-1) + 4(2-4) + 5(2-8), then 2(2-16) + 4(2-0) +
  // 8(2-4). Row 2: 2(4-1) + 4(4-2) + 6(4-8), then 8(4-2) + 32(4-16) + 64(4-0). Row 3: 3(8-1) +
  // 5(8-2) + 6(8-4) + 10 8. Row 4: 2(16-2) + 16(16-0) + 32(16-4).
  EXPECT_SAME_BITS(first(v.r, 5), (Floats{1028, 1073, 1122, 845, 332}));
  EXPECT_SAME_BITS(first(v.direction, 5), (Floats{1, 2, 4, 8, 16}));
}

TEST_P(ElementLevels, DiagonalIsTheSumOfTheConductancesAndTheGround) {
  Quad4Arrays arrays = two_elements(executor);
  const View<const float> inverse = arrays.level().inverse_diagonal;
  const Floats expected{1.0F / 6, 1.0F / 24, 1.0F / 116, 1.0F / 24, 1.0F / 50};
  for (std::size_t row = 0; row < 5; ++row) {
    EXPECT_SAME_BITS(inverse[static_cast<std::int64_t>(row)], expected[row]) << row;
  }
  for (std::int64_t row = 5; row < inverse.count; ++row) EXPECT_EQ(inverse[row], 0.0F);
}

TEST_P(ElementLevels, FirstStepGoesAlongTheScaledResidual) {
  Quad4Arrays arrays = two_elements(executor);
  Vectors v = vectors(5, {6, 24, 116, 24, 50}, {9, 9, 9, 9, 9}, {7, 7, 7, 7, 7});
  begin_smoothing(executor, arrays.level(), v.at(), ChebyshevStep{0.5F, 0.25F});
  for (const float value : first(v.x, 5)) EXPECT_NEAR(value, 0.5F, 1e-7F);
  EXPECT_SAME_BITS(first(v.x, 5), first(v.direction, 5));
  EXPECT_SAME_BITS(first(v.r, 5), (Floats{6, 24, 116, 24, 50}));
}

TEST_P(ElementLevels, StepSubtractsThenTurnsThenMoves) {
  Quad4Arrays arrays = two_elements(executor);
  Vectors v = vectors(5, {1000, 1000, 1000, 1000, 1000}, {1, 2, 4, 8, 16}, {5, 4, 3, 2, 1});
  smooth_step(executor, arrays.level(), v.at(), ChebyshevStep{0.5F, 0.25F});
  const Floats r{1028, 1073, 1122, 845, 332};
  EXPECT_SAME_BITS(first(v.r, 5), r);
  const Floats inverse{1.0F / 6, 1.0F / 24, 1.0F / 116, 1.0F / 24, 1.0F / 50};
  const Floats old_direction{1, 2, 4, 8, 16};
  const Floats old_x{5, 4, 3, 2, 1};
  for (std::size_t row = 0; row < 5; ++row) {
    const float direction = 0.25F * old_direction[row] + 0.5F * (inverse[row] * r[row]);
    EXPECT_SAME_BITS(v.direction.view()[static_cast<std::int64_t>(row)], direction);
    EXPECT_SAME_BITS(v.x.view()[static_cast<std::int64_t>(row)], old_x[row] + direction);
  }
}

// 40 elements around one node, more than a group and more than a slice has rows.
TEST_P(ElementLevels, TakeNodesOfManyElements) {
  constexpr std::int32_t kElements = 40;
  std::vector<std::int32_t> nodes;
  for (std::int32_t element = 0; element < kElements; ++element) {
    nodes.insert(nodes.end(), {0, element + 1, kElements + 1, kElements + 1});
  }
  const Floats conductance(kElements * kQuad4Pairs, 1.0F);
  Quad4Arrays arrays(executor, kElements + 1, nodes, conductance, Floats(kElements + 1, 0.0F));
  Floats direction(kElements + 1, 0.0F);
  direction[0] = 1.0F;
  Vectors v = vectors(kElements + 1, {}, direction, {});
  subtract_action(executor, arrays.level(), v.at());
  const Floats r = first(v.r, kElements + 1);
  EXPECT_EQ(r[0], -3.0F * kElements);
  for (std::size_t row = 1; row < r.size(); ++row) EXPECT_EQ(r[row], 1.0F) << row;
}

TEST_P(ElementLevels, TakeNoElementsAndNoRows) {
  Quad4Arrays arrays(executor, 0, {}, {}, {});
  Vectors v = vectors(0, {}, {}, {});
  smooth_step(executor, arrays.level(), v.at(), ChebyshevStep{0.5F, 0.25F});
  EXPECT_TRUE(first(v.x, 0).empty());
}

// Largest eigenvalue of De^-1 Ke by 500 steps of power iteration in f64.
template <int kNodes, int kPairs>
double largest_eigenvalue(const double (&conductance)[kPairs]) {
  double K[kNodes][kNodes] = {};
  int pair = 0;
  for (int a = 0; a < kNodes; ++a) {
    for (int b = a + 1; b < kNodes; ++b, ++pair) {
      K[a][b] = K[b][a] = -conductance[pair];
      K[a][a] += conductance[pair];
      K[b][b] += conductance[pair];
    }
  }
  std::vector<double> u(kNodes);
  for (int a = 0; a < kNodes; ++a) u[static_cast<std::size_t>(a)] = std::cos(3.0 * a + 0.5);
  double norm = 0.0;
  for (int step = 0; step < 500; ++step) {
    std::vector<double> next(kNodes);
    for (std::size_t a = 0; a < kNodes; ++a) {
      for (std::size_t b = 0; b < kNodes; ++b) next[a] += K[a][b] / K[a][a] * u[b];
    }
    norm = std::sqrt(std::inner_product(next.begin(), next.end(), next.begin(), 0.0));
    for (std::size_t a = 0; a < kNodes; ++a) u[a] = next[a] / norm;
  }
  return norm;
}

TEST_P(ElementLevels, AreDerivedWithBoundsThatHoldAndAreClose) {
  constexpr std::int64_t kElements = 19;
  std::vector<double> conductance(static_cast<std::size_t>(conductance_count(kElements)), 0.0);
  double worst8 = 0.0;
  double worst4 = 0.0;
  for (std::int64_t element = 0; element < kElements; ++element) {
    const double stretch = 1.0 + 0.5 * static_cast<double>(element);
    const double lean = 0.1 * static_cast<double>(element % 4);
    const double x[8] = {
        0,       stretch, stretch + lean, lean, stretch / 2, stretch + lean / 2, stretch / 2 + lean,
        lean / 2};
    const double y[8] = {0, 0, 1, 1, 0, 0.5, 1, 0.5};
    double fine[kQuad8Pairs];
    double coarse[kQuad4Pairs];
    element_conductance(x, y, 1.0, fine);
    corner_conductance(fine, coarse);
    worst8 = std::max(worst8, largest_eigenvalue<kQuad8Nodes>(fine));
    worst4 = std::max(worst4, largest_eigenvalue<kQuad4Nodes>(coarse));
    for (int pair = 0; pair < kQuad8Pairs; ++pair) {
      conductance[static_cast<std::size_t>(conductance_index(element, pair))] = fine[pair];
    }
  }
  const auto from = put(conductance);
  auto quad8 = make<float>(2 * kQuad8Pairs * kFloatLanes);
  auto quad4 = make<float>(2 * kQuad4Pairs * kFloatLanes);
  auto quad8_power = make<float>(1);
  auto quad4_power = make<float>(1);
  derive_levels(executor, kElements, from.view(), 0.5,
                DerivedLevels{quad8.view(), quad4.view(), quad8_power.view(), quad4_power.view()});
  const double bound8 = sixteenth_root(get(quad8_power)[0]);
  const double bound4 = sixteenth_root(get(quad4_power)[0]);
  EXPECT_GT(1.01 * bound8, worst8);
  EXPECT_LT(bound8, 1.06 * worst8);
  EXPECT_GT(1.01 * bound4, worst4);
  EXPECT_LT(bound4, 1.06 * worst4);
  const Floats narrow = get(quad8);
  EXPECT_SAME_BITS(
      narrow[(kQuad8Pairs + 5) * kFloatLanes + 1],
      static_cast<float>(0.5 * conductance[static_cast<std::size_t>(conductance_index(17, 5))]));
  EXPECT_EQ(narrow[(kQuad8Pairs + 5) * kFloatLanes + 3], 0.0F) << "behind the last element";
}

TESSERA_FOR_EVERY_INSTRUCTION_SET(ElementLevels);

}  // namespace
}  // namespace tessera
