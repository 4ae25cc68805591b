#include <cmath>
#include <cstdint>
#include <gtest/gtest.h>
#include <limits>
#include <random>
#include <vector>

#include "kernels/numerics/hex_cell.hpp"
#include "tests/cpu_fallback/hex_rounds_lanes.hpp"
#include "tests/support/same_bits.hpp"
#include "tests/support/stage_test.hpp"

namespace tessera {
namespace {

class HexRounds : public ::testing::TestWithParam<cpu::InstructionSet> {
 protected:
  static support::RoundFunctions functions() {
    return GetParam() == cpu::InstructionSet::x86_64_v4 ? support::x86_64_v4::round_functions()
                                                        : support::x86_64_v3::round_functions();
  }

  static void expect_roots(std::vector<double> values) {
    std::vector<double> expected = values;
    for (double& value : expected) value = std::sqrt(value);
    functions().take_roots_by_steps(values);
    EXPECT_SAME_BITS(values, expected);
  }

  static void expect_rounds(std::vector<double> cells, void (*make)(std::vector<double>&)) {
    std::vector<double> expected = cells;
    for (double& cell : expected) cell = heavy_round_in_range(cell);
    make(cells);
    EXPECT_SAME_BITS(cells, expected);
  }
};

// A square root of `odd`, which is 1 modulo 8, modulo 2^bits: Hensel's lifting.
std::uint64_t root_modulo(std::uint64_t odd, int bits) {
  std::uint64_t root = 1;
  for (int bit = 3; bit < bits; ++bit) {
    if (((root * root - odd) >> bit & 1) != 0) root += std::uint64_t{1} << (bit - 1);
  }
  return root;
}

// The arguments in [1, 2) or, if `upper`, in [2, 4) whose roots are nearest to the middle of two
// numbers. With the middle m = M 2^-53, M odd, and x = N 2^-52 (2^-51), 2^106 (x - m^2) is
// N 2^54 (2^55) - M^2: a small number, here up to `most`, whose negative is a square modulo 2^54.
std::vector<double> hardest_roots(bool upper, std::int64_t most) {
  const int bits = upper ? 55 : 54;
  const std::uint64_t modulus = std::uint64_t{1} << bits;
  std::vector<double> hardest;
  for (std::int64_t square = 1 - most / 8 * 8; square < most; square += 8) {
    const std::uint64_t root = root_modulo(static_cast<std::uint64_t>(square), bits);
    for (const std::uint64_t sign : {std::uint64_t{1}, ~std::uint64_t{0}}) {
      for (const std::uint64_t half : {std::uint64_t{0}, modulus / 2}) {
        const std::uint64_t middle = (sign * root + half) % modulus;
        const unsigned __int128 exact =
            static_cast<unsigned __int128>(middle) * middle - static_cast<__int128>(square);
        EXPECT_EQ(static_cast<std::uint64_t>(exact) % modulus, 0);
        const auto argument = static_cast<std::uint64_t>(exact >> bits);
        if (argument >> 52 == 1) {
          hardest.push_back(std::ldexp(static_cast<double>(argument), upper ? -51 : -52));
        }
      }
    }
  }
  return hardest;
}

TEST_P(HexRounds, RootsByStepsAreRoundedRightNextToTheMiddleOfTwoNumbers) {
  for (const bool upper : {false, true}) {
    const std::vector<double> hardest = hardest_roots(upper, 20000);
    EXPECT_GT(hardest.size(), 500);
    for (const int exponent : {-400, -106, -2, 0, 20, 398}) {
      std::vector<double> values = hardest;
      for (double& value : values) value = std::ldexp(value, exponent);
      expect_roots(values);
    }
  }
}

TEST_P(HexRounds, RootsByStepsAreRoundedRightNextToSquares) {
  std::mt19937_64 random(3);
  std::vector<double> values;
  for (int count = 0; count < 100000; ++count) {
    const double root = std::ldexp(static_cast<double>(1 + (random() >> 38)), -13);
    for (const double next : {0.0, 1e300}) values.push_back(std::nextafter(root * root, next));
    values.push_back(root * root);
  }
  expect_roots(values);
}

TEST_P(HexRounds, RootsByStepsAreThoseOfAnyMagnitude) {
  std::mt19937_64 random(4);
  std::uniform_real_distribution<double> mantissa(1.0, 4.0);
  std::vector<double> values;
  for (int exponent = -400; exponent < 400; exponent += 2) {
    for (int count = 0; count < 1000; ++count) {
      values.push_back(std::ldexp(mantissa(random), exponent));
    }
  }
  expect_roots(values);
}

TEST_P(HexRounds, OrdinaryRoundHasTheBitsOfTheScalarOne) {
  std::mt19937_64 random(5);
  std::uniform_real_distribution<double> mantissa(1.0, 2.0);
  std::vector<double> cells{std::nan(""), 0x1p20, -0x1p20, 0x1p-400, -0x1p-400};
  for (int exponent = -400; exponent < 20; ++exponent) {
    const int count = exponent < -60 ? 10 : 3000;
    for (int cell = 0; cell < count; ++cell) {
      const double size = std::ldexp(mantissa(random), exponent);
      cells.push_back(cell % 2 == 0 ? size : -size);
    }
  }
  for (int quarter = 1; quarter < 3000; ++quarter) {
    cells.push_back(quarter * std::acos(0.0));
    cells.push_back(-quarter * std::acos(0.0) / 2);
  }
  expect_rounds(cells, functions().make_ordinary_round);
}

std::vector<double> settled_cells() {
  std::vector<double> cells{1.08, std::nextafter(1.08, 2.0), 1.5, std::nextafter(1.5, 0.0)};
  for (int cell = 0; cell < 420000; ++cell) cells.push_back(1.08 + cell * 1e-6);
  std::mt19937_64 random(6);
  std::uniform_real_distribution<double> between(1.08, 1.5);
  for (int cell = 0; cell < 400000; ++cell) cells.push_back(between(random));
  return cells;
}

TEST_P(HexRounds, SettledRoundHasTheBitsOfTheScalarOne) {
  expect_rounds(settled_cells(), functions().make_settled_round);
}

TEST_P(HexRounds, SettledCellsStaySettled) {
  std::vector<double> cells = settled_cells();
  functions().make_settled_round(cells);
  for (const double cell : cells) {
    ASSERT_GE(cell, 1.29);
    ASSERT_LE(cell, 1.456);
  }
}

TEST_P(HexRounds, OrdinaryCellsStayOrdinary) {
  std::vector<double> cells;
  for (int exponent = -400; exponent < 20; ++exponent) {
    for (double mantissa = 1.0; mantissa < 2.0; mantissa += 1e-3) {
      cells.push_back(std::ldexp(mantissa, exponent));
      cells.push_back(-cells.back());
    }
  }
  functions().make_ordinary_round(cells);
  for (const double cell : cells) {
    ASSERT_GE(cell, 0x1p-201);
    ASSERT_LE(cell, 0x1p11);
  }
}

TESSERA_FOR_EVERY_INSTRUCTION_SET(HexRounds);

}  // namespace
}  // namespace tessera
