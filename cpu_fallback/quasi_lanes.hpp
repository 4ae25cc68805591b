#pragma once

#include "cpu_fallback/random_lanes.hpp"
#include "kernels/numerics/quasi_numbers.hpp"

// The quasi-random numbers of a block of samples: what QuasiNumbers gives for one, in lanes.

namespace tessera::cpu {
namespace TESSERA_ISA {

/// A BridgeWalk for every lane.
template <int kLanes>
struct BridgeLanes {
  alignas(64) double left[kLanes];
  alignas(64) double right[kBridgeDepth][kLanes];
  int enclosing;
  std::int32_t next;

  void start() {
    for (int lane = 0; lane < kLanes; ++lane) {
      left[lane] = 0.0;
      right[0][lane] = 0.0;
    }
    enclosing = 1;
    next = 0;
  }
};

template <Scrambling scrambling, int kLanes>
void scramble_to_normals(const std::uint32_t (&digits)[kLanes], std::uint64_t key,
                         double (&normals)[kLanes]) {
  for (int lane = 0; lane < kLanes; ++lane) {
    normals[lane] = scrambled_normal<scrambling>(digits[lane], key);
  }
}

template <class Real>
class QuasiLanes final : public NumberLanes<Real> {
 public:
  using NumberLanes<Real>::kLanes;

  QuasiLanes(const QuasiSource& source, const SamplerChoice& choice, std::int32_t replicate)
      : source_(source), choice_(choice), replicate_(replicate) {}

  [[nodiscard]] bool is_paired() const override { return false; }

  void begin(std::int64_t first, bool, bool) override {
    first_ = static_cast<std::uint32_t>(first);
    for (int factor = 0; factor < source_.factors; ++factor) walks_[factor].start();
  }

  void draw_normals(std::uint32_t step, Real* normals) override {
    draw_factor(static_cast<std::int32_t>(step), 0, normals);
  }

  void draw_several(std::uint32_t step, int count, Real (*normals)[kLanes]) override {
    for (int factor = 0; factor < count; ++factor) {
      draw_factor(static_cast<std::int32_t>(step), factor, normals[factor]);
    }
  }

  void draw_uniforms(std::uint32_t step, Real* uniforms) override {
    const std::int64_t dimension = uniform_dimension(source_, step);
    const std::uint64_t key = digits_of(dimension);
    for (int lane = 0; lane < kLanes; ++lane) {
      const std::uint64_t bits = scrambled_bits(choice_.scrambling, digits_[lane], key);
      if constexpr (sizeof(Real) == 8) {
        uniforms[lane] = uniform_of(bits);
      } else {
        uniforms[lane] = uniform_of(static_cast<std::uint32_t>(bits >> 32));
      }
    }
  }

 private:
  /// The places of a coordinate of the block, in digits_, and the key that scrambles them.
  std::uint64_t digits_of(std::int64_t dimension) {
    sobol_digits_lanes(source_.directions + dimension * kSobolDigits, first_, digits_);
    return scrambling_key(choice_.seed, replicate_, dimension);
  }

  void normals_of(std::int64_t dimension) {
    const std::uint64_t key = digits_of(dimension);
    if (choice_.scrambling == Scrambling::owen) {
      scramble_to_normals<Scrambling::owen>(digits_, key, normals_);
    } else {
      scramble_to_normals<Scrambling::shift>(digits_, key, normals_);
    }
  }

  /// One increment of the bridge of a factor, as `bridge_increment`.
  void draw_factor(std::int32_t step, int factor, Real* increments) {
    BridgeLanes<kLanes>& walk = walks_[factor];
    const BridgePoint* const points = source_.bridge;
    for (; walk.next < source_.steps && points[walk.next].step == step; ++walk.next) {
      const BridgePoint point = points[walk.next];
      normals_of(normal_dimension(source_, point.number, factor));
      const double* const outer = walk.right[walk.enclosing - 1];
      double* const inner = walk.right[walk.enclosing];
      for (int lane = 0; lane < kLanes; ++lane) {
        const double between =
            point.left_weight * walk.left[lane] + point.right_weight * outer[lane];
        inner[lane] = between + point.deviation * normals_[lane];
      }
      ++walk.enclosing;
    }
    --walk.enclosing;
    const double* const end = walk.right[walk.enclosing];
    for (int lane = 0; lane < kLanes; ++lane) {
      increments[lane] = static_cast<Real>(end[lane] - walk.left[lane]);
      walk.left[lane] = end[lane];
    }
  }

  QuasiSource source_;
  SamplerChoice choice_;
  std::int32_t replicate_;
  std::uint32_t first_ = 0;
  std::uint32_t digits_[kLanes];
  alignas(64) double normals_[kLanes];
  BridgeLanes<kLanes> walks_[kMaxAssets];
};

}  // namespace TESSERA_ISA
using namespace TESSERA_ISA;  // not inline, because stages.hpp opens the namespaces too
}  // namespace tessera::cpu
