#include <bit>
#include <cmath>
#include <cstdint>
#include <gtest/gtest.h>
#include <limits>
#include <random>
#include <vector>

#include "tests/ptx/kernels/arguments.hpp"
#include "tests/ptx/replayed_kernels.hpp"
#include "tests/support/same_bits.hpp"

namespace tessera::ptx {
namespace {

using ptx_kernels::kConversionResults;
using ptx_kernels::kFloatResults;

using ArithmeticReplay = ReplayedKernels;
INSTANTIATE_TEST_SUITE_P(Sm, ArithmeticReplay, ::testing::Values("75", "120"));

/// Numbers of every kind, each with each: `first[i]` and `second[i]` run over all pairs of the
/// special values, then over random bit patterns.
template <class Real, class Bits>
struct Operands {
  Operands() {
    using Limits = std::numeric_limits<Real>;
    const std::vector<Real> special = {Real(0),
                                       -Real(0),
                                       Real(1),
                                       Real(-1),
                                       Real(3),
                                       Limits::min(),
                                       Limits::denorm_min(),
                                       -Limits::denorm_min(),
                                       Limits::min() / 2,
                                       Limits::max(),
                                       Limits::lowest(),
                                       Limits::infinity(),
                                       -Limits::infinity(),
                                       Limits::quiet_NaN(),
                                       Limits::epsilon(),
                                       Real(1) + Limits::epsilon(),
                                       Real(0.1)};
    for (const Real a : special) {
      for (const Real b : special) {
        first.push_back(a);
        second.push_back(b);
      }
    }
    std::mt19937_64 generator(3);
    while (first.size() < 4000) {
      first.push_back(std::bit_cast<Real>(static_cast<Bits>(generator())));
      second.push_back(std::bit_cast<Real>(static_cast<Bits>(generator())));
    }
  }
  std::vector<Real> first, second;
};

template <class Real>
void append_results(Real a, Real b, std::vector<Real>& to) {
  to.insert(to.end(),
            {a + b, a - b, a * b, a / b, std::sqrt(a < 0 ? -a : a), -a, a < b ? a : b,
             a > b ? a : b, a <= b ? Real(1) : Real(2), !(a >= b) ? Real(3) : Real(4),
             a == b ? Real(5) : Real(6), a != b ? Real(7) : Real(8), std::fma(a, b, a), 1 / a});
}

template <class Real, class Bits>
void compare_float_results(const Module& module, const std::string& kernel, DeviceMemory& memory) {
  const Operands<Real, Bits> operands;
  std::vector<Real> expected;
  for (std::size_t index = 0; index < operands.first.size(); ++index) {
    append_results(operands.first[index], operands.second[index], expected);
  }
  Real* const result = memory.allocate<Real>(expected.size());
  const auto count = static_cast<int>(operands.first.size());
  launch(module, kernel, {{static_cast<unsigned>(count + 95) / 96}, {96}},
         Arguments(memory.upload(operands.first), memory.upload(operands.second), result, count),
         memory);
  EXPECT_SAME_BITS(expected, memory.download(result, expected.size()));
}

TEST_P(ArithmeticReplay, DoublesHaveTheBitsOfTheHost) {
  compare_float_results<double, std::uint64_t>(module("arithmetic"), "double_kernel", memory_);
}

TEST_P(ArithmeticReplay, FloatsHaveTheBitsOfTheHost) {
  compare_float_results<float, std::uint32_t>(module("arithmetic"), "float_kernel", memory_);
}

std::vector<std::int64_t> integers(std::uint64_t seed, std::size_t count) {
  std::vector<std::int64_t> values = {0,
                                      1,
                                      -1,
                                      127,
                                      128,
                                      255,
                                      32767,
                                      65536,
                                      -2147483648LL,
                                      4294967295LL,
                                      std::numeric_limits<std::int64_t>::min(),
                                      std::numeric_limits<std::int64_t>::max(),
                                      9007199254740993LL};
  std::mt19937_64 generator(seed);
  while (values.size() < count) {
    values.push_back(static_cast<std::int64_t>(generator() >> (generator() % 64)));
  }
  return values;
}

void append_conversions(double value, std::int64_t whole, std::vector<double>& to) {
  const bool in_range = value > -2e9 && value < 2e9;
  to.insert(to.end(), {static_cast<double>(static_cast<float>(value)), static_cast<double>(whole),
                       static_cast<double>(static_cast<std::uint64_t>(whole)),
                       static_cast<double>(static_cast<float>(whole)),
                       static_cast<double>(static_cast<std::int8_t>(whole)),
                       static_cast<double>(static_cast<std::uint16_t>(whole)),
                       static_cast<double>(static_cast<std::int32_t>(whole)), std::floor(value),
                       std::ceil(value), std::trunc(value),
                       in_range ? static_cast<double>(static_cast<std::int32_t>(value)) : 0.0,
                       in_range ? static_cast<double>(static_cast<std::int64_t>(value)) : 0.0});
}

TEST_P(ArithmeticReplay, ConversionsHaveTheBitsOfTheHost) {
  const Operands<double, std::uint64_t> operands;
  std::vector<double> values = operands.first;
  for (int step = -60; step < 60; ++step) values.push_back(step * 0.25);
  const std::vector<std::int64_t> whole = integers(17, values.size());
  std::vector<double> expected;
  for (std::size_t index = 0; index < values.size(); ++index) {
    append_conversions(values[index], whole[index], expected);
  }
  double* const result = memory_.allocate<double>(expected.size());
  const auto count = static_cast<int>(values.size());
  launch(module("arithmetic"), "conversion_kernel",
         {{static_cast<unsigned>(count + 63) / 64}, {64}},
         Arguments(memory_.upload(values), memory_.upload(whole), result, count), memory_);
  EXPECT_SAME_BITS(expected, memory_.download(result, expected.size()));
}

template <class Integer>
void append_integers(Integer a, Integer b, unsigned by, std::vector<Integer>& to) {
  to.insert(to.end(),
            {static_cast<Integer>(a + b), static_cast<Integer>(a - b), static_cast<Integer>(a * b),
             b != 0 ? static_cast<Integer>(a / b) : Integer{0},
             b != 0 ? static_cast<Integer>(a % b) : Integer{0}, static_cast<Integer>(a << by),
             static_cast<Integer>(a >> by), static_cast<Integer>((a & b) | (~a ^ b)), a < b ? a : b,
             a > b ? static_cast<Integer>(b - a) : static_cast<Integer>(a - b),
             static_cast<Integer>(a / 7), static_cast<Integer>(a % 1000)});
}

TEST_P(ArithmeticReplay, IntegersHaveTheBitsOfTheHost) {
  constexpr int kCount = 1500;
  const std::vector<std::int64_t> a = integers(7, kCount);
  const std::vector<std::int64_t> b = integers(8, kCount);
  std::vector<std::int32_t> narrow;
  std::vector<std::uint32_t> narrow_unsigned;
  std::vector<std::uint64_t> wide;
  for (unsigned thread = 0; thread < kCount; ++thread) {
    const auto left = static_cast<std::uint64_t>(a[thread]);
    const auto right = static_cast<std::uint64_t>(b[thread]);
    append_integers(static_cast<std::int32_t>(left & 0xffff),
                    static_cast<std::int32_t>(right & 0x7fff) - 0x4000, thread % 15, narrow);
    append_integers(static_cast<std::uint32_t>(left), static_cast<std::uint32_t>(right),
                    thread % 32, narrow_unsigned);
    append_integers(left, right, thread % 64, wide);
  }
  auto* const to_narrow = memory_.allocate<std::int32_t>(narrow.size());
  auto* const to_unsigned = memory_.allocate<std::uint32_t>(narrow_unsigned.size());
  auto* const to_wide = memory_.allocate<std::uint64_t>(wide.size());
  launch(module("arithmetic"), "integer_kernel", {{12}, {128}},
         Arguments(memory_.upload(a), memory_.upload(b), to_narrow, to_unsigned, to_wide, kCount),
         memory_);
  EXPECT_SAME_BITS(narrow, memory_.download(to_narrow, narrow.size()));
  EXPECT_SAME_BITS(narrow_unsigned, memory_.download(to_unsigned, narrow_unsigned.size()));
  EXPECT_SAME_BITS(wide, memory_.download(to_wide, wide.size()));
}

std::uint64_t reversed_bits(std::uint64_t value) {
  std::uint64_t result = 0;
  for (int bit = 0; bit < 64; ++bit) result |= ((value >> bit) & 1) << (63 - bit);
  return result;
}

/// __byte_perm(low, high, 0x3715): bytes 5, 1, 7, 3, the lowest first.
std::uint64_t permuted(std::uint32_t low, std::uint32_t high) {
  const std::uint64_t bytes = (std::uint64_t{high} << 32) | low;
  const auto byte = [&](int at) { return (bytes >> (8 * at)) & 0xff; };
  return byte(5) | (byte(1) << 8) | (byte(7) << 16) | (byte(3) << 24);
}

void append_intrinsics(std::uint64_t left, std::uint64_t right, unsigned thread,
                       std::vector<std::uint64_t>& to) {
  __extension__ using Wide = unsigned __int128;
  const auto low = static_cast<std::uint32_t>(left);
  const auto low_right = static_cast<std::uint32_t>(right);
  const Wide sum = static_cast<Wide>(left) * right + left;
  const auto find_first = [](auto value) { return value == 0 ? 0 : std::countr_zero(value) + 1; };
  to.push_back(static_cast<std::uint64_t>((static_cast<Wide>(left) * right) >> 64));
  to.push_back((std::uint64_t{low} * low_right) >> 32);
  to.push_back(static_cast<std::uint64_t>(std::popcount(left) + std::countl_zero(right) * 100));
  to.push_back(static_cast<std::uint64_t>(find_first(left) + find_first(low) * 100));
  to.push_back(reversed_bits(left));
  const std::uint64_t both = (std::uint64_t{low_right} << 32) | low;
  to.push_back(static_cast<std::uint32_t>((both << (thread % 32)) >> 32));
  to.push_back(permuted(low, low_right));
  to.push_back(static_cast<std::uint64_t>(sum >> 64) ^ static_cast<std::uint64_t>(sum));
}

TEST_P(ArithmeticReplay, WideProductsAndBitCountsHaveTheBitsOfTheHost) {
  constexpr int kCount = 700;
  const std::vector<std::int64_t> a = integers(70, kCount);
  const std::vector<std::int64_t> b = integers(80, kCount);
  std::vector<std::uint64_t> expected;
  for (unsigned thread = 0; thread < kCount; ++thread) {
    append_intrinsics(static_cast<std::uint64_t>(a[thread]), static_cast<std::uint64_t>(b[thread]),
                      thread, expected);
  }
  auto* const result = memory_.allocate<std::uint64_t>(expected.size());
  launch(module("arithmetic"), "intrinsic_kernel", {{6}, {128}},
         Arguments(memory_.upload(a), memory_.upload(b), result, kCount), memory_);
  EXPECT_SAME_BITS(expected, memory_.download(result, expected.size()));
}

}  // namespace
}  // namespace tessera::ptx
