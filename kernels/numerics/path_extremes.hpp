#pragma once

#include "kernels/numerics/path_functional.hpp"

// Functionals of the largest or smallest x of a path: lookback and barrier payoffs.

namespace tessera {
inline namespace TESSERA_ISA {

/// The largest signed x over the dates 0..steps.
template <class Real, Watch kWatch, bool kAnyReturn>
struct Extreme {
  enum Field { kExtreme, kDate, kFirstReturn };
  static constexpr int kFields = kWatch == Watch::greeks ? 3 : 1;
  static constexpr bool kNeedsUniform = false;
  static constexpr bool kHasWeight = false;
  static constexpr bool kHasLogMean = false;

  TESSERA_HD static void start(Real* f) {
    for (int field = 0; field < kFields; ++field) f[field] = Real{0};
  }
  TESSERA_HD static void observe(Real* f, const PathTerms<Real>& terms,
                                 const StepPoint<Real>& point) {
    const Real x = terms.sign * point.now;
    if constexpr (kWatch == Watch::greeks) {
      f[kDate] = x > f[kExtreme] ? point.date : f[kDate];
      f[kFirstReturn] = point.date == Real{1} ? point.now : f[kFirstReturn];
    }
    f[kExtreme] = larger_of(f[kExtreme], x);
  }
  TESSERA_HD static Real level(const Real* f, const PathTerms<Real>& terms, Real) {
    return growth_of<kAnyReturn>(terms.sign * (f[kExtreme] + terms.extreme_shift));
  }
  TESSERA_HD static Real level_by_sigma(const Real* f, const PathTerms<Real>& terms, Real,
                                        Real level) {
    return level * (terms.sign * f[kExtreme] - terms.growth * f[kDate]) / terms.sigma;
  }
  /// The spot moves the first normal alone.
  TESSERA_HD static Real score(const Real* f, const PathTerms<Real>& terms, Real) {
    return (f[kFirstReturn] - terms.drift) / terms.bridge_variance;
  }
};

/// The largest signed x of all times: between two dates it is sampled from the law of the maximum
/// of a Brownian bridge.
template <class Real, Watch kWatch, bool kAnyReturn>
struct BridgeExtreme {
  static constexpr int kFields = 1;
  static constexpr bool kNeedsUniform = true;
  static constexpr bool kHasWeight = false;
  static constexpr bool kHasLogMean = false;

  TESSERA_HD static void start(Real* f) { f[0] = Real{0}; }
  TESSERA_HD static void observe(Real* f, const PathTerms<Real>& terms,
                                 const StepPoint<Real>& point) {
    const Real rise = terms.sign * (point.now - point.before);
    const Real spread =
        Real{-2} * terms.bridge_variance * log_of_uniform(uniform_of_path(terms, point.uniform));
    const Real above = (rise + exact::square_root(exact::fused(rise, rise, spread))) * Real{0.5};
    f[0] = larger_of(f[0], terms.sign * point.before + above);
  }
  TESSERA_HD static Real level(const Real* f, const PathTerms<Real>& terms, Real) {
    return growth_of<kAnyReturn>(terms.sign * f[0]);
  }
};

/// S_T, unless a signed x reached the barrier.
template <class Real, Watch kWatch, bool kAnyReturn>
struct Survival {
  enum Field { kExtreme, kFirstNormal, kSquares };
  static constexpr int kFields = kWatch == Watch::greeks ? 3 : 1;
  static constexpr bool kNeedsUniform = false;
  static constexpr bool kHasWeight = true;
  static constexpr bool kHasLogMean = false;

  TESSERA_HD static void start(Real* f) {
    for (int field = 0; field < kFields; ++field) f[field] = Real{0};
  }
  TESSERA_HD static void observe(Real* f, const PathTerms<Real>& terms,
                                 const StepPoint<Real>& point) {
    f[kExtreme] = larger_of(f[kExtreme], terms.sign * point.now);
    if constexpr (kWatch == Watch::greeks) {
      f[kFirstNormal] = point.date == Real{1} ? point.normal : f[kFirstNormal];
      f[kSquares] = exact::fused(point.normal, point.normal, f[kSquares]);
    }
  }
  TESSERA_HD static Real level(const Real*, const PathTerms<Real>&, Real x) {
    return growth_of<kAnyReturn>(x);
  }
  TESSERA_HD static Real weight(const Real* f, const PathTerms<Real>& terms) {
    return f[kExtreme] < terms.barrier ? Real{1} : Real{0};
  }
};

/// S_T, times the probability that Brownian bridges between the dates stay below the barrier.
template <class Real, Watch kWatch, bool kAnyReturn>
struct BridgeSurvival {
  static constexpr int kFields = 1;
  static constexpr bool kNeedsUniform = false;
  static constexpr bool kHasWeight = true;
  static constexpr bool kHasLogMean = false;

  TESSERA_HD static void start(Real* f) { f[0] = Real{1}; }
  TESSERA_HD static void observe(Real* f, const PathTerms<Real>& terms,
                                 const StepPoint<Real>& point) {
    const Real room_before = terms.barrier - terms.sign * point.before;
    const Real room_now = terms.barrier - terms.sign * point.now;
    // Above the barrier there is no room; far below it the probability of a crossing is nothing.
    const Real room = room_before < room_now ? room_before : room_now;
    const Real exponent = terms.crossing * room_before * room_now;
    const Real bounded = exponent > -exact::kExpRange<Real> ? exponent : -exact::kExpRange<Real>;
    const Real stays = Real{1} - exp_of_return(bounded < Real{0} ? bounded : Real{0});
    f[0] = room > Real{0} ? f[0] * stays : Real{0};
  }
  TESSERA_HD static Real level(const Real*, const PathTerms<Real>&, Real x) {
    return growth_of<kAnyReturn>(x);
  }
  TESSERA_HD static Real weight(const Real* f, const PathTerms<Real>&) { return f[0]; }
};

}  // namespace TESSERA_ISA
}  // namespace tessera
