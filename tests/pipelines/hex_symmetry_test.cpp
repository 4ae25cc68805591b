// The response to an impulse has the symmetry of the lattice: that of the sums' order to the bit,
// the rest within what rounding can do.

#include <cmath>
#include <cstdint>
#include <gtest/gtest.h>
#include <limits>
#include <vector>

#include "cpu_fallback/stages.hpp"
#include "host/pipelines/hex_diffusion.hpp"

namespace tessera {
namespace {

constexpr double kRoundOff = std::numeric_limits<double>::epsilon() / 2;
constexpr double kAlpha = 0.2;
constexpr std::int64_t kSteps = 40;
// The border is further away than the response reaches.
constexpr std::int64_t kReach = kSteps + 1;
constexpr std::int64_t kCentre = kReach + 1;
constexpr std::int64_t kSide = 2 * kCentre + 1;

/// A cell by its steps from the impulse along two axes of the lattice: for hexagons to the right
/// and down to the right, for squares to the right and down.
struct Place {
  std::int64_t across, down;
};

class ImpulseResponse : public ::testing::TestWithParam<Topology> {
 protected:
  void SetUp() override {
    std::vector<double> impulse(static_cast<std::size_t>(kSide * kSide));
    impulse[static_cast<std::size_t>(kCentre * kSide + kCentre)] = 1.0;
    cpu::Executor executor({cpu::Team::serial, 1, cpu::best_instruction_set()});
    const HexPlan plan{kSide, kSide, {GetParam(), GridBorder::fixed, kAlpha, 0}, kSteps};
    field_ = diffuse(executor, plan, impulse).field;
  }

  [[nodiscard]] static bool hex() { return GetParam() == Topology::hex; }

  /// Odd rows stand half a cell to the right, and each row down moves half a cell to the right.
  [[nodiscard]] double at(Place place) const {
    const std::int64_t row = kCentre + place.down;
    const std::int64_t halves_left = hex() ? kCentre % 2 - row % 2 + place.down : 0;
    const std::int64_t col = kCentre + place.across + halves_left / 2;
    return field_[static_cast<std::size_t>(row * kSide + col)];
  }

  template <class Image>
  void expect_same_bits(const Image& image) const {
    for_places([&](Place place) { ASSERT_EQ(at(image(place)), at(place)) << text(place); });
  }

  // Every operation of a step on values that are not negative: the sum of six takes three
  // roundings, its sixth one, the difference and its share two of at most the larger of v and the
  // mean, the last sum one; alpha times either is at most the new value.
  template <class Image>
  void expect_same_within_rounding(const Image& image) const {
    constexpr double kRoundingsPerStep = 7.0;
    const double bound = 2.0 * kRoundingsPerStep * static_cast<double>(kSteps) * kRoundOff * 1.01;
    for_places([&](Place place) {
      ASSERT_NEAR(at(image(place)), at(place), bound * at(place)) << text(place);
    });
  }

 private:
  // Those that are away from the border under every symmetry, and all that the impulse reached.
  template <class Check>
  static void for_places(const Check& check) {
    for (std::int64_t down = -kReach / 2; down <= kReach / 2; ++down) {
      for (std::int64_t across = -kReach / 2; across <= kReach / 2; ++across) {
        check(Place{across, down});
      }
    }
  }
  static ::testing::Message text(Place place) {
    return ::testing::Message() << place.across << " across, " << place.down << " down";
  }

  std::vector<double> field_;
};

TEST_P(ImpulseResponse, ReachesEveryPlaceThatIsCompared) {
  EXPECT_GT(at({kReach / 2, kReach / 2}), 0.0);
  EXPECT_GT(at({-kReach / 2, -kReach / 2}), 0.0);
  EXPECT_GT(at({0, 0}), at({1, 0}));
}

TEST_P(ImpulseResponse, IsTheSameToTheBitLeftAndRight) {
  // A row down moves half a cell to the right, which the mirror moves to the left.
  expect_same_bits([](Place place) {
    return Place{-place.across - (hex() ? place.down : 0), place.down};
  });
}

TEST_P(ImpulseResponse, IsTheSameToTheBitAboveAndBelow) {
  expect_same_bits([](Place place) {
    return Place{place.across + (hex() ? place.down : 0), -place.down};
  });
}

TEST_P(ImpulseResponse, IsTheSameToTheBitHalfATurnOn) {
  expect_same_bits([](Place place) { return Place{-place.across, -place.down}; });
}

TEST_P(ImpulseResponse, IsTheSameOneTurnOfTheLatticeOn) {
  if (hex()) {
    // A sixth: right becomes down right, and down right becomes down left.
    expect_same_within_rounding([](Place place) {
      return Place{-place.down, place.across + place.down};
    });
  } else {
    // A quarter; of squares both sums of the frozen order change places, which is exact.
    expect_same_bits([](Place place) { return Place{-place.down, place.across}; });
  }
}

TEST_P(ImpulseResponse, IsTheSameWithBothAxesExchanged) {
  const auto exchanged = [](Place place) { return Place{place.down, place.across}; };
  if (hex()) {
    expect_same_within_rounding(exchanged);
  } else {
    expect_same_bits(exchanged);
  }
}

INSTANTIATE_TEST_SUITE_P(All, ImpulseResponse, ::testing::Values(Topology::hex, Topology::square),
                         [](const auto& topology) {
                           return topology.param == Topology::hex ? "Hex" : "Square";
                         });

}  // namespace
}  // namespace tessera
