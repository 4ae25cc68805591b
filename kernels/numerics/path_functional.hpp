#pragma once

#include "kernels/numerics/path_terms.hpp"

// What a payoff keeps of a path while it is simulated. A functional has `kFields` numbers per path
// and
//
//   start(f)                     before the first step, where x = 0
//   observe(f, terms, point)     after every step
//   level(f, terms, x)           at the end: the price is max(scale level - strike, 0), times
//   weight(f, terms)             where the functional has a weight
//
// With kGreeks also, in the notation of docs/monte_carlo_engine.md,
//
//   level_by_sigma               d (level) / d sigma
//   score                        the weight w of gamma = strike w / spot^2 where the path pays
//
// Fields are plain arrays, so that one path per lane is as good as one path.

namespace tessera {

/// What a path is watched for.
enum class Watch : std::int32_t { price, geometric_control, greeks };

inline namespace TESSERA_ISA {

/// One step of a path: x before and after it, what was drawn for it (as it was drawn, for mirrored
/// paths too) and its number from 1 on. `uniform` is there for those who ask for it
/// (kNeedsUniform).
template <class Real>
struct StepPoint {
  Real before, now;
  Real normal, uniform;
  Real date;
};

/// The uniform of a path for the one that was drawn.
template <class Real>
TESSERA_HD Real uniform_of_path(const PathTerms<Real>& terms, Real drawn) {
  return terms.mirror < Real{0} ? Real{1} - drawn : drawn;
}

/// exp x for |x| <= kExpRange within 2 ulp: `exp_in_range` without what it does for the last bit.
/// Both it and its significand are normal numbers, so that k may be added to the exponent.
template <class Real>
TESSERA_HD Real exp_of_return(Real x) {
  using Constants = exact::ExactConstants<Real>;
  using Format = exact::FloatFormat<Real>;
  constexpr Real kMagic = exact::kIntegerMagic<Real>;
  const Real shifted = exact::fused(x, Constants::kLog2E, kMagic);
  const Real k = shifted - kMagic;
  const Real r = exact::fused(-k, Constants::kLn2Low, exact::fused(-k, Constants::kLn2High, x));
  const Real significand = exact::fused(r * r, exact::exp_tail(r), Real{1} + r);
  return exact::from_bits(exact::to_bits(significand) +
                          (exact::to_bits(shifted) << Format::kMantissaBits));
}

/// exp for the x of paths: of any argument, or of those known to be in range.
template <bool kAnyReturn, class Real>
TESSERA_HD Real growth_of(Real x) {
  if constexpr (kAnyReturn) return exact::exp(x);
  return exp_of_return(x);
}

template <class Real>
TESSERA_HD Real larger_of(Real a, Real b) {
  return b > a ? b : a;
}

/// S_T.
template <class Real, Watch kWatch, bool kAnyReturn>
struct Terminal {
  static constexpr int kFields = 0;
  static constexpr bool kNeedsUniform = false;
  static constexpr bool kHasWeight = false;
  static constexpr bool kHasLogMean = false;

  TESSERA_HD static void start(Real*) {}
  TESSERA_HD static void observe(Real*, const PathTerms<Real>&, const StepPoint<Real>&) {}
  TESSERA_HD static Real level(const Real*, const PathTerms<Real>&, Real x) {
    return growth_of<kAnyReturn>(x);
  }
  TESSERA_HD static Real level_by_sigma(const Real*, const PathTerms<Real>& terms, Real x,
                                        Real level) {
    return level * (x - terms.growth * terms.steps) / terms.sigma;
  }
  /// ln S_T is normal with variance steps sigma^2 dt.
  TESSERA_HD static Real score(const Real*, const PathTerms<Real>& terms, Real x) {
    return (x - terms.drift * terms.steps) / (terms.bridge_variance * terms.steps);
  }
};

/// The sum of exp x over the dates; the logarithm of the geometric mean where it is the control.
template <class Real, Watch kWatch, bool kAnyReturn>
struct ArithmeticMean {
  enum Field { kSum, kLogSum, kSumOfLogs, kFirstMoment, kSecondMoment };
  static constexpr int kFields =
      kWatch == Watch::price ? 1 : (kWatch == Watch::geometric_control ? 2 : 5);
  static constexpr bool kNeedsUniform = false;
  static constexpr bool kHasWeight = false;
  static constexpr bool kHasLogMean = kWatch != Watch::price;

  TESSERA_HD static void start(Real* f) {
    for (int field = 0; field < kFields; ++field) f[field] = Real{0};
  }
  TESSERA_HD static void observe(Real* f, const PathTerms<Real>&, const StepPoint<Real>& point) {
    const Real growth = growth_of<kAnyReturn>(point.now);
    f[kSum] = f[kSum] + growth;
    if constexpr (kWatch != Watch::price) f[kLogSum] = f[kLogSum] + point.now;
    if constexpr (kWatch == Watch::greeks) {
      const Real dated = point.date * growth;
      f[kSumOfLogs] = f[kSumOfLogs] + growth * point.now;
      f[kFirstMoment] = f[kFirstMoment] + dated;
      f[kSecondMoment] = f[kSecondMoment] + point.date * dated;
    }
  }
  TESSERA_HD static Real level(const Real* f, const PathTerms<Real>&, Real) { return f[kSum]; }
  TESSERA_HD static Real log_mean(const Real* f, const PathTerms<Real>& terms) {
    return f[kLogSum] * terms.step_share;
  }
  TESSERA_HD static Real level_by_sigma(const Real* f, const PathTerms<Real>& terms, Real, Real) {
    return (f[kSumOfLogs] - terms.growth * f[kFirstMoment]) / terms.sigma;
  }
  /// Integration by parts along the direction that adds the same to all normals. With A the mean
  /// and D its derivative, the density of A at K is the mean of (sum z / D + D' / D^2) over A > K;
  /// written for `strike w`, so with K taken out once.
  TESSERA_HD static Real score(const Real* f, const PathTerms<Real>& terms, Real x) {
    const Real volatility = terms.volatility;
    const Real normals = (x - terms.drift * terms.steps) / volatility;
    const Real first = terms.spot * terms.step_share * volatility * f[kFirstMoment];
    const Real second = terms.spot * terms.step_share * volatility * volatility * f[kSecondMoment];
    return terms.side * terms.strike * (normals / first + second / (first * first));
  }
};

/// exp of the mean of x over the dates.
template <class Real, Watch kWatch, bool kAnyReturn>
struct GeometricMean {
  static constexpr int kFields = 1;
  static constexpr bool kNeedsUniform = false;
  static constexpr bool kHasWeight = false;
  static constexpr bool kHasLogMean = true;

  TESSERA_HD static void start(Real* f) { f[0] = Real{0}; }
  TESSERA_HD static void observe(Real* f, const PathTerms<Real>&, const StepPoint<Real>& point) {
    f[0] = f[0] + point.now;
  }
  TESSERA_HD static Real log_mean(const Real* f, const PathTerms<Real>& terms) {
    return f[0] * terms.step_share;
  }
  TESSERA_HD static Real level(const Real* f, const PathTerms<Real>& terms, Real) {
    return growth_of<kAnyReturn>(log_mean(f, terms));
  }
  TESSERA_HD static Real level_by_sigma(const Real* f, const PathTerms<Real>& terms, Real,
                                        Real level) {
    const Real mean_date = (terms.steps + Real{1}) * Real{0.5};
    return level * (log_mean(f, terms) - terms.growth * mean_date) / terms.sigma;
  }
  /// The logarithm of the mean is normal.
  TESSERA_HD static Real score(const Real* f, const PathTerms<Real>& terms, Real) {
    const Real mean_date = (terms.steps + Real{1}) * Real{0.5};
    return (log_mean(f, terms) - terms.drift * mean_date) / terms.mean_variance;
  }
};

}  // namespace TESSERA_ISA
}  // namespace tessera
