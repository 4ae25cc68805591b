#include <cmath>
#include <functional>
#include <gtest/gtest.h>
#include <numeric>
#include <utility>
#include <vector>

#include "host/mesh/generate/generate_mesh.hpp"
#include "host/pipelines/flow_conditions.hpp"
#include "tests/support/cycle_arrays.hpp"
#include "tests/support/rich_problem.hpp"

namespace tessera {
namespace {

using support::CycleArrays;

FlowProblem flow_through(Quad8Mesh mesh) {
  return prepare_flow(std::move(mesh), FlowCase{}, false).problem;
}

std::vector<float> random_floats(std::size_t count, unsigned seed) {
  const std::vector<double> values = support::random_values(count, seed);
  return {values.begin(), values.end()};
}

double dot(const std::vector<float>& a, const std::vector<float>& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0, std::plus<>(),
                            [](float x, float y) { return static_cast<double>(x) * y; });
}

/// Rounding of a cycle in f32, of ||x|| ||M y||.
constexpr double kSymmetry = 64 * 0x1p-24;

void expect_symmetric_and_positive(const FlowProblem& problem, unsigned pairs = 4) {
  cpu::Executor executor(support::serial_options());
  CycleArrays cycle(executor, problem);
  for (unsigned seed = 1; seed <= pairs; ++seed) {
    const std::vector<float> x = random_floats(cycle.unknowns(), seed);
    const std::vector<float> y = random_floats(cycle.unknowns(), seed + 100);
    const std::vector<float> Mx = cycle.apply(x);
    const std::vector<float> My = cycle.apply(y);
    EXPECT_LE(std::fabs(dot(x, My) - dot(Mx, y)),
              kSymmetry * std::sqrt(dot(x, x)) * std::sqrt(dot(My, My)));
    EXPECT_GT(dot(x, Mx), 0.0);
    EXPECT_GT(dot(y, My), 0.0);
  }
}

TEST(MultigridCycle, IsSymmetricAndPositive) {
  expect_symmetric_and_positive(support::rich_problem(40, 30));
  expect_symmetric_and_positive(flow_through(generate_mesh({Shape::y_tube, 20000})));
  expect_symmetric_and_positive(flow_through(support::structured_rectangle(1, 1, 1.0, 1.0)));
}

// The second grid has more than 1,024 active nodes.
TEST(MultigridCycle, IsSymmetricWithGridsThatAreVisitedTwice) {
  expect_symmetric_and_positive(flow_through(generate_mesh({Shape::y_tube, 200000})), 1);
}

TEST(MultigridCycle, IsLinearAndForgetsTheCycleBefore) {
  cpu::Executor executor(support::serial_options());
  CycleArrays cycle(executor, support::rich_problem(30, 30));
  std::vector<float> x = random_floats(cycle.unknowns(), 5);
  const std::vector<float> once = cycle.apply(x);
  EXPECT_SAME_BITS(cycle.apply(x), once);
  for (float& value : x) value *= -4.0F;
  const std::vector<float> scaled = cycle.apply(x);
  for (std::size_t row = 0; row < once.size(); ++row) {
    EXPECT_EQ(scaled[row], -4.0F * once[row]) << row;
  }
}

TEST(MultigridCycle, OfNothingIsNothing) {
  cpu::Executor executor(support::serial_options());
  CycleArrays cycle(executor, support::rich_problem(10, 10));
  for (const float value : cycle.apply(std::vector<float>(cycle.unknowns(), 0.0F))) {
    EXPECT_EQ(value, 0.0F);
  }
}

}  // namespace
}  // namespace tessera
