// Diffusion through the pipeline: what a run promises, whatever the executor.

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <limits>
#include <nlohmann/json.hpp>
#include <numbers>
#include <random>
#include <string>
#include <vector>

#include "cpu_fallback/stages.hpp"
#include "host/io/npy_file.hpp"
#include "host/pipelines/hex_diffusion.hpp"
#include "tests/support/same_bits.hpp"
#include "tests/support/teams.hpp"

namespace tessera {
namespace {

constexpr double kRoundOff = std::numeric_limits<double>::epsilon() / 2;

/// Largest error of one update of one cell in units of kRoundOff * max|v|: the mean takes six
/// roundings, its difference and product two more, all times alpha, and the last sum one.
double update_roundings(double alpha) { return 1.0 + 8.0 * alpha; }

template <class Real>
std::vector<Real> random_field(std::int64_t cells) {
  std::mt19937_64 random(20);
  std::vector<Real> field(static_cast<std::size_t>(cells));
  for (Real& value : field)
    value = static_cast<Real>(static_cast<double>(random() >> 11) * 0x1p-53);
  return field;
}

template <class Real>
HexResult<Real> run(const HexPlan& plan, std::vector<Real> initial, support::TeamCase team,
                    const HexObserver<Real>& observer = {}) {
  cpu::Executor executor({team.team, team.workers, cpu::best_instruction_set()});
  return diffuse(executor, plan, std::move(initial), observer);
}

constexpr support::TeamCase kSerial{cpu::Team::serial, 1};

TEST(HexRows, SpreadAndClosedAreWhatTheyWere) {
  for (const auto& [rows, cols] : {std::pair{1, 1}, std::pair{3, 7}, std::pair{5, 512}}) {
    const HexGrid grid = hex_grid(rows, cols, 8);
    const std::vector<double> field = random_field<double>(grid.cell_count());
    std::vector<double> moved = field;
    spread_rows(moved, grid);
    ASSERT_EQ(static_cast<std::int64_t>(moved.size()), grid.field_count());
    EXPECT_EQ(moved[static_cast<std::size_t>((rows - 1) * grid.stride)],
              field[static_cast<std::size_t>((rows - 1) * cols)]);
    close_rows(moved, grid);
    EXPECT_SAME_BITS(moved, field);
  }
}

class HexTeams : public ::testing::TestWithParam<support::TeamCase> {
 protected:
  void SetUp() override { TESSERA_SKIP_PROCESSES_UNDER_TSAN(GetParam().team); }

  template <class Real>
  static void expect_the_same_bits_for_every_depth(std::int32_t heavy) {
    HexPlan plan{38, 67, {Topology::hex, GridBorder::periodic, 0.3, heavy}, 37};
    const auto initial = random_field<Real>(plan.rows * plan.cols);
    plan.fuse = 1;
    const HexResult<Real> expected = run(plan, initial, kSerial);
    ASSERT_NE(expected.field, initial);
    for (const std::optional<int> fuse : {std::optional<int>{}, std::optional{1}, std::optional{2},
                                          std::optional{5}, std::optional{1000}}) {
      for (const std::int64_t snapshot_every : {0, 7}) {
        plan.fuse = fuse;
        plan.snapshot_every = snapshot_every;
        const HexResult<Real> result = run(plan, initial, GetParam());
        EXPECT_SAME_BITS(result.field, expected.field);
        EXPECT_SAME_BITS(result.summary.sum, expected.summary.sum);
        EXPECT_SAME_BITS(result.summary.max, expected.summary.max);
      }
    }
  }
};

TEST_P(HexTeams, HaveTheSameBitsForEveryDepthOfFusionInDouble) {
  expect_the_same_bits_for_every_depth<double>(0);
}

TEST_P(HexTeams, HaveTheSameBitsForEveryDepthOfFusionInFloat) {
  expect_the_same_bits_for_every_depth<float>(0);
}

TEST_P(HexTeams, HaveTheSameBitsForEveryDepthOfFusionWithHeavyRounds) {
  expect_the_same_bits_for_every_depth<double>(3);
}

// An impulse of 60 of the smallest numbers above 0, alpha 0.5: the cell keeps half, each of its six
// neighbours takes 60 / 6 / 2 = 5. A processor that flushed such numbers to 0 would lose all.
TEST_P(HexTeams, KeepNumbersBelowTheNormalOnes) {
  const auto expect_kept = [](auto smallest) {
    using Real = decltype(smallest);
    std::vector<Real> impulse(25);
    impulse[12] = 60 * smallest;
    for (const int fuse : {1, 2}) {
      HexPlan plan{5, 5, {Topology::hex, GridBorder::reflecting, 0.5, 0}, 1};
      plan.fuse = fuse;
      const std::vector<Real> once = run(plan, impulse, GetParam()).field;
      EXPECT_EQ(once[12], 30 * smallest);
      for (const std::size_t neighbour : {6, 7, 11, 13, 16, 17}) {
        EXPECT_EQ(once[neighbour], 5 * smallest) << neighbour;
      }
      // Next the middle takes (6 * 5 / 6 - 30) / 2 from its 30.
      plan.steps = 2;
      const std::vector<Real> twice = run(plan, impulse, GetParam()).field;
      EXPECT_EQ(twice[12], 18 * smallest) << "half of -25 is rounded to -12";
    }
  };
  expect_kept(std::numeric_limits<double>::denorm_min());
  expect_kept(std::numeric_limits<float>::denorm_min());
}

INSTANTIATE_TEST_SUITE_P(All, HexTeams, ::testing::ValuesIn(support::teams_with({1, 3})),
                         support::name_of_case);

TEST(HexPipeline, ShowsEverySnapshotAsARunOfThatLength) {
  HexPlan plan{9, 10, {Topology::square, GridBorder::fixed, 0.2, 0}, 17};
  const auto initial = random_field<double>(90);
  std::vector<std::int64_t> steps;
  std::int64_t furthest = 0;
  HexObserver<double> observer;
  observer.progress = [&](std::int64_t done) {
    EXPECT_GT(done, furthest);
    furthest = done;
  };
  observer.snapshot = [&](std::int64_t step, std::span<const double> field) {
    steps.push_back(step);
    HexPlan shorter = plan;
    shorter.steps = step;
    shorter.snapshot_every = 0;
    EXPECT_SAME_BITS(field, run(shorter, initial, kSerial).field);
  };
  plan.snapshot_every = 5;
  (void)run(plan, initial, kSerial, observer);
  EXPECT_EQ(steps, (std::vector<std::int64_t>{5, 10, 15}));
  EXPECT_EQ(furthest, 17);
}

TEST(HexPipeline, OfNoStepGivesTheFieldBack) {
  const auto initial = random_field<float>(6);
  const auto result = run(HexPlan{2, 3, {}, 0}, initial, kSerial);
  EXPECT_SAME_BITS(result.field, initial);
  EXPECT_EQ(result.summary.max, double{*std::max_element(initial.begin(), initial.end())});
}

struct Mode {
  Topology topology;
  int waves_across;
  int waves_down;
};

class PlaneWave : public ::testing::TestWithParam<Mode> {};

// cos(2 pi (p x / cols + q row / rows)), x = col + 1/2 in odd rows of a hexagonal grid, is a mode
// of the mean over the neighbours, which are at (+-1, 0) and (+-1/2, +-1) from a cell.
TEST_P(PlaneWave, DecaysByTheFactorOfItsMode) {
  constexpr int kRows = 24;
  constexpr int kCols = 30;
  constexpr int kSteps = 40;
  constexpr double kAlpha = 0.7;
  const auto [topology, waves_across, waves_down] = GetParam();
  const bool hex = topology == Topology::hex;
  const double across = 2.0 * std::numbers::pi * waves_across / kCols;
  const double down = 2.0 * std::numbers::pi * waves_down / kRows;
  const double mean = hex ? (std::cos(across) + 2.0 * std::cos(across / 2) * std::cos(down)) / 3.0
                          : (std::cos(across) + std::cos(down)) / 2.0;
  const double factor = std::pow(1.0 + kAlpha * (mean - 1.0), kSteps);
  std::vector<double> wave;
  for (int row = 0; row < kRows; ++row) {
    for (int col = 0; col < kCols; ++col) {
      wave.push_back(std::cos(across * (col + (hex && row % 2 == 1 ? 0.5 : 0.0)) + down * row));
    }
  }
  const HexPlan plan{kRows, kCols, {topology, GridBorder::periodic, kAlpha, 0}, kSteps};
  const std::vector<double> field = run(plan, wave, kSerial).field;
  // The samples of the wave have the roundings of their phase (at most 100) and of the cosine.
  const double bound = (kSteps * update_roundings(kAlpha) + 200.0) * kRoundOff;
  for (std::size_t cell = 0; cell < field.size(); ++cell) {
    ASSERT_NEAR(field[cell], factor * wave[cell], bound) << cell;
  }
}

INSTANTIATE_TEST_SUITE_P(Modes, PlaneWave,
                         ::testing::Values(Mode{Topology::hex, 1, 0}, Mode{Topology::hex, 0, 1},
                                           Mode{Topology::hex, 3, 2}, Mode{Topology::square, 1, 0},
                                           Mode{Topology::square, 2, 5}));

TEST(HexPipeline, ConservesTheSumToRoundingWithoutAnOpenBorder) {
  constexpr double kAlpha = 0.2;
  constexpr int kSteps = 50;
  for (const Topology topology : {Topology::hex, Topology::square}) {
    for (const GridBorder border : {GridBorder::periodic, GridBorder::reflecting}) {
      HexPlan plan{60, 71, {topology, border, kAlpha, 0}, 0};
      const auto initial = random_field<double>(plan.rows * plan.cols);
      const double before = run(plan, initial, kSerial).summary.sum;
      plan.steps = kSteps;
      const HexResult<double> result = run(plan, initial, kSerial);
      ASSERT_NE(result.field, initial);
      // Values lie in [0, 1). A term of a sum passes through 32 + 5 additions per level, 2 levels.
      const double cells = static_cast<double>(initial.size());
      const double bound = cells * kRoundOff * (kSteps * update_roundings(kAlpha) + 2 * 2 * 37);
      EXPECT_NEAR(result.summary.sum, before, bound);
      EXPECT_GT(bound / before, 0.0);
      EXPECT_LT(bound / before, 1e-12);
    }
  }
}

/// The results that an independent program got, with float64 arrays of NumPy.
class HexReference : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(folder_)) GTEST_SKIP() << "no reference results at " << folder_;
  }
  [[nodiscard]] std::filesystem::path file(const std::string& ending) const {
    return folder_ / (GetParam() + ending);
  }
  const std::filesystem::path folder_ =
      std::filesystem::path(TESSERA_SOURCE_DIR) / ".." / "shared" / "reference" / "hex";
};

std::vector<double> impulse_field(const nlohmann::json& about) {
  const auto rows = about["rows"].get<std::size_t>();
  const auto cols = about["cols"].get<std::size_t>();
  std::vector<double> field(rows * cols);
  field[rows / 2 * cols + cols / 2] = about["impulse"].get<double>();
  return field;
}

double ulps_between(double one, double other) {
  const double larger = std::max(std::abs(one), std::abs(other));
  const double ulp = std::nextafter(larger, std::numeric_limits<double>::infinity()) - larger;
  return std::abs(one - other) / ulp;
}

/// How far the two programs may be apart.
double allowed_ulps(const HexPlan& plan) {
  constexpr double kRoundings = 8.0;  // of 25 steps, which rarely all point the same way
  // Heavy rounds: sine, cosine and sums of the two programs differ by up to some 2 ulp a round. A
  // round halves relative differences of small values (the square root) and those about 1.37, where
  // the rounds lead (slope -0.49); and 0.1 % of the outcome counts.
  if (plan.rule.heavy > 0) return 2.0 * kRoundings;
  // The reference divides by 6, we multiply by the double next to 1/6, which is smaller by 2^-54 of
  // it: 2^-54, at most half an ulp, per step where nearly all of a value is new in every step, as
  // it is in front of a spreading impulse. One fourth of the neighbours is exact.
  const bool divides = plan.rule.topology == Topology::hex;
  return kRoundings + (divides ? 0.5 * static_cast<double>(plan.steps) : 0.0);
}

TEST_P(HexReference, IsReproduced) {
  const auto about = nlohmann::json::parse(std::ifstream(file(".json")));
  const auto wanted = read_npy<double>(file(".npy"));
  const std::filesystem::path start = file(".initial.npy");
  const HexPlan plan{
      about["rows"].get<std::int64_t>(),
      about["cols"].get<std::int64_t>(),
      {about["topology"] == "hex" ? Topology::hex : Topology::square, GridBorder::fixed,
       about["alpha"].get<double>(), about["heavy"].get<std::int32_t>()},
      about["steps"].get<std::int64_t>()};
  const auto initial =
      std::filesystem::exists(start) ? read_npy<double>(start).values : impulse_field(about);
  const auto result = run(plan, initial, kSerial);
  ASSERT_EQ(result.field.size(), wanted.values.size());
  const double bound = allowed_ulps(plan);
  double largest = 0.0;
  for (std::size_t cell = 0; cell < wanted.values.size(); ++cell) {
    largest = std::max(largest, ulps_between(result.field[cell], wanted.values[cell]));
  }
  EXPECT_LE(largest, bound);
  RecordProperty("largest_difference_ulp", std::to_string(largest));
}

INSTANTIATE_TEST_SUITE_P(
    All, HexReference,
    ::testing::Values("hex_48x64_steps25_heavy0", "hex_48x64_steps25_heavy0_random",
                      "hex_48x64_steps25_heavy20", "hex_48x64_steps25_heavy20_random",
                      "square_48x64_steps25_heavy0", "square_48x64_steps25_heavy0_random",
                      "square_48x64_steps25_heavy20", "square_48x64_steps25_heavy20_random"),
    [](const auto& reference) { return reference.param; });

}  // namespace
}  // namespace tessera
