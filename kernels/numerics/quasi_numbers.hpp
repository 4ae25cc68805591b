#pragma once

#include "kernels/numerics/brownian_bridge.hpp"
#include "kernels/numerics/sample_layout.hpp"
#include "kernels/numerics/sobol.hpp"

namespace tessera {

/// The tables of a quasi-random run in the memory of an executor, and how many numbers its samples
/// take: `factors` normals per step, each step made by a Brownian bridge of its factor.
struct QuasiSource {
  const std::uint32_t* directions = nullptr;  // [dimension][32]
  const BridgePoint* bridge = nullptr;        // [step]
  std::int32_t steps = 1;
  std::int32_t factors = 1;
};

/// Dimension of normal `number` of the bridge of a factor; uniforms come after all normals.
[[nodiscard]] TESSERA_HD constexpr std::int64_t normal_dimension(const QuasiSource& source,
                                                                 std::int32_t number, int factor) {
  return std::int64_t{number} * source.factors + factor;
}
[[nodiscard]] TESSERA_HD constexpr std::int64_t uniform_dimension(const QuasiSource& source,
                                                                  std::uint32_t step) {
  return std::int64_t{source.steps} * source.factors + step;
}

inline namespace TESSERA_ISA {

/// The quasi-random numbers of one sample; steps are taken in order. Bridges are built in double.
template <class Real, int kMostFactors>
class QuasiNumbers {
 public:
  /// Point `sample` of the points of scrambling `replicate`.
  TESSERA_HD QuasiNumbers(const QuasiSource& source, const SamplerChoice& choice,
                          std::int32_t replicate, std::int64_t sample)
      : source_(source),
        scrambling_(choice.scrambling),
        seed_(choice.seed),
        replicate_(replicate),
        index_(static_cast<std::uint32_t>(sample)) {}

  /// The normals of a step that takes `kCount`.
  template <int kCount>
  TESSERA_HD void normals(std::uint32_t step, Real (&normals)[kCount]) {
    static_assert(kCount <= kMostFactors);
    several(step, kCount, normals);
  }
  TESSERA_HD void several(std::uint32_t step, int count, Real* normals) {
    for (int factor = 0; factor < count; ++factor) {
      const double increment = bridge_increment(
          walk_[factor], source_.bridge, source_.steps, static_cast<std::int32_t>(step),
          [this, factor](std::int32_t number) { return normal(number, factor); });
      normals[factor] = static_cast<Real>(increment);
    }
  }
  TESSERA_HD Real uniform(std::uint32_t step) const {
    const std::uint64_t bits = bits_of(uniform_dimension(source_, step));
    if constexpr (sizeof(Real) == 8) {
      return uniform_of(bits);
    } else {
      return uniform_of(static_cast<std::uint32_t>(bits >> 32));
    }
  }

 private:
  TESSERA_HD std::uint64_t bits_of(std::int64_t dimension) const {
    const std::uint32_t digits =
        sobol_digits(source_.directions + dimension * kSobolDigits, index_);
    return scrambled_bits(scrambling_, digits, scrambling_key(seed_, replicate_, dimension));
  }
  TESSERA_HD double normal(std::int32_t number, int factor) const {
    return exact::inverse_normal_in_range(
        uniform_of(bits_of(normal_dimension(source_, number, factor))));
  }

  QuasiSource source_;
  Scrambling scrambling_;
  std::uint64_t seed_;
  std::int32_t replicate_;
  std::uint32_t index_;
  BridgeWalk<double> walk_[kMostFactors];
};

}  // namespace TESSERA_ISA
}  // namespace tessera
