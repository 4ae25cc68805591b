#pragma once

#include <cstdint>

namespace tessera {

/// What a stage asks of a machine for all its items: bytes between memory and cores when every
/// array is passed over once per call, and flops (a fused multiply-add counts two). Values that a
/// cache still holds need not pass again: with them a stage can be faster than its bytes allow.
struct StageCost {
  double bytes = 0.0;
  double flops = 0.0;

  friend constexpr StageCost operator+(const StageCost& a, const StageCost& b) {
    return {a.bytes + b.bytes, a.flops + b.flops};
  }
  friend constexpr StageCost operator*(double times, const StageCost& cost) {
    return {times * cost.bytes, times * cost.flops};
  }
};

/// `items` times so many bytes and flops.
[[nodiscard]] constexpr StageCost cost_of_items(std::int64_t items, double bytes, double flops) {
  return static_cast<double>(items) * StageCost{bytes, flops};
}

}  // namespace tessera
