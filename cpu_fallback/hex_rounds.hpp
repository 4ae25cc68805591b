#pragma once

#include "cpu_fallback/round_lanes.hpp"

// Heavy rounds of f64 cells, to the bits of `heavy_round_in_range`, in fewer cycles. With AVX-512:
//
// - The unit for square roots takes 24.6 cycles for a vector, all the rest of a round 13 to 17. Of
//   three vectors one therefore has its root from multiplications and additions.
// - x = sin x cos x + sqrt x takes [1.08, 1.5] into itself, and every positive number gets there in
//   a few rounds. In that range the quarters are known, and the angle is one operation, not seven.
//
// With AVX2 only the second.

#if defined(__AVX2__)

namespace tessera::cpu {
namespace TESSERA_ISA {

#if defined(__AVX512DQ__)
/// IEEE square root of x in [2^-400, 2^400]: two steps of Goldschmidt from 14 bits, after which g
/// and h are off by less than 2.5 * 2^-53 of the root and of 1 / (2 root), then one of Markstein.
/// Before it is rounded, g + (x - g^2) h is off by less than 9 * 2^-106 of the root; that is right
/// unless the root is nearer than that to the middle of two numbers. There are a few dozen such
/// arguments for either parity of the exponent, and a test tries them.
TESSERA_HD RoundLanes root_by_steps(RoundLanes x) {
  const RoundLanes seed = _mm512_maskz_rsqrt14_pd(0xFF, x.v);  // the plain form: GCC bug 105593
  RoundLanes g = x * seed;
  RoundLanes h = seed * 0.5;
  for (int step = 0; step < 2; ++step) {
    const RoundLanes missing = fused(-g, h, 0.5);
    g = fused(g, missing, g);
    h = fused(h, missing, h);
  }
  return fused(fused(-g, g, x), h, g);
}

/// root + product, or root - product where the number of quarters is odd.
TESSERA_HD RoundLanes add_signed(RoundLanes root, RoundLanes product, RoundBits quarters) {
  // The lowest bits choose a lane.
  const __m512d signs = _mm512_set_pd(-1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0);
  const RoundLanes sign = _mm512_maskz_permutexvar_pd(0xFF, quarters, signs);
  return fused(product, sign, root);
}
#else
TESSERA_HD RoundLanes root_by_steps(RoundLanes x) { return square_root(x); }

TESSERA_HD RoundLanes add_signed(RoundLanes root, RoundLanes product, RoundBits quarters) {
  const __m256d signs = _mm256_castsi256_pd(_mm256_slli_epi64(quarters, 63));
  return root + RoundLanes(_mm256_xor_pd(product.v, signs));
}
#endif

template <bool kBySteps>
TESSERA_HD RoundLanes root_of(RoundLanes x) {
  return kBySteps ? root_by_steps(x) : square_root(x);
}

/// A round of cells with magnitudes in [2^-400, kSincosRange], and NaNs; it leads back there.
struct OrdinaryRound {
  static constexpr bool kStays = false;

  template <bool kBySteps>
  TESSERA_HD static RoundLanes after(RoundLanes x) {
    const exact::ReducedAngle<RoundLanes> angle = exact::reduce_near(x);
    const exact::SinCos<RoundLanes> near = exact::sincos_within_quarter(angle);
    return add_signed(root_of<kBySteps>(magnitude(x)), near.sine * near.cosine, angle.quarters);
  }
};

/// A round of cells in [kFrom, kTo], and NaNs: it leads back there, to [1.29, 1.456].
struct SettledRound {
  static constexpr double kFrom = 1.08;
  static constexpr double kTo = 1.5;
  static constexpr bool kStays = true;

  template <bool kBySteps>
  TESSERA_HD static RoundLanes after(RoundLanes x) {
    const RoundLanes high = fused(RoundLanes(-kFactor), kOtherFactor, x);
    const exact::ReducedAngle<RoundLanes> angle{high, kLow, RoundBits{}};
    const exact::SinCos<RoundLanes> near = exact::sincos_within_quarter(angle);
    return root_of<kBySteps>(x) - near.sine * near.cosine;
  }

 private:
  using Constants = exact::ExactConstants<double>;
  // 2x/pi is nearest to 1. x - kHalfPiHigh is a multiple of 2^-52 between -0.49 and -0.07;
  // kHalfPiMiddle less is, rounded, 2^-54 less. These factors have the product
  // kHalfPiHigh + 2^-54.
  static constexpr double kFactor = 23682251.0;
  static constexpr double kOtherFactor = 1194859011.0 * 0x1p-54;
  static constexpr double kLow = Constants::kHalfPiLow + (Constants::kHalfPiMiddle - 0x1p-54);
};

/// The smallest and the largest magnitude of the cells in each lane; NaNs, which stay what they are
/// in any round, are left out.
class Extent {
 public:
  TESSERA_HD void look_at(RoundLanes x) {
    least_ = smaller_or(magnitude(x), least_);
    most_ = larger_or(magnitude(x), most_);
  }
  [[nodiscard]] bool is_settled() const { return within(SettledRound::kFrom, SettledRound::kTo); }
  [[nodiscard]] bool is_ordinary() const { return within(0x1p-400, exact::kSincosRange<double>); }

 private:
  [[nodiscard]] bool within(double from, double to) const {
    return all_below(from, least_) && all_below(most_, to);
  }

  RoundLanes least_ = exact::kInfinity<double>;
  RoundLanes most_ = 0.0;
};

/// Cells that rounds take together: three vectors, of which the middle one has its roots by steps.
inline constexpr int kRoundCells = 3 * RoundLanes::kCount;

template <class Round, bool kBySteps>
TESSERA_HD void make_round_of(double* cells, Extent& extent) {
  const RoundLanes after = Round::template after<kBySteps>(load_round(cells));
  if constexpr (!Round::kStays) extent.look_at(after);
  store_round(cells, after);
}

/// A round of every cell; `count` is a multiple of kRoundCells, cells[0] begins a line of cache.
template <class Round>
[[gnu::noinline]] Extent make_round(double* cells, int count) {
  Extent extent;
  for (int cell = 0; cell < count; cell += kRoundCells) {
    make_round_of<Round, false>(cells + cell, extent);
    make_round_of<Round, true>(cells + cell + RoundLanes::kCount, extent);
    make_round_of<Round, false>(cells + cell + 2 * RoundLanes::kCount, extent);
  }
  return extent;
}

/// Of `count` cells, a multiple of the lanes.
inline Extent extent_of(const double* cells, int count) {
  Extent extent;
  for (int cell = 0; cell < count; cell += RoundLanes::kCount) {
    extent.look_at(load_round(cells + cell));
  }
  return extent;
}

}  // namespace TESSERA_ISA
using namespace TESSERA_ISA;  // not inline, because stages.hpp opens the namespaces too
}  // namespace tessera::cpu

#endif
