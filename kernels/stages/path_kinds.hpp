#pragma once

#include "kernels/numerics/path_sample.hpp"
#include "kernels/stages/path_simulation.hpp"

// From a problem to the types of its paths, for code that is compiled once per kind of path.

namespace tessera {
inline namespace TESSERA_ISA {

/// Paths of one motion under one functional. With kAnyReturn exp takes any argument, else those of
/// `returns_fit_exp`.
template <class RealType, class MotionType, template <class, Watch, bool> class FunctionalOf,
          Watch kWatched, bool kAny>
struct PathKind {
  using Real = RealType;
  using Motion = MotionType;
  using Functional = FunctionalOf<Real, kWatched, kAny>;
  static constexpr Watch kWatch = kWatched;
  static constexpr bool kAnyReturn = kAny;
};

template <class Real>
struct BasketKind {};

/// What there is to choose `PathKind` by; the functions below narrow it down and call
/// `use(PathKind<...>{})`, whose result they return.
template <class Real, template <class, Watch, bool> class FunctionalOf, Watch kWatch, class Use>
auto use_gbm_path(const PathProblem& problem, const Use& use) {
  using Motion = GbmMotion<Real>;
  if (!problem.any_return &&
      returns_fit_exp<Real>(problem.model, problem.contract, problem.market)) {
    return use(PathKind<Real, Motion, FunctionalOf, kWatch, false>{});
  }
  return use(PathKind<Real, Motion, FunctionalOf, kWatch, true>{});
}

template <class Real, template <class, Watch, bool> class FunctionalOf, class Use>
auto use_path(const PathProblem& problem, const Use& use) {
  if (problem.model == PathModel::heston) {
    return use(PathKind<Real, HestonMotion<Real>, FunctionalOf, Watch::price, true>{});
  }
  if (problem.greeks) return use_gbm_path<Real, FunctionalOf, Watch::greeks>(problem, use);
  return use_gbm_path<Real, FunctionalOf, Watch::price>(problem, use);
}

/// The arithmetic mean alone may be watched with a geometric control.
template <class Real, class Use>
auto use_mean_path(const PathProblem& problem, const Use& use) {
  if (problem.control == Control::geometric && !problem.greeks) {
    return use_gbm_path<Real, ArithmeticMean, Watch::geometric_control>(problem, use);
  }
  return use_path<Real, ArithmeticMean>(problem, use);
}

template <class Real, class Use>
auto use_extreme_path(const PathProblem& problem, const Use& use) {
  if (problem.contract.monitoring == Monitoring::bridge) {
    return use_gbm_path<Real, BridgeExtreme, Watch::price>(problem, use);
  }
  return use_path<Real, Extreme>(problem, use);
}

template <class Real, class Use>
auto use_barrier_path(const PathProblem& problem, const Use& use) {
  if (problem.contract.monitoring == Monitoring::bridge) {
    return use_gbm_path<Real, BridgeSurvival, Watch::price>(problem, use);
  }
  return use_path<Real, Survival>(problem, use);
}

/// `use(kind)` with the PathKind, or the BasketKind, of a supported problem, whose sensitivities
/// are not differences.
template <class Real, class Use>
auto use_path_kind(const PathProblem& problem, const Use& use) {
  switch (problem.contract.payoff) {
    case Payoff::asian_arithmetic:
      return use_mean_path<Real>(problem, use);
    case Payoff::asian_geometric:
      return use_path<Real, GeometricMean>(problem, use);
    case Payoff::barrier_up_out:
    case Payoff::barrier_down_out:
      return use_barrier_path<Real>(problem, use);
    case Payoff::lookback:
      return use_extreme_path<Real>(problem, use);
    case Payoff::basket:
      return use(BasketKind<Real>{});
    case Payoff::european:
      break;
  }
  return use_path<Real, Terminal>(problem, use);
}

}  // namespace TESSERA_ISA
}  // namespace tessera
