#pragma once

#include <vector>

#include "kernels/stages/level_vectors.hpp"

namespace tessera {

/// The steps of Chebyshev's iteration of the first kind with Jacobi's preconditioner (Saad 2003,
/// algorithm 12.1) for eigenvalues of D^-1 A in [largest / ratio, largest]: with theta and delta
/// the middle and half the length of that interval and rho_0 = delta / theta, the first step has
/// the shares 1 / theta and 0, and step k has 2 rho_k / delta and rho_k rho_(k-1), where rho_k = 1
/// / (2 theta / delta - rho_(k-1)). Beyond `largest` it would diverge, so that has to be a bound
/// from above.
inline std::vector<ChebyshevStep> chebyshev_steps(double largest, double ratio, int degree) {
  const double smallest = largest / ratio;
  const double theta = 0.5 * (largest + smallest);
  const double delta = 0.5 * (largest - smallest);
  double rho = delta / theta;
  std::vector<ChebyshevStep> steps{{static_cast<float>(1.0 / theta), 0.0F}};
  while (static_cast<int>(steps.size()) < degree) {
    const double next = 1.0 / (2.0 * theta / delta - rho);
    steps.push_back({static_cast<float>(2.0 * next / delta), static_cast<float>(next * rho)});
    rho = next;
  }
  return steps;
}

}  // namespace tessera
