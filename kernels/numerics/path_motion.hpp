#pragma once

#include "kernels/numerics/heston_step.hpp"
#include "kernels/numerics/path_functional.hpp"

// How x moves: a motion has kFields numbers per path beside x, kNormals normals per step, and
//
//   start(f, terms)                           before the first step
//   advance(f, terms, normals, uniform)       the growth of x over a step

namespace tessera {
inline namespace TESSERA_ISA {

template <class Real>
struct ModelTerms {
  PathTerms<Real> path;
  HestonTerms<Real> heston;  // of Heston
};

template <class Real>
struct GbmMotion {
  static constexpr int kFields = 0;
  static constexpr int kNormals = 1;
  static constexpr bool kNeedsUniform = false;

  TESSERA_HD static void start(Real*, const ModelTerms<Real>&) {}
  TESSERA_HD static Real advance(Real*, const ModelTerms<Real>& terms, const Real* normals, Real) {
    return exact::fused(terms.path.volatility, normals[0], terms.path.drift);
  }
};

/// Normal 0 and the uniform move the variance, normal 1 the price.
template <class Real>
struct HestonMotion {
  static constexpr int kFields = 1;
  static constexpr int kNormals = 2;
  static constexpr bool kNeedsUniform = true;

  TESSERA_HD static void start(Real* f, const ModelTerms<Real>& terms) {
    f[0] = terms.heston.initial_variance;
  }
  TESSERA_HD static Real advance(Real* f, const ModelTerms<Real>& terms, const Real* normals,
                                 Real uniform) {
    const Real mirror = terms.path.mirror;
    const VarianceStep<Real> step = advance_variance(terms.heston, f[0], mirror * normals[0],
                                                     uniform_of_path(terms.path, uniform));
    const Real growth = heston_return(terms.heston, f[0], step, mirror * normals[1]);
    f[0] = step.variance;
    return growth;
  }
};

/// A path in the middle of its steps.
template <class Motion, class Functional, class Real>
struct PathState {
  Real x;
  Real motion[Motion::kFields + 1];  // one more than there are, so that it is never empty
  Real watched[Functional::kFields + 1];
};

/// Whether a step wants a uniform beside the normals.
template <class Motion, class Functional>
inline constexpr bool kWantsUniform = Motion::kNeedsUniform || Functional::kNeedsUniform;

/// One step of a path; `date` from 1 on. The first step starts the path.
template <bool kFirst, class Motion, class Functional, class Real>
TESSERA_HD void advance_path(PathState<Motion, Functional, Real>& path,
                             const ModelTerms<Real>& terms, const Real* normals, Real uniform,
                             Real date) {
  if constexpr (kFirst) {
    Motion::start(path.motion, terms);
    Functional::start(path.watched);
  }
  const Real growth = Motion::advance(path.motion, terms, normals, uniform);
  const Real before = kFirst ? Real{0} : path.x;
  path.x = kFirst ? growth : before + growth;
  Functional::observe(path.watched, terms.path,
                      StepPoint<Real>{before, path.x, normals[0], uniform, date});
}

}  // namespace TESSERA_ISA
}  // namespace tessera
