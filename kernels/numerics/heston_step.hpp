#pragma once

#include "kernels/numerics/path_terms.hpp"

// One step of the Heston model by the quadratic-exponential scheme with martingale correction
// (Andersen 2008, "Simple and efficient simulation of the Heston stochastic volatility model",
// sections 3.2.4, 4.2 and 4.3), psi_c = 1.5, gamma_1 = gamma_2 = 1/2. Names are those of the paper.

namespace tessera {
inline namespace TESSERA_ISA {

template <class Real>
struct HestonTerms {
  Real initial_variance;
  Real yield;                    // (r - q) dt
  Real theta, decay;             // the mean of v is theta + (v - theta) decay
  Real spread, constant_spread;  // its variance is v spread + constant_spread
  Real K1, K2, K3, K4;
  Real A;        // K2 + K4 / 2
  Real K0;       // without martingale correction, where that does not exist
  Real half_K3;  // K1 + K3 / 2
};

template <class Real>
[[nodiscard]] TESSERA_HD HestonTerms<Real> heston_terms(const OptionContract& contract,
                                                        const Market& market,
                                                        const HestonVariance& variance) {
  const double dt = contract.maturity / contract.steps;
  const double xi = variance.vol_of_vol;
  const double rho = variance.correlation;
  const double kappa = variance.kappa;
  const double decay = exact::exp(-kappa * dt);
  const double gone = 1.0 - decay;
  // (1 - exp(-kappa dt)) / kappa, also for kappa = 0.
  const double span = kappa > 0.0 ? gone / kappa : dt;
  const double drift_part = 0.5 * dt * (kappa * rho / xi - 0.5);
  const double K1 = drift_part - rho / xi;
  const double K2 = drift_part + rho / xi;
  const double K3 = 0.5 * dt * (1.0 - rho * rho);

  HestonTerms<Real> terms;
  terms.initial_variance = static_cast<Real>(variance.initial);
  terms.yield = static_cast<Real>((market.rate - market.dividend) * dt);
  terms.theta = static_cast<Real>(variance.theta);
  terms.decay = static_cast<Real>(decay);
  terms.spread = static_cast<Real>(xi * xi * decay * span);
  terms.constant_spread = static_cast<Real>(0.5 * variance.theta * xi * xi * gone * span);
  terms.K1 = static_cast<Real>(K1);
  terms.K2 = static_cast<Real>(K2);
  terms.K3 = static_cast<Real>(K3);
  terms.K4 = static_cast<Real>(K3);
  terms.A = static_cast<Real>(K2 + 0.5 * K3);
  terms.K0 = static_cast<Real>(-rho * kappa * variance.theta * dt / xi);
  terms.half_K3 = static_cast<Real>(K1 + 0.5 * K3);
  return terms;
}

/// The variance after a step, and the logarithm of the mean of exp(A v) over it.
template <class Real>
struct VarianceStep {
  Real variance;
  Real log_mean;
};

/// The variance after a step from `v`: of its normal while psi <= 1.5, else of its uniform. Both
/// are computed, with as few divisions as there can be; `inverse` is 2 / psi.
template <class Real>
TESSERA_HD VarianceStep<Real> advance_variance(const HestonTerms<Real>& terms, Real v, Real normal,
                                               Real uniform) {
  const Real mean = exact::fused(v - terms.theta, terms.decay, terms.theta);
  const Real spread = exact::fused(v, terms.spread, terms.constant_spread);
  const Real inverse = Real{2} * mean * mean / spread;
  const bool is_quadratic = inverse >= Real{4} / Real{3};

  // v' = a (b + z)^2. Where psi is too large for it the numbers are not used.
  const Real above = inverse > Real{1} ? inverse - Real{1} : Real{0};
  const Real b_squared = above + exact::square_root(inverse * above);
  const Real a = mean / (Real{1} + b_squared);
  const Real shifted = exact::square_root(b_squared) + normal;
  const Real rest = Real{1} - Real{2} * terms.A * a;

  // v' = 0 with probability p = 1 - q, else exponential with rate beta = q / mean.
  const Real q = Real{2} * inverse / (Real{2} + inverse);
  const Real ratio = q / (Real{1} - uniform);
  const Real tail = exact::log_in_range(ratio > Real{1} ? ratio : Real{1}) * mean / q;
  const Real room = q - terms.A * mean;

  // log E exp(A v'): A b^2 a / rest - log(rest) / 2, or log(p + q^2 / room).
  const Real denominator = is_quadratic ? rest : room;
  const Real fraction = (is_quadratic ? terms.A * b_squared * a : q * q) / denominator;
  const Real log_of = exact::log_in_range(is_quadratic ? rest : Real{1} - q + fraction);
  const Real correction = is_quadratic ? exact::fused(Real{-0.5}, log_of, fraction) : log_of;
  // Where there is no such mean: the plain K0, written as the mean that would give it.
  const Real log_mean = denominator > Real{0} ? correction : -(terms.K0 + terms.half_K3 * v);
  return {is_quadratic ? a * shifted * shifted : tail, log_mean};
}

/// The growth of x over a step on which the variance goes from `before` to what `step` says.
template <class Real>
TESSERA_HD Real heston_return(const HestonTerms<Real>& terms, Real before,
                              const VarianceStep<Real>& step, Real normal) {
  const Real K0 = -step.log_mean - terms.half_K3 * before;
  const Real mean = terms.yield + K0 + terms.K1 * before + terms.K2 * step.variance;
  const Real variance = terms.K3 * before + terms.K4 * step.variance;
  return exact::fused(exact::square_root(variance), normal, mean);
}

}  // namespace TESSERA_ISA
}  // namespace tessera
