#pragma once

#include "kernels/numerics/path_functional.hpp"

// What a finished path is worth: the undiscounted payoff, its control variate and its
// sensitivities.

namespace tessera {
inline namespace TESSERA_ISA {

template <class Real>
struct PathGreeks {
  Real delta, gamma, vega;
};

/// The payoff at level `level`, with the weight of the functional, before `heavy` rounds. A NaN
/// stays.
template <class Functional, class Real>
TESSERA_HD Real path_payoff(const Real* f, const PathTerms<Real>& terms, Real level) {
  const Real above = exact::fused(terms.scale, level, -terms.strike);
  const Real payoff = above < Real{0} ? Real{0} : above;
  if constexpr (Functional::kHasWeight) return payoff * Functional::weight(f, terms);
  return payoff;
}

/// payoff - beta (control - mean).
template <class Real>
TESSERA_HD Real controlled(Real payoff, Real control, Real beta, Real mean) {
  return exact::fused(-beta, control - mean, payoff);
}

/// The sample of a path and its mirror.
TESSERA_HD double mean_of_pair(double path, double mirror) { return 0.5 * (path + mirror); }

/// S_T.
template <bool kAnyReturn, class Real>
TESSERA_HD Real underlying_control(const PathTerms<Real>& terms, Real x) {
  return terms.control_scale * growth_of<kAnyReturn>(x);
}

/// The payoff of the geometric mean.
template <bool kAnyReturn, class Real>
TESSERA_HD Real geometric_control(const PathTerms<Real>& terms, Real log_mean) {
  const Real scale = terms.side * terms.control_scale;
  const Real above = exact::fused(scale, growth_of<kAnyReturn>(log_mean), -terms.strike);
  return above < Real{0} ? Real{0} : above;
}

/// Sensitivities of payoffs that are continuous in the level: delta and vega pathwise, gamma by the
/// score of the level's density.
template <class Functional, class Real>
TESSERA_HD PathGreeks<Real> pathwise_greeks(const Real* f, const PathTerms<Real>& terms, Real x,
                                            Real level) {
  const bool pays = exact::fused(terms.scale, level, -terms.strike) > Real{0};
  const Real by_spot = terms.scale * level / terms.spot;
  const Real by_sigma = terms.scale * Functional::level_by_sigma(f, terms, x, level);
  const Real curvature = terms.strike * Functional::score(f, terms, x) / (terms.spot * terms.spot);
  return {pays ? by_spot : Real{0}, pays ? curvature : Real{0}, pays ? by_sigma : Real{0}};
}

/// Sensitivities of a payoff that jumps at a barrier: the payoff times the scores of the density of
/// the path (likelihood ratios).
template <class Real>
TESSERA_HD PathGreeks<Real> likelihood_greeks(const PathTerms<Real>& terms, Real payoff, Real x,
                                              Real first_normal, Real squares) {
  const Real score = first_normal / terms.volatility;
  const Real curvature = (first_normal * first_normal - Real{1}) / terms.bridge_variance - score;
  const Real drifted = x - terms.drift * terms.steps;
  const Real by_sigma = (squares - terms.steps - drifted) / terms.sigma;
  return {payoff * score / terms.spot, payoff * curvature / (terms.spot * terms.spot),
          payoff * by_sigma};
}

/// The sensitivities of a path under functional `Functional`, which was watched for them.
template <class Functional, class Real>
TESSERA_HD PathGreeks<Real> path_greeks(const Real* f, const PathTerms<Real>& terms, Real x,
                                        Real level, Real payoff) {
  if constexpr (Functional::kHasWeight) {
    return likelihood_greeks(terms, payoff, x, f[Functional::kFirstNormal],
                             f[Functional::kSquares]);
  } else {
    return pathwise_greeks<Functional>(f, terms, x, level);
  }
}

}  // namespace TESSERA_ISA
}  // namespace tessera
