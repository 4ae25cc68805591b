#pragma once

#include "kernels/numerics/portability.hpp"

namespace tessera {

/// One step of a Chebyshev iteration: direction = share_of_direction * direction +
/// share_of_residual * D^-1 r. The coefficients are those of `chebyshev_steps`.
struct ChebyshevStep {
  float share_of_residual = 0.0F;
  float share_of_direction = 0.0F;
};

inline namespace TESSERA_ISA {

/// The direction of the first step. `Real` is float, or a vector of floats with a row per lane.
template <class Real>
TESSERA_HD Real first_direction(ChebyshevStep step, const Real& inverse_diagonal, const Real& r) {
  return step.share_of_residual * (inverse_diagonal * r);
}

/// The direction of a step after `direction`.
template <class Real>
TESSERA_HD Real next_direction(ChebyshevStep step, const Real& direction,
                               const Real& inverse_diagonal, const Real& r) {
  return step.share_of_direction * direction + step.share_of_residual * (inverse_diagonal * r);
}

}  // namespace TESSERA_ISA
}  // namespace tessera
