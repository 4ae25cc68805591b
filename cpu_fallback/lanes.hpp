#pragma once

#include <cstdint>

#include "kernels/numerics/portability.hpp"

// Eight doubles that the item functions of kernels/numerics take in place of one: each lane makes
// the same IEEE operations in the same order as the scalar code, so the bits are the same.

namespace tessera::cpu {
inline namespace TESSERA_ISA {

struct Lanes {
  static constexpr int kCount = 8;
  using Vector [[gnu::vector_size(64)]] = double;

  Vector v{};
};

TESSERA_HD Lanes operator+(const Lanes& a, const Lanes& b) { return {a.v + b.v}; }
TESSERA_HD Lanes operator-(const Lanes& a, const Lanes& b) { return {a.v - b.v}; }
TESSERA_HD Lanes operator*(const Lanes& a, const Lanes& b) { return {a.v * b.v}; }
TESSERA_HD Lanes operator/(const Lanes& a, const Lanes& b) { return {a.v / b.v}; }
TESSERA_HD Lanes operator*(double a, const Lanes& b) { return {a * b.v}; }
TESSERA_HD Lanes operator*(const Lanes& a, double b) { return {a.v * b}; }

TESSERA_HD Lanes square_root(const Lanes& a) {
  Lanes root;
  for (int lane = 0; lane < Lanes::kCount; ++lane) root.v[lane] = __builtin_sqrt(a.v[lane]);
  return root;
}

}  // namespace TESSERA_ISA
}  // namespace tessera::cpu
