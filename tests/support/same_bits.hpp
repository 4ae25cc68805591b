#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <gtest/gtest.h>
#include <iomanip>
#include <iterator>
#include <limits>
#include <sstream>
#include <string>
#include <type_traits>

namespace tessera::support {

/// The bits of a number; every NaN has the same ones.
template <class Number>
std::uint64_t bits_of(Number value) {
  if constexpr (std::is_floating_point_v<Number>) {
    using Bits = std::conditional_t<sizeof(Number) == 4, std::uint32_t, std::uint64_t>;
    const Number canonical = std::numeric_limits<Number>::quiet_NaN();
    return std::bit_cast<Bits>(value != value ? canonical : value);
  } else {
    static_assert(std::is_integral_v<Number>);
    return static_cast<std::uint64_t>(value);
  }
}

template <class Number>
::testing::AssertionResult difference(const char* left, const char* right, Number a, Number b,
                                      const std::string& where) {
  std::ostringstream text;
  text << std::setprecision(std::numeric_limits<double>::max_digits10) << left << where << " = "
       << a << std::hex << " (0x" << bits_of(a) << ") and " << right << where << " = " << std::dec
       << b << std::hex << " (0x" << bits_of(b) << ") differ";
  return ::testing::AssertionFailure() << text.str();
}

template <class A, class B>
::testing::AssertionResult same_bits(const char* left, const char* right, const A& a, const B& b) {
  if constexpr (std::is_arithmetic_v<A>) {
    if (bits_of(a) == bits_of(b)) return ::testing::AssertionSuccess();
    return difference(left, right, a, b, "");
  } else {
    if (std::size(a) != std::size(b)) {
      return ::testing::AssertionFailure()
             << left << " has " << std::size(a) << " items, " << right << " has " << std::size(b);
    }
    for (std::size_t index = 0; index < std::size(a); ++index) {
      if (bits_of(a[index]) == bits_of(b[index])) continue;
      return difference(left, right, a[index], b[index], "[" + std::to_string(index) + "]");
    }
    return ::testing::AssertionSuccess();
  }
}

}  // namespace tessera::support

/// Numbers, or ranges of numbers, with the same bits; NaN counts as NaN. Names the first index that
/// differs.
#define EXPECT_SAME_BITS(a, b) EXPECT_PRED_FORMAT2(::tessera::support::same_bits, a, b)
