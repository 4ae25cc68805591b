#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <random>
#include <sstream>
#include <string>
#include <type_traits>

#include "tests/support/same_bits.hpp"

// Errors of the elementary functions, and the points at which they are measured.

namespace tessera::support {

template <class Real>
using Bits = std::conditional_t<sizeof(Real) == 4, std::uint32_t, std::uint64_t>;

/// How far `got` is from `exact`, in units of the last place that a Real nearest to `exact` has.
/// `exact` comes from the C library in long double, whose own error is below 0.001 of that unit.
template <class Real>
double error_in_ulp(Real got, long double exact) {
  static_assert(std::numeric_limits<long double>::digits >= 64);
  using Limits = std::numeric_limits<Real>;
  const Real nearest = static_cast<Real>(exact);
  if (std::isnan(exact) || std::isinf(nearest)) {
    return bits_of(got) == bits_of(nearest) ? 0.0 : std::numeric_limits<double>::infinity();
  }
  if (exact == 0.0L) return got == Real{0} ? 0.0 : std::numeric_limits<double>::infinity();
  const int exponent = std::max(std::ilogb(exact), Limits::min_exponent - 1);
  return static_cast<double>(
      std::abs(std::scalbn(static_cast<long double>(got) - exact, Limits::digits - 1 - exponent)));
}

/// The largest error and where it was.
template <class Real>
class LargestError {
 public:
  void take(Real at, double error) {
    ++count_;
    // A NaN is an error too.
    if (error <= value_) return;
    value_ = std::isnan(error) ? std::numeric_limits<double>::infinity() : error;
    at_ = at;
  }
  [[nodiscard]] double value() const { return value_; }
  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] std::string where() const {
    std::ostringstream text;
    text << value_ << " ulp at " << std::hexfloat << at_;
    return text.str();
  }

 private:
  double value_ = 0.0;
  Real at_ = 0;
  std::size_t count_ = 0;
};

/// Points per function and part of its domain: TESSERA_MATH_POINTS, else a million.
inline int point_count() {
  const char* const text = std::getenv("TESSERA_MATH_POINTS");
  return text != nullptr ? std::atoi(text) : 1'000'000;
}

/// Points that are the same in every run and with every library.
template <class Real>
class Points {
 public:
  explicit Points(std::uint64_t seed) : generator_(seed) {}

  [[nodiscard]] Real in(Real begin, Real end) {
    const double share = static_cast<double>(generator_() >> 11) * 0x1p-53;
    return static_cast<Real>(begin + share * (static_cast<double>(end) - begin));
  }
  /// Any number at all, each exponent as often as every other.
  [[nodiscard]] Real any() { return std::bit_cast<Real>(static_cast<Bits<Real>>(generator_())); }
  [[nodiscard]] Real normal() {
    for (;;) {
      const Real value = std::abs(any());
      if (std::isnormal(value)) return value;
    }
  }
  [[nodiscard]] Real subnormal() {
    constexpr int kMantissaBits = std::numeric_limits<Real>::digits - 1;
    const auto bits = static_cast<Bits<Real>>(generator_() >> (64 - kMantissaBits));
    return std::bit_cast<Real>(std::max(bits, Bits<Real>{1}));
  }
  /// (k + 1/2) 2^-52, or 2^-23 in f32: what random numbers are made of.
  [[nodiscard]] Real uniform() {
    constexpr int kBits = std::numeric_limits<Real>::digits - 1;
    const auto k = static_cast<Real>(generator_() >> (64 - kBits));
    return std::ldexp(k + Real{0.5}, -kBits);
  }

 private:
  std::mt19937_64 generator_;
};

}  // namespace tessera::support
