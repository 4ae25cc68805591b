#include "kernels/stages/element_level.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <vector>

#include "tests/support/csr_arrays.hpp"
#include "tests/support/element_level_arrays.hpp"
#include "tests/support/gpu_test.hpp"

namespace tessera {
namespace {

using support::get;
using support::put;
using support::random_values;

using Floats = std::vector<float>;

/// `count` numbers in [middle - 1, middle + 1] that need all digits, then zeros up to `all`.
Floats random_floats(std::int64_t count, std::int64_t all, float middle, unsigned seed) {
  Floats floats(static_cast<std::size_t>(all), 0.0F);
  const std::vector<double> values = random_values(static_cast<std::size_t>(count), seed);
  for (std::size_t item = 0; item < values.size(); ++item) {
    floats[item] = middle + static_cast<float>(values[item]);
  }
  return floats;
}

/// Random elements on any executor, and the vectors of a level of theirs.
template <class Exec, class Level>
class RandomLevel {
 public:
  RandomLevel(Exec& executor, std::int64_t elements, std::int64_t rows)
      : executor_(executor),
        arrays_(executor, rows, support::random_nodes(elements, Level::kElementNodes, rows, 1),
                random_floats(elements * Level::kElementPairs, elements * Level::kElementPairs,
                              0.8F, 2),
                random_floats(rows, rows, 1.5F, 3)),
        r_(put(executor, vector_of(rows, 4))),
        direction_(put(executor, vector_of(rows, 5))),
        x_(put(executor, vector_of(rows, 6))) {}

  [[nodiscard]] Level level() { return arrays_.level(); }
  [[nodiscard]] LevelVectors at() { return {r_.view(), direction_.view(), x_.view(), {}}; }

  /// The vectors, with what stands behind the rows, and the inverse diagonal.
  [[nodiscard]] Floats everything() {
    Floats all = get(executor_, level().inverse_diagonal);
    for (const auto* vector : {&r_, &direction_, &x_}) {
      for (const float value : get(executor_, vector->view())) all.push_back(value);
    }
    return all;
  }

 private:
  template <class T>
  using Array = decltype(allocate<T>(std::declval<Exec&>(), 0));

  static Floats vector_of(std::int64_t rows, unsigned seed) {
    return random_floats(rows, padded_rows(rows), 0.0F, seed);
  }

  Exec& executor_;
  support::ElementLevelArrays<Exec, Level> arrays_;
  Array<float> r_, direction_, x_;
};

constexpr ChebyshevStep kFirst{0.625F, 0.0F};
constexpr ChebyshevStep kSecond{0.8F, 0.3F};

struct Sizes {
  std::int64_t elements;
  std::int64_t rows;
};
// Around a group of elements, a line of rows, a warp and a block.
const std::vector<Sizes> kSizes{{0, 0},   {0, 5},   {1, 1},    {1, 8},     {15, 31},   {16, 32},
                                {17, 33}, {31, 95}, {33, 255}, {128, 256}, {129, 257}, {400, 1100}};

template <class Level>
class ElementLevelEquivalence : public support::Equivalence {
 protected:
  /// What `work(executor, level, vectors)` leaves behind, the same on both.
  template <class Work>
  void expect_same_vectors(const Work& work) {
    for (const Sizes& size : kSizes) {
      SCOPED_TRACE(::testing::Message() << size.elements << " elements, " << size.rows << " rows");
      this->expect_same_bits([&](auto& executor) {
        RandomLevel<std::remove_reference_t<decltype(executor)>, Level> random(
            executor, size.elements, size.rows);
        work(executor, random.level(), random.at());
        return random.everything();
      });
    }
  }
};

using Levels = ::testing::Types<Quad8Level, Quad4Level>;
TYPED_TEST_SUITE(ElementLevelEquivalence, Levels);

TYPED_TEST(ElementLevelEquivalence, DiagonalHasTheSameBits) {
  this->expect_same_vectors([](auto&, const auto&, const LevelVectors&) {});
}

TYPED_TEST(ElementLevelEquivalence, FirstStepHasTheSameBits) {
  this->expect_same_vectors([](auto& executor, const auto& level, const LevelVectors& at) {
    begin_smoothing(executor, level, at, kFirst);
  });
}

TYPED_TEST(ElementLevelEquivalence, StepHasTheSameBits) {
  this->expect_same_vectors([](auto& executor, const auto& level, const LevelVectors& at) {
    smooth_step(executor, level, at, kSecond);
  });
}

TYPED_TEST(ElementLevelEquivalence, SubtractedActionHasTheSameBits) {
  this->expect_same_vectors([](auto& executor, const auto& level, const LevelVectors& at) {
    subtract_action(executor, level, at);
  });
}

TYPED_TEST(ElementLevelEquivalence, RecordedSmoothingHasTheSameBits) {
  this->expect_same_vectors([](auto& executor, const auto& level, const LevelVectors& at) {
    const auto smoothing = record(executor, [&executor, level, at] {
      begin_smoothing(executor, level, at, kFirst);
      smooth_step(executor, level, at, kSecond);
      subtract_action(executor, level, at);
    });
    smoothing();
    smoothing();
  });
}

TYPED_TEST(ElementLevelEquivalence, NothingAppearsBehindTheLastRow) {
  using Level = TypeParam;
  gpu::Executor& executor = this->on_gpu();
  RandomLevel<gpu::Executor, Level> random(executor, 17, 33);
  begin_smoothing(executor, random.level(), random.at(), kFirst);
  smooth_step(executor, random.level(), random.at(), kSecond);
  for (const View<float>& vector : {random.at().r, random.at().direction, random.at().x}) {
    const Floats values = get(executor, vector);
    ASSERT_EQ(values.size(), 48U);
    EXPECT_NE(values[32], 0.0F);
    for (std::size_t row = 33; row < 48; ++row) EXPECT_SAME_BITS(values[row], 0.0F) << row;
  }
}

class DerivedLevelEquivalence : public support::Equivalence {};

/// Both levels' conductances, then the powers of every chunk.
template <class Exec>
Floats derived(Exec& executor, std::int64_t elements, double factor) {
  const auto count = static_cast<std::size_t>(conductance_count(elements));
  std::vector<double> values = random_values(count, 7);
  for (double& value : values) value += 0.9;
  const auto conductance = put(executor, values);
  const std::int64_t groups = element_group_count(elements) * kFloatLanes;
  const std::int64_t chunks = chunk_count_of(elements, kElementChunk);
  auto quad8 = allocate<float>(executor, groups * kQuad8Pairs);
  auto quad4 = allocate<float>(executor, groups * kQuad4Pairs);
  auto quad8_power = allocate<float>(executor, chunks);
  auto quad4_power = allocate<float>(executor, chunks);
  derive_levels(executor, elements, conductance.view(), factor,
                DerivedLevels{quad8.view(), quad4.view(), quad8_power.view(), quad4_power.view()});
  Floats all;
  for (auto* array : {&quad8, &quad4, &quad8_power, &quad4_power}) {
    for (const float value : get(executor, array->view())) all.push_back(value);
  }
  return all;
}

TEST_F(DerivedLevelEquivalence, LevelsAndBoundsHaveTheSameBits) {
  for (const std::int64_t elements : {0, 1, 8, 15, 16, 17, 511, 512, 513, 1100}) {
    expect_same_bits([&](auto& executor) { return derived(executor, elements, 0.25); });
  }
}

TEST_F(DerivedLevelEquivalence, SubnormalConductancesHaveTheSameBits) {
  const Floats on_gpu = derived(this->on_gpu(), 40, 0x1p-130);
  EXPECT_GT(on_gpu.front(), 0.0F) << "not flushed to zero";
  expect_same_bits([](auto& executor) { return derived(executor, 40, 0x1p-130); });
}

TEST_F(DerivedLevelEquivalence, ConductancesBeyondTheRangeHaveTheSameBits) {
  const Floats on_gpu = derived(this->on_gpu(), 700, 0x1p127);
  EXPECT_TRUE(std::ranges::any_of(on_gpu, [](float value) { return std::isinf(value); }));
  expect_same_bits([](auto& executor) { return derived(executor, 700, 0x1p127); });
}

}  // namespace
}  // namespace tessera
