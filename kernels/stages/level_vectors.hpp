#pragma once

#include "kernels/numerics/chebyshev_step.hpp"
#include "kernels/stages/view.hpp"

namespace tessera {

/// The vectors of one multigrid level, as long as its layout says.
struct LevelVectors {
  View<float> r;          // what is left of the right-hand side
  View<float> direction;  // the correction that r does not know of yet
  View<float> x;
  View<float> spare;  // where a level cannot replace `direction` in place
};

/// The first step, from x = 0: direction = share_of_residual * D^-1 r, x = direction.
template <class Exec, class Level>
using BeginSmoothing = void(Exec&, const Level&, LevelVectors, ChebyshevStep);

/// r = r - A direction; then the step, and x = x + direction.
template <class Exec, class Level>
using SmoothStep = void(Exec&, const Level&, LevelVectors, ChebyshevStep);

/// r = r - A direction.
template <class Exec, class Level>
using SubtractAction = void(Exec&, const Level&, LevelVectors);

}  // namespace tessera
